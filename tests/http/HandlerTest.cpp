//
// HandlerTest.cpp
//
// Tests: http
//
// Whatever a handler does, the client gets one complete answer.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestServer.h"
#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/String.h>
#include <Poco/TemporaryFile.h>
#include <fstream>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


using Request = Poco::Net::HTTPServerRequest;
using Response = Poco::Net::HTTPServerResponse;


const std::string SECRET = Canary::password();
const std::string ODD = "/odd?access_token=" + Canary::token();


struct Thrower
{
	const char* name;
	std::function<void()> raise;
	const char* logged;
};


struct Odd
{
};


const Thrower THROWERS[] = {
	{"PocoException", [] { throw Poco::RuntimeException(SECRET); }, "Poco::RuntimeException"},
	{"MessageException", [] { throw Poco::Net::MessageException(SECRET); }, "Poco::Net::MessageException"},
	{"NoMessageException", [] { throw Poco::Net::NoMessageException(SECRET); }, "Poco::Net::NoMessageException"},
	{"StdException", [] { throw std::runtime_error(SECRET); }, "std::runtime_error"},
	{"BadAlloc", [] { throw std::bad_alloc(); }, "std::bad_alloc"},
	{"Integer", [] { throw 42; }, "reason=int"},
	{"ForeignType", [] { throw Odd(); }, "Odd"},
};


void isInternalError(TestServer& server, const Answer& answer)
	/// Checks the contract's 500: its reference is in the log, nothing else is told.
{
	CPPUNIT_ASSERT_EQUAL(500, answer.status);
	CPPUNIT_ASSERT_EQUAL(std::string("Internal Server Error"), answer.reason);
	const std::string head = "{\"statusCode\":500,\"error\":\"Internal server error\",\"message\":\"INTERNAL_ERROR\",\"reference\":\"";
	CPPUNIT_ASSERT_EQUAL(head, answer.body.substr(0, head.size()));
	const std::string reference = answer.body.substr(head.size(), 32);
	CPPUNIT_ASSERT_EQUAL(std::string("\"}"), answer.body.substr(head.size() + 32));
	CPPUNIT_ASSERT(server.log.has("http.request_failed request_id=" + reference));
	CPPUNIT_ASSERT_EQUAL(std::string("no-store"), answer.header("cache-control"));
	CPPUNIT_ASSERT_EQUAL(std::string("nosniff"), answer.header("x-content-type-options"));
	LeakWatch::search("the answer", answer.body);
}


void isInternalError(Handler handler, const std::string& logged, Kind kind = Kind::service)
	/// Checks that this handler's request is answered so, and that the
	/// connection serves the next one.
{
	TestServer server(quickOptions(), kind);
	server.add("PUT", "/odd", "application/json", 100, std::move(handler));
	server.addEcho();
	server.start();
	RawClient client = server.connect();
	client.send(put(ODD, secretBody()));
	isInternalError(server, client.need());
	CPPUNIT_ASSERT_MESSAGE(logged, server.log.has(logged));
	client.send(put("/echo", "{\"next\":1}"));
	CPPUNIT_ASSERT_EQUAL(std::string("{\"next\":1}"), client.need().body);
	CPPUNIT_ASSERT_EQUAL(std::size_t(0), server.gate->inside());
}


class NullFactory: public Poco::Net::HTTPRequestHandlerFactory
{
public:
	Poco::Net::HTTPRequestHandler* createRequestHandler(const Request& /*request*/) override
	{
		return nullptr;
	}
};


class ThrowingFactory: public Poco::Net::HTTPRequestHandlerFactory
{
public:
	Poco::Net::HTTPRequestHandler* createRequestHandler(const Request& /*request*/) override
	{
		throw std::logic_error(SECRET);
	}
};


void withFactory(Poco::Net::HTTPRequestHandlerFactory& factory)
{
	TestServer server;
	server.plugin.push_back(Host::Route{"PUT", "/odd", "application/json", 100, 1000, "demo", &factory, server.gate});
	server.start();
	RawClient client = server.connect();
	client.send(put(ODD, secretBody()));
	isInternalError(server, client.need());
	CPPUNIT_ASSERT_EQUAL(std::size_t(0), server.gate->inside());
}


class Order: public Poco::Net::HTTPRequestHandler
	/// Notes whether the pass is still held when the handler is deleted.
{
public:
	Order(Host::Gate& gate, std::atomic<std::size_t>& insideAtEnd): _gate(gate), _insideAtEnd(insideAtEnd)
	{
	}

	~Order() override
	{
		_insideAtEnd = _gate.inside();
	}

	void handleRequest(Request& /*request*/, Response& response) override
	{
		Host::sendJson(response, 200, "null");
	}

private:
	Host::Gate& _gate;
	std::atomic<std::size_t>& _insideAtEnd;
};


} // namespace


