//
// BodyTest.cpp
//
// Tests: http
//
// How bodies are read, and what becomes of those that are not.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestServer.h"
#include <Poco/StreamCopier.h>
#include <chrono>
#include <thread>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


using Clock = std::chrono::steady_clock;


std::string headerFor(std::size_t length, const std::string& more = "")
{
	return "PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(length) + "\r\n" + bearer() + more + "\r\n";
}


void drip(RawClient& client, const std::string& bytes, const std::atomic<bool>& enough)
	/// Sends a byte every 50 ms until the server hangs up.
{
	for (const char byte: bytes)
	{
		if (enough || !client.send(std::string(1, byte))) return;
		std::this_thread::sleep_for(std::chrono::milliseconds(50));
	}
}


} // namespace


AUTHPLUG_CASES(Body)
{
	for (const Kind kind: {Kind::service, Kind::poco})
	{
		addCase(suite, "H1_UnreadBodyIsNoRequest_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			// The body of the refused request is a request that would be served.
			const std::string smuggled = put("/echo", "{\"smuggled\":1}");
			RawClient client = server.connect();
			client.send("PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(smuggled.size()) + "\r\n\r\n" + smuggled);
			const Answer answer = client.need();
			CPPUNIT_ASSERT_EQUAL(415, answer.status);
			CPPUNIT_ASSERT(answer.closes());
			client.endSending();
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
			CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
		});

		addCase(suite, "H1_AnswerSurvivesALargeUpload_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			const std::string part(50*1024, 'x');
			client.send(headerFor(4*part.size()));
			// The answer is on its way before the body is; a reset would stop the upload.
			for (int i = 0; i < 4; ++i)
			{
				std::this_thread::sleep_for(std::chrono::milliseconds(50));
				CPPUNIT_ASSERT(client.send(part));
			}
			CPPUNIT_ASSERT_EQUAL(413, client.need().status);
			client.endSending();
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
		});

		addCase(suite, "H1_UnreadBodyOf404IsNoRequest_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			const std::string smuggled = put("/echo", "{}");
			client.send(put("/nowhere", smuggled));
			CPPUNIT_ASSERT_EQUAL(404, client.need().status);
			client.endSending();
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
			CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
		});

		addCase(suite, "H1_UnreadBodyOf405IsNoRequest_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			const std::string smuggled = put("/echo", "{}");
			client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(smuggled.size()) + "\r\n\r\n" + smuggled);
			const Answer answer = client.need();
			CPPUNIT_ASSERT_EQUAL(405, answer.status);
			CPPUNIT_ASSERT(answer.closes());
			client.endSending();
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
			CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
		});

		addCase(suite, "H5_TruncatedBody_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			client.send(headerFor(secretBody().size() + 1) + secretBody());
			client.endSending();
			const Answer answer = client.need();
			CPPUNIT_ASSERT_EQUAL(400, answer.status);
			CPPUNIT_ASSERT(answer.closes());
			CPPUNIT_ASSERT(answer.body.find("shorter than its Content-Length") != std::string::npos);
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
			CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
		});

		addCase(suite, "H5_BodyThatNeverComes_" + nameOf(kind), [kind]
		{
			Host::HttpOptions options = quickOptions();
			options.headerTimeoutMillis = 300000;  // and with it POCO's own timeout for a read
			TestServer server(options, kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			client.send(headerFor(secretBody().size() + 1) + secretBody());
			const Answer answer = client.need();
			CPPUNIT_ASSERT_EQUAL(408, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("Request Timeout"), answer.reason);
			CPPUNIT_ASSERT(answer.closes());
			CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
		});

		addCase(suite, "DrippingBodyHasOneDeadline_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			client.send(headerFor(8000));
			std::atomic<bool> enough{false};
			std::jthread dripping([&] { drip(client, std::string(8000, 'x'), enough); });
			const std::optional<Answer> answer = client.answer();
			enough = true;
			dripping.join();
			CPPUNIT_ASSERT(answer);
			CPPUNIT_ASSERT_EQUAL(408, answer->status);
			CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
		});

		addCase(suite, "BodyInPieces_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			client.send(headerFor(6));
			for (const char* const piece: {"{\"a", "\"", ":1"})
			{
				client.send(piece);
				std::this_thread::sleep_for(std::chrono::milliseconds(20));
			}
			CPPUNIT_ASSERT_EQUAL(std::string("{\"a\":1"), client.need().body);
		});

		addCase(suite, "PipelinedRequests_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			std::string requests;
			for (int i = 0; i < 20; ++i) requests += put("/echo", "{\"n\":" + std::to_string(i) + "}");
			client.send(requests);
			for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL("{\"n\":" + std::to_string(i) + "}", client.need().body);
		});
	}

	for (const bool chunked: {false, true})
	{
		const std::string name = chunked ? "Chunked" : "Fixed";
		addCase(suite, "H1_UnguardedHandlerLeavesItsBody_" + name, [chunked]
		{
			TestServer server;
			server.addEcho();
			server.fallback = new FunctionFactory([](Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) { response.sendBuffer("x", 1); });
			server.start();
			const std::string smuggled = put("/echo", "{}");
			RawClient client = server.connect();
			client.send(std::string("POST /other HTTP/1.1\r\nHost: a\r\n")
				+ (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: " + std::to_string(smuggled.size()) + "\r\n\r\n") + smuggled);
			CPPUNIT_ASSERT_EQUAL(std::string("x"), client.need().body);
			client.endSending();
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
			CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
		});

		addCase(suite, "UnguardedHandlerThatReadsItsBodyKeepsTheConnection_" + name, [chunked]
		{
			TestServer server;
			server.fallback = new FunctionFactory([](Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
			{
				std::string all;
				Poco::StreamCopier::copyToString(request.stream(), all);
				response.sendBuffer(all.data(), all.size());
			});
			server.start();
			RawClient client = server.connect();
			for (int i = 0; i < 2; ++i)
			{
				client.send(std::string("POST /other HTTP/1.1\r\nHost: a\r\n")
					+ (chunked ? "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n" : "Content-Length: 2\r\n\r\nhi"));
				CPPUNIT_ASSERT_EQUAL(std::string("hi"), client.need().body);
			}
		});
	}

	addCase(suite, "A1_8192BytesPass", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		RawClient client = server.connect();
		const std::string body(8192, 'x');
		client.send(put("/echo", body));
		CPPUNIT_ASSERT_EQUAL(body, client.need().body);
		client.send(put("/echo", "{}"));
		CPPUNIT_ASSERT_EQUAL(std::string("{}"), client.need().body);
	});

	addCase(suite, "A1_8193BytesAreRefused", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		const Answer answer = server.ask(put("/echo", std::string(8193, 'x')));
		CPPUNIT_ASSERT_EQUAL(413, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("Content Too Large"), answer.reason);
		CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
	});

	addCase(suite, "A1_EndlessChunkedBody", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		RawClient client = server.connect();
		client.send("PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
		CPPUNIT_ASSERT_EQUAL(411, client.need().status);
		const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
		std::size_t sent = 0;
		while (client.send(chunk))
		{
			sent += chunk.size();
			// 256 KiB are discarded; what the two kernels hold comes on top.
			if (sent > (64u << 20)) break;
		}
		CPPUNIT_ASSERT(sent < (64u << 20));
		CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
	});

	addCase(suite, "H6_StreamEndsWithTheBody", []
	{
		TestServer server;
		server.add("PUT", "/stream", "application/json", 100, [](Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
		{
			std::string all(std::istreambuf_iterator<char>(request.stream()), {});
			Host::sendJson(response, 200, all);
		});
		server.start();
		RawClient client = server.connect();
		client.send(put("/stream", "{\"a\":1}") + put("/stream", "[]"));
		CPPUNIT_ASSERT_EQUAL(std::string("{\"a\":1}"), client.need().body);
		CPPUNIT_ASSERT_EQUAL(std::string("[]"), client.need().body);
	});

	addCase(suite, "DrippingClientHoldsNoOther", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		RawClient slow = server.connect();
		slow.send(headerFor(10) + "{");
		CPPUNIT_ASSERT_EQUAL(200, server.ask(put("/echo", "{}")).status);
	});

	addCase(suite, "ContextKnowsTheRequest", []
	{
		TestServer server;
		server.add("PUT", "/facts", "application/json", 100, [&](Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
		{
			Host::GuardedContexts contexts;
			Api::RequestContext& context = *contexts.of(request);
			const std::int64_t left = context.deadline() - server.clock.monotonic();
			const bool header = request.get("X-Mine", "") == "yes" && request.getMethod() == "PUT" && request.getURI() == "/facts?q=1"
				&& request.clientAddress().host().toString() == "127.0.0.1" && request.serverAddress().port() == server.port()
				&& &request.response() == &response && !request.secure();
			Host::sendJson(response, 200, std::string(context.requestId()) + " " + std::string(context.clientAddress()) + " "
				+ (left > 6000000 && left <= 7000000 ? "7s" : "?") + (header ? " header" : ""));
		}, 7000);
		server.start();
		RawClient client = server.connect();
		std::string ids[2];
		for (std::string& id: ids)
		{
			client.send(put("/facts?q=1", "{}", "X-Mine: yes\r\nX-Forwarded-For: 9.9.9.9\r\n"));
			const std::string body = client.need().body;
			id = body.substr(0, 32);
			CPPUNIT_ASSERT(id.find_first_not_of("0123456789abcdef") == std::string::npos);
			CPPUNIT_ASSERT_EQUAL(std::string(" 127.0.0.1 7s header"), body.substr(32));
		}
		CPPUNIT_ASSERT(ids[0] != ids[1]);
	});

	addCase(suite, "TrustedProxyNamesTheClient", []
	{
		Host::HttpOptions options = quickOptions();
		options.trustedProxies = "127.0.0.0/8";
		TestServer server(options);
		server.add("GET", "/from", "", 0, [](Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
		{
			Host::sendJson(response, 200, std::string(Host::GuardedContexts::find(request)->clientAddress()));
		});
		server.start();
		CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.9"), server.ask(get("/from", "X-Forwarded-For: 1.1.1.1, 203.0.113.9, 127.0.0.5\r\n")).body);
	});

	addCase(suite, "CallerGoneTellsAClosedConnection", []
	{
		TestServer server;
		std::atomic<int> seen{0};  // 1: was there, 2: then gone
		std::atomic<bool> closed{false};
		server.add("PUT", "/wait", "application/json", 100, [&](Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
		{
			Api::RequestContext& context = *Host::GuardedContexts::find(request);
			if (!context.callerGone()) seen = 1;
			waitUntil([&] { return closed.load(); }, "the client to close");
			waitUntil([&] { return context.callerGone(); }, "the connection to be gone");
			seen = seen + 1;
			Host::sendJson(response, 200, "null");
		});
		server.start();
		RawClient client = server.connect();
		client.send(put("/wait", "{}"));
		waitUntil([&] { return seen == 1; }, "the handler");
		client.close();
		closed = true;
		waitUntil([&] { return seen == 2; }, "the handler to notice");
	});

	addCase(suite, "CallerGoneIsNotFooledByAPipelinedRequest", []
	{
		TestServer server;
		std::atomic<bool> sent{false};
		server.add("PUT", "/wait", "application/json", 100, [&](Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
		{
			waitUntil([&] { return sent.load(); }, "the second request");
			std::this_thread::sleep_for(std::chrono::milliseconds(50));
			Host::sendJson(response, 200, Host::GuardedContexts::find(request)->callerGone() ? "true" : "false");
		});
		server.start();
		RawClient client = server.connect();
		client.send(put("/wait", "{}"));
		std::this_thread::sleep_for(std::chrono::milliseconds(50));
		client.send(put("/wait", "{}"));
		sent = true;
		CPPUNIT_ASSERT_EQUAL(std::string("false"), client.need().body);
		CPPUNIT_ASSERT_EQUAL(std::string("false"), client.need().body);
	});
}
