//
// FramingTest.cpp
//
// Tests: http
//
// What is refused for its header alone.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestServer.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


struct Row
{
	const char* name;
	const char* head;  /// header lines after the request line, or the whole header if it holds a request line
	int status;
	const char* note = "";  /// part of the message, if that is told
};


const std::string LINE = "PUT /echo?access_token=" + Canary::token() + " HTTP/1.1\r\n";

const char* const NO_HOST = "Host is missing";

#define JSON_TYPE "Content-Type: application/json\r\n"

const Row ROWS[] = {
	{"H2_PutWithoutLength", JSON_TYPE, 411},
	{"H2_ChunkedIsRefused", JSON_TYPE "Transfer-Encoding: chunked\r\n", 411},
	{"H2_ChunkedInCapitalsIsRefused", JSON_TYPE "Transfer-Encoding: CHUNKED\r\n", 411},
	{"H3_PlusSign", JSON_TYPE "Content-Length: +2\r\n", 400, "not a number"},
	{"H3_Comma", JSON_TYPE "Content-Length: 2,2\r\n", 400, "not a number"},
	{"H3_Negative", JSON_TYPE "Content-Length: -2\r\n", 400, "not a number"},
	{"H3_MinusZero", JSON_TYPE "Content-Length: -0\r\n", 400, "not a number"},
	{"H3_Empty", JSON_TYPE "Content-Length: \r\n", 400, "not a number"},
	{"H3_EqualDuplicates", JSON_TYPE "Content-Length: 2\r\nContent-Length: 2\r\n", 400, "more than once"},
	{"H3_DifferentDuplicates", JSON_TYPE "Content-Length: 2\r\ncontent-length: 40\r\n", 400, "more than once"},
	{"H4_GzipChunked", JSON_TYPE "Transfer-Encoding: gzip, chunked\r\nContent-Length: 2\r\n", 400, "not known"},
	{"H4_BothHeaders", JSON_TYPE "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", 400, "exclude each other"},
	{"H4_ChunkedTwice", JSON_TYPE "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400, "more than once"},
	{"H4_ChunkedTwiceInOneField", JSON_TYPE "Transfer-Encoding: chunked, chunked\r\n", 400, "not known"},
	{"H4_Identity", JSON_TYPE "Transfer-Encoding: identity\r\nContent-Length: 2\r\n", 400, "not known"},
	{"H4_EmptyEncoding", JSON_TYPE "Transfer-Encoding:\r\nContent-Length: 2\r\n", 400, "not known"},
	{"H4_ChunkedInHttp10", "PUT /echo HTTP/1.0\r\n" JSON_TYPE "Transfer-Encoding: chunked\r\n", 400, "HTTP/1.0"},
	{"H4_BlankBeforeColon", JSON_TYPE "Transfer-Encoding : chunked\r\nContent-Length: 2\r\n", 400, "malformed name"},
	{"H8_EncodedLineFeed", JSON_TYPE "Content-Length: 2\r\nX-Name: =?utf-8?Q?a=0Ab?=\r\n", 400, "control character"},
	{"H8_EncodedCarriageReturn", JSON_TYPE "Content-Length: 2\r\nAuthorization: =?utf-8?Q?a=0Db?=\r\n", 400, "control character"},
	{"H8_EncodedNul", JSON_TYPE "Content-Length: 2\r\nX-Name: =?utf-8?B?AA==?=\r\n", 400, "control character"},
	{"H8_RawControlCharacter", JSON_TYPE "Content-Length: 2\r\nX-Name: a\x01z\r\n", 400, "control character"},
	{"H17_Version20", "PUT /echo HTTP/2.0\r\n" JSON_TYPE "Content-Length: 2\r\n", 505},
	{"H17_Version09", "PUT /echo HTTP/0.9\r\n" JSON_TYPE "Content-Length: 2\r\n", 505},
	{"H17_NoVersion", "PUT /echo FOO/1.1\r\n" JSON_TYPE "Content-Length: 2\r\n", 400, "HTTP version"},
	{"H17_LowerCaseVersion", "PUT /echo http/1.1\r\n" JSON_TYPE "Content-Length: 2\r\n", 400, "HTTP version"},
	{"TwoHosts", JSON_TYPE "Content-Length: 2\r\nHost: a\r\nHost: b\r\n", 400, "Host"},
	{"NoHost", JSON_TYPE "Content-Length: 2\r\n", 400, NO_HOST},
	{"NoMediaType", "Content-Length: 2\r\n", 415},
	{"OtherMediaType", "Content-Type: text/plain\r\nContent-Length: 2\r\n", 415},
	{"LongerMediaType", "Content-Type: application/jsonp\r\nContent-Length: 2\r\n", 415},
	{"TwoMediaTypes", JSON_TYPE JSON_TYPE "Content-Length: 2\r\n", 415},
	{"OtherCharset", "Content-Type: application/json; charset=iso-8859-1\r\nContent-Length: 2\r\n", 415},
	{"Utf16", "Content-Type: application/json; charset=\"utf-16\"\r\nContent-Length: 2\r\n", 415},
	{"CompressedBody", JSON_TYPE "Content-Encoding: gzip\r\nContent-Length: 2\r\n", 415},
	{"OneByteTooMany", JSON_TYPE "Content-Length: 8193\r\n", 413},
	{"HugeLength", JSON_TYPE "Content-Length: 9223372036854775807\r\n", 413},
};


const Row UNREADABLE_ROWS[] = {
	{"H3_Hexadecimal", JSON_TYPE "Content-Length: 0x2\r\n", 400},
	{"H3_Text", JSON_TYPE "Content-Length: two\r\n", 400},
	{"H3_CommaAndBlank", JSON_TYPE "Content-Length: 2, 2\r\n", 400},
	{"H3_Folded", JSON_TYPE "Content-Length: 2\r\n 0\r\n", 400},
	{"H3_PastTheRangeOf64Bits", JSON_TYPE "Content-Length: 18446744073709551618\r\n", 400},
};


const Row GOOD_ROWS[] = {
	{"PlainJson", JSON_TYPE "Content-Length: 2\r\n", 200},
	{"IdentityCoding", JSON_TYPE "Content-Encoding: identity\r\nContent-Length: 2\r\n", 200},
	{"LengthWithBlanksAround", JSON_TYPE "Content-Length: \t 2 \r\n", 200},
	{"LengthWithLeadingZeros", JSON_TYPE "Content-Length: 0002\r\n", 200},
	{"Utf8", "Content-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n", 200},
	{"Utf8InQuotesAndCapitals", "content-type: Application/JSON;charset=\"UTF-8\"\r\nContent-Length: 2\r\n", 200},
	{"OtherParameter", "Content-Type: application/json; v=1\r\nContent-Length: 2\r\n", 200},
	{"Http10", "PUT /echo HTTP/1.0\r\n" JSON_TYPE "Content-Length: 2\r\n", 200},
	{"AbsoluteForm", "PUT http://localhost:80/echo HTTP/1.1\r\n" JSON_TYPE "Content-Length: 2\r\n", 200},
	{"QueryIgnored", "PUT /echo?a=/b HTTP/1.1\r\n" JSON_TYPE "Content-Length: 2\r\n", 200},
	{"BytesAbove127InAValue", JSON_TYPE "Content-Length: 2\r\nX-Name: \xC3\xA4\r\n", 200},
};


std::string requestOf(const Row& row)
{
	const std::string head = row.head;
	const bool whole = head.find(" HTTP/") != std::string::npos || head.find(" http/") != std::string::npos || head.find(" FOO/") != std::string::npos;
	const std::string token = head.find("Authorization") == std::string::npos ? bearer() : "";
	const bool hostless = head.find("Host:") != std::string::npos || head.find(" HTTP/1.0") != std::string::npos || row.note == NO_HOST;
	return (whole ? head : LINE + head) + (hostless ? "" : "Host: a\r\n") + token + "\r\n{}";
}


class Servers
	/// One server of each kind for all rows: stopping one takes POCO up to
	/// 250 ms. It goes with the suite; later, OpenSSL would be gone before it.
{
public:
	TestServer& operator [] (Kind kind)
	{
		std::unique_ptr<TestServer>& server = _servers[static_cast<int>(kind)];
		if (!server)
		{
			server = std::make_unique<TestServer>(quickOptions(), kind);
			server->addEcho();
			server->start();
		}
		server->calls = 0;
		return *server;
	}

private:
	std::unique_ptr<TestServer> _servers[2];
};


void isRefused(TestServer& server, const Row& row)
	/// The answer is complete, the connection ends, and the handler is not run.
{
	RawClient client = server.connect();
	client.send(requestOf(row) + put("/echo", "{\"second\":1}"));

	const Answer answer = client.need();
	CPPUNIT_ASSERT_EQUAL(row.status, answer.status);
	CPPUNIT_ASSERT(answer.closes());
	CPPUNIT_ASSERT_EQUAL(std::string("no-store"), answer.header("cache-control"));
	CPPUNIT_ASSERT_EQUAL(std::string("application/json; charset=utf-8"), answer.header("content-type"));
	CPPUNIT_ASSERT_EQUAL(std::string("nosniff"), answer.header("x-content-type-options"));
	CPPUNIT_ASSERT_EQUAL(std::to_string(answer.body.size()), answer.header("content-length"));
	CPPUNIT_ASSERT(answer.body.find("{\"statusCode\":" + std::to_string(row.status) + ",\"error\":\"" + answer.reason + "\",") == 0);
	CPPUNIT_ASSERT(answer.body.find(row.note) != std::string::npos);
	LeakWatch::search("the answer", answer.body);
	client.endSending();
	CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
	CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
}


void isDropped(TestServer& server, const Row& row)
	/// The connection ends without an answer, and the handler is not run.
{
	RawClient client = server.connect();
	client.send(requestOf(row) + put("/echo", "{}"));
	CPPUNIT_ASSERT(client.ends());
	CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
}


void isServed(TestServer& server, const Row& row)
{
	const Answer answer = server.ask(requestOf(row));
	CPPUNIT_ASSERT_EQUAL(200, answer.status);
	CPPUNIT_ASSERT_EQUAL(std::string("OK"), answer.reason);
	CPPUNIT_ASSERT_EQUAL(std::string("{}"), answer.body);
	CPPUNIT_ASSERT_EQUAL(1, server.calls.load());
}


} // namespace