AUTHPLUG_CASES(Handlers)
{
	for (const Kind kind: {Kind::service, Kind::poco})
	{
		for (const Thrower& thrower: THROWERS)
		{
			addCase(suite, std::string("H7_Before_") + thrower.name + "_" + nameOf(kind), [thrower, kind]
			{
				isInternalError([thrower](Request&, Response&) { thrower.raise(); }, thrower.logged, kind);
			});

			addCase(suite, std::string("H7_HalfWay_") + thrower.name + "_" + nameOf(kind), [thrower, kind]
			{
				isInternalError([thrower](Request&, Response& response)
				{
					response.setContentLength(100);
					response.send() << "half of " << std::flush;
					thrower.raise();
				}, thrower.logged, kind);
			});

			addCase(suite, std::string("H7_After_") + thrower.name + "_" + nameOf(kind), [thrower, kind]
			{
				TestServer server(quickOptions(), kind);
				server.add("PUT", "/odd", "application/json", 100, [thrower](Request&, Response& response)
				{
					Host::sendJson(response, 200, "null");
					thrower.raise();
				});
				server.start();
				RawClient client = server.connect();
				client.send(put(ODD, secretBody(), "Connection: close\r\n"));
				// The answer was complete: it is what happened, and no second one follows.
				CPPUNIT_ASSERT_EQUAL(std::string("null"), client.need().body);
				CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
				CPPUNIT_ASSERT(server.log.has(thrower.logged));
			});
		}
	}

	addCase(suite, "H7_SecondAnswerIsRefused", []
	{
		TestServer server;
		server.add("PUT", "/odd", "application/json", 100, [](Request&, Response& response)
		{
			Host::sendJson(response, 200, "\"first\"");
			response.sendBuffer("second", 6);
		});
		server.start();
		RawClient client = server.connect();
		client.send(put(ODD, secretBody(), "Connection: close\r\n"));
		CPPUNIT_ASSERT_EQUAL(std::string("\"first\""), client.need().body);
		CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
		CPPUNIT_ASSERT(server.log.has("Poco::IllegalStateException"));
	});

	addCase(suite, "TheLogIsSearchedForSecrets", []
	{
		RecordingLog log;
		const Api::LogField field{"reason", SECRET};
		log.write(Api::LogLevel::error, "planted", &field, 1);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), LeakWatch::take().size());
	});

	addCase(suite, "NoAnswer", []
	{
		isInternalError([](Request&, Response&) { }, "no answer");
	});

	addCase(suite, "TooShortForItsLength", []
	{
		isInternalError([](Request&, Response& response)
		{
			response.setContentLength(10);
			response.send() << "short";
		}, "answer not of its Content-Length");
	});

	addCase(suite, "TooLong", []
	{
		isInternalError([](Request&, Response& response)
		{
			std::ostream& stream = response.send();
			const std::string block(64*1024, 'x');
			for (int i = 0; i < 17; ++i) stream << block;
		}, "answer too long");
	});

	addCase(suite, "LineBreakInAHeader", []
	{
		isInternalError([](Request&, Response& response)
		{
			response.set("X-Name", "a\r\nSet-Cookie: b");
			Host::sendJson(response, 200, "null");
		}, "line break in a header");
	});

	addCase(suite, "InterimStatus", []
	{
		isInternalError([](Request&, Response& response)
		{
			response.setStatus(Poco::Net::HTTPResponse::HTTP_CONTINUE);
			response.send();
		}, "not a final status");
	});

	addCase(suite, "FactoryReturnsNull", []
	{
		NullFactory factory;
		withFactory(factory);
	});

	addCase(suite, "FactoryThrows", []
	{
		ThrowingFactory factory;
		withFactory(factory);
	});

	addCase(suite, "HandlerGoesBeforeThePass", []
	{
		TestServer server;
		std::atomic<std::size_t> insideAtEnd{99};
		class Factory: public Poco::Net::HTTPRequestHandlerFactory
		{
		public:
			Factory(Host::Gate& gate, std::atomic<std::size_t>& atEnd): _gate(gate), _atEnd(atEnd)
			{
			}

			Poco::Net::HTTPRequestHandler* createRequestHandler(const Request& /*request*/) override
			{
				return std::make_unique<Order>(_gate, _atEnd).release();
			}

		private:
			Host::Gate& _gate;
			std::atomic<std::size_t>& _atEnd;
		};
		Factory factory(*server.gate, insideAtEnd);
		server.plugin.push_back(Host::Route{"PUT", "/odd", "application/json", 100, 1000, "demo", &factory, server.gate});
		server.start();
		CPPUNIT_ASSERT_EQUAL(std::string("null"), server.ask(put("/odd", "{}")).body);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), insideAtEnd.load());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), server.gate->inside());
	});

	addCase(suite, "WhatAHandlerDoesToTheHeaderIsNotTakenForTheClients", []
	{
		TestServer server;
		server.add("GET", "/odd", "", 0, [](Request& request, Response& response)
		{
			const bool had = request.has("Connection");
			request.clear();
			request.setKeepAlive(had);
			response.sendBuffer("x", 1);
		});
		server.start();
		RawClient client = server.connect();
		client.send(get("/odd"));
		CPPUNIT_ASSERT(Poco::icompare(client.need().header("connection"), "close") != 0);
		client.send(get("/odd", "Connection: close\r\n"));
		CPPUNIT_ASSERT(Poco::icompare(client.need().header("connection"), "close") == 0);
	});

	addCase(suite, "MissingSafetyHeadersAreAdded", []
	{
		TestServer server;
		server.add("GET", "/bare", "", 0, [](Request&, Response& response) { response.send() << "x"; });
		server.start();
		const Answer answer = server.ask(get("/bare"));
		CPPUNIT_ASSERT_EQUAL(std::string("no-store"), answer.header("cache-control"));
		CPPUNIT_ASSERT_EQUAL(std::string("nosniff"), answer.header("x-content-type-options"));
		CPPUNIT_ASSERT_EQUAL(std::string("x"), answer.body);
	});

	addCase(suite, "OtherWaysToAnswer", []
	{
		TestServer server;
		Poco::TemporaryFile file;
		std::ofstream(file.path()) << "from a file";
		server.add("GET", "/file", "", 0, [&](Request&, Response& response) { response.sendFile(file.path(), "text/x"); });
		server.add("GET", "/no-file", "", 0, [&](Request&, Response& response) { response.sendFile("/nonexistent/x", "text/x"); });
		server.add("GET", "/away", "", 0, [&](Request&, Response& response) { response.redirect("http://localhost/there"); });
		server.add("GET", "/who", "", 0, [&](Request&, Response& response) { response.requireAuthentication("here"); response.setContentLength(0); response.send(); });
		server.start();
		RawClient client = server.connect();
		client.send(get("/file"));
		CPPUNIT_ASSERT_EQUAL(std::string("from a file"), client.need().body);
		client.send(get("/no-file"));
		isInternalError(server, client.need());
		client.send(get("/away"));
		const Answer away = client.need();
		CPPUNIT_ASSERT_EQUAL(302, away.status);
		CPPUNIT_ASSERT_EQUAL(std::string("http://localhost/there"), away.header("location"));
		client.send(get("/who"));
		const Answer who = client.need();
		CPPUNIT_ASSERT_EQUAL(401, who.status);
		CPPUNIT_ASSERT_EQUAL(std::string("Basic realm=\"here\""), who.header("www-authenticate"));
	});

	addCase(suite, "RandomFailureIs503", []
	{
		class Broken: public Api::Random
		{
		public:
			bool fill(void* /*bytes*/, std::size_t /*size*/) noexcept override
			{
				return false;
			}
		};
		TestServer server;
		server.addEcho();
		server.start();
		Broken random;
		Host::Dispatcher::Ptr dispatcher = new Host::Dispatcher(server.routes, server.fallback, server.clock, random, server.log);
		Host::HttpService service(quickOptions(), dispatcher, server.clock, server.log);
		service.start();
		RawClient client(service.port());
		client.send(put("/echo", "{}"));
		CPPUNIT_ASSERT_EQUAL(503, client.need().status);
		CPPUNIT_ASSERT(server.log.has("http.random_failed"));
		CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
	});

	// The host's unguarded handlers: HttpService answers for them as well.
	for (const Thrower& thrower: THROWERS)
	{
		addCase(suite, std::string("H7_Fallback_") + thrower.name, [thrower]
		{
			TestServer server;
			server.fallback = new FunctionFactory([thrower](Request&, Response&) { thrower.raise(); });
			server.start();
			RawClient client = server.connect();
			client.send(get("/x"));
			const Answer answer = client.need();
			CPPUNIT_ASSERT_EQUAL(500, answer.status);
			CPPUNIT_ASSERT(answer.closes());
			LeakWatch::search("the answer", answer.body);
			CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
			CPPUNIT_ASSERT(server.log.has(thrower.logged));
		});
	}

	addCase(suite, "H7_FallbackThrowsAfterItsAnswer", []
	{
		TestServer server;
		server.fallback = new FunctionFactory([](Request&, Response& response)
		{
			response.sendBuffer("x", 1);
			throw Poco::Net::MessageException("again");
		});
		server.start();
		RawClient client = server.connect();
		client.send(get("/x"));
		CPPUNIT_ASSERT_EQUAL(std::string("x"), client.need().body);
		CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
	});
}