AUTHPLUG_CASES(Framing)
{
	const auto servers = std::make_shared<Servers>();
	for (const Kind kind: {Kind::service, Kind::poco})
	{
		for (const Row& row: ROWS) addCase(suite, row.name + ("_" + nameOf(kind)), [row, kind, servers] { isRefused((*servers)[kind], row); });
		for (const Row& row: GOOD_ROWS) addCase(suite, row.name + ("_" + nameOf(kind)), [row, kind, servers] { isServed((*servers)[kind], row); });
	}

	// POCO itself throws while it reads these, before a factory is asked: its
	// own server closes without an answer.
	for (const Row& row: UNREADABLE_ROWS)
	{
		addCase(suite, row.name + ("_" + nameOf(Kind::service)), [row, servers] { isRefused((*servers)[Kind::service], row); });
		addCase(suite, row.name + ("_" + nameOf(Kind::poco)), [row, servers] { isDropped((*servers)[Kind::poco], row); });
	}

	addCase(suite, "H9_FieldValueTooLong", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		RawClient client = server.connect();
		client.send(put("/echo", "{}", "X-Long: " + std::string(8193, 'a') + "\r\n"));
		const Answer answer = client.need();
		CPPUNIT_ASSERT_EQUAL(400, answer.status);
		CPPUNIT_ASSERT(answer.closes());
		CPPUNIT_ASSERT_EQUAL(std::string("no-store"), answer.header("cache-control"));
		client.endSending();
		CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
	});

	addCase(suite, "H9_TooManyFields", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		std::string fields;
		for (int i = 0; i < 101; ++i) fields += "X-" + std::to_string(i) + ": 1\r\n";
		RawClient client = server.connect();
		client.send(put("/echo", "{}", fields));
		CPPUNIT_ASSERT_EQUAL(400, client.need().status);
	});

	addCase(suite, "H15_ReasonBelongsToStatus", []
	{
		TestServer server;
		server.add("GET", "/teapot", "", 0, [](Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response)
		{
			response.setStatus(Poco::Net::HTTPResponse::HTTP_CONFLICT);
			response.send() << "{}";
		});
		server.start();
		RawClient client = server.connect();
		client.send(get("/teapot"));
		const Answer answer = client.need();
		CPPUNIT_ASSERT_EQUAL(409, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("Conflict"), answer.reason);
		// send() without a length would have ended the connection.
		CPPUNIT_ASSERT_EQUAL(std::string("2"), answer.header("content-length"));
		CPPUNIT_ASSERT(!answer.closes());
		client.send(get("/teapot"));
		CPPUNIT_ASSERT_EQUAL(409, client.need().status);
	});

	addCase(suite, "NoContentHasNoLength", []
	{
		TestServer server;
		server.add("POST", "/logout", "", 100, [](Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response)
		{
			response.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_NO_CONTENT);
			response.send();
		});
		server.start();
		RawClient client = server.connect();
		for (const char* const request: {
			"POST /logout HTTP/1.1\r\nHost: a\r\n\r\n",
			"POST /logout HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
			"POST /logout HTTP/1.1\r\nHost: a\r\nContent-Type: text/x\r\nContent-Length: 2\r\n\r\n{}"})
		{
			client.send(request);
			const Answer answer = client.need();
			CPPUNIT_ASSERT_EQUAL(204, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string(), answer.header("content-length"));
			CPPUNIT_ASSERT(!answer.closes());
		}
	});

	addCase(suite, "BodyOnARouteWithoutOne", []
	{
		TestServer server;
		server.add("GET", "/plain", "", 0, [](Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) { Host::sendJson(response, 200, "null"); });
		server.start();
		CPPUNIT_ASSERT_EQUAL(413, server.ask("GET /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}").status);
		CPPUNIT_ASSERT_EQUAL(200, server.ask("GET /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").status);
	});

	addCase(suite, "H2_ChunkedOnARouteOfAnyMediaType", []
	{
		TestServer server;
		server.add("POST", "/any", "", 100, [](Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) { Host::sendJson(response, 200, "null"); });
		server.start();
		const Answer answer = server.ask("POST /any HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
		CPPUNIT_ASSERT_EQUAL(411, answer.status);
		CPPUNIT_ASSERT(answer.closes());
	});

	addCase(suite, "OtherMethodIs405WithAllow", []
	{
		TestServer server;
		server.addEcho();
		server.own.add({"DELETE", "/echo", "", 0, 1000}, [] { return std::make_unique<FunctionHandler>([](auto&, auto& response) { Host::sendJson(response, 200, "1"); }); });
		server.start();
		RawClient client = server.connect();
		client.send(get("/echo"));
		const Answer answer = client.need();
		CPPUNIT_ASSERT_EQUAL(405, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("Method Not Allowed"), answer.reason);
		CPPUNIT_ASSERT_EQUAL(std::string("PUT, DELETE"), answer.header("allow"));
		// Nothing was left unread, so the connection stays.
		CPPUNIT_ASSERT(!answer.closes());
		client.send("DELETE /echo HTTP/1.1\r\nHost: a\r\n\r\n");
		CPPUNIT_ASSERT_EQUAL(std::string("1"), client.need().body);
		client.send("put /echo HTTP/1.1\r\nHost: a\r\n\r\n");
		CPPUNIT_ASSERT_EQUAL(405, client.need().status);
	});

	addCase(suite, "PathsAreComparedAsBytes", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		for (const char* const path: {"/echo/", "/Echo", "/%65cho", "//echo", "/./echo", "/echo;a", "/echo%3F", "*", "echo", "http://localhost"})
		{
			CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 404, server.ask(put(path, "{}")).status);
		}
		CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
	});

	addCase(suite, "UnknownPathGoesToTheFallbackAsItIs", []
	{
		TestServer server;
		server.addEcho();
		server.fallback = new FunctionFactory([](Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
		{
			CPPUNIT_ASSERT(!Host::GuardedContexts::find(request));
			response.setContentLength(2);
			response.send() << request.stream().rdbuf();
		});
		server.start();
		CPPUNIT_ASSERT_EQUAL(std::string("hi"), server.ask("POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").body);
	});

	for (const Kind kind: {Kind::service, Kind::poco})
	{
		addCase(suite, "H16_NoContinueBefore413_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			client.send(LINE + "Host: a\r\n" JSON_TYPE "Content-Length: 8193\r\nExpect: 100-continue\r\n\r\n");
			CPPUNIT_ASSERT_EQUAL(413, client.need().status);
			client.endSending();
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
		});

		addCase(suite, "H16_ContinueBeforeSuccess_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			client.send(LINE + "Host: a\r\n" JSON_TYPE "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
			const Answer interim = client.need();
			CPPUNIT_ASSERT_EQUAL(100, interim.status);
			client.send("{}");
			const Answer answer = client.need();
			CPPUNIT_ASSERT_EQUAL(200, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("{}"), answer.body);
		});

		addCase(suite, "H16_NoContinueForHttp10_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			client.send("PUT /echo HTTP/1.0\r\n" JSON_TYPE "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}");
			CPPUNIT_ASSERT_EQUAL(200, client.need().status);
		});

		addCase(suite, "H16_NoContinueBefore404_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.start();
			RawClient client = server.connect();
			client.send("PUT /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
			CPPUNIT_ASSERT_EQUAL(404, client.need().status);
		});

		addCase(suite, "H17_ConnectionIsAList_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			client.send(put("/echo", "{}", "Connection: foo, Close\r\n"));
			CPPUNIT_ASSERT(client.need().closes());
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
		});

		addCase(suite, "H17_Http10ClosesUnlessAsked_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			const std::string head = "PUT /echo HTTP/1.0\r\n" JSON_TYPE "Content-Length: 2\r\n";
			RawClient client = server.connect();
			client.send(head + "Connection: foo, keep-alive\r\n\r\n{}");
			CPPUNIT_ASSERT(!client.need().closes());
			client.send(head + "Connection: foo\r\n\r\n{}");
			CPPUNIT_ASSERT(client.need().closes());
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
		});
	}
}
