//
// LeaseTest.cpp
//
// Tests: http
//
// Which generation answers, while generations come and go.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestServer.h"
#include <Poco/Exception.h>
#include <thread>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


using Request = Poco::Net::HTTPServerRequest;
using Response = Poco::Net::HTTPServerResponse;


struct Generation
	/// What the manager keeps of one: a factory and a gate.
{
	explicit Generation(Handler handler): factory(std::make_unique<FunctionFactory>(std::move(handler))), gate(std::make_shared<Host::Gate>())
	{
	}

	explicit Generation(const std::string& name):
		Generation([name](Request&, Response& response) { Host::sendJson(response, 200, name); })
	{
	}

	std::shared_ptr<const Host::RouteTable> table() const
	{
		return std::make_shared<const Host::RouteTable>(std::vector<Host::Route>{
			Host::Route{"PUT", "/p", "application/json", 100, 10000, "demo", factory.get(), gate}});
	}

	std::unique_ptr<FunctionFactory> factory;
	std::shared_ptr<Host::Gate> gate;
};


} // namespace


AUTHPLUG_CASES(Leases)
{
	addCase(suite, "SwapUnderAKeptConnection", []
	{
		TestServer server;
		server.start();
		Generation one("1");
		Generation two("2");
		RawClient client = server.connect();
		client.send(put("/p", "{}"));
		CPPUNIT_ASSERT_EQUAL(404, client.need().status);  // and closed: the body was not read

		server.routes.swap(one.table());
		RawClient kept = server.connect();
		kept.send(put("/p", "{}"));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), kept.need().body);
		server.routes.swap(two.table());
		kept.send(put("/p", "{}"));
		CPPUNIT_ASSERT_EQUAL(std::string("2"), kept.need().body);
	});

	addCase(suite, "RequestInFlightKeepsItsGeneration", []
	{
		TestServer server;
		server.start();
		std::atomic<bool> go{false};
		Generation one([&](Request&, Response& response)
		{
			waitUntil([&] { return go.load(); }, "the swap");
			Host::sendJson(response, 200, "1");
		});
		Generation two("2");
		server.routes.swap(one.table());
		RawClient old = server.connect();
		old.send(put("/p", "{}"));
		waitUntil([&] { return one.gate->inside() == 1; }, "the request");

		server.routes.swap(two.table());
		one.gate->close();
		CPPUNIT_ASSERT_EQUAL(std::string("2"), server.ask(put("/p", "{}")).body);
		CPPUNIT_ASSERT(!one.gate->waitEmpty(std::chrono::milliseconds(0)));
		go = true;
		CPPUNIT_ASSERT_EQUAL(std::string("1"), old.need().body);
		CPPUNIT_ASSERT(one.gate->waitEmpty(std::chrono::seconds(20)));
	});

	addCase(suite, "ClosedGateIs503", []
	{
		TestServer server;
		server.start();
		Generation one("1");
		server.routes.swap(one.table());
		one.gate->close();
		RawClient client = server.connect();
		client.send(put("/p", "{}"));
		const Answer answer = client.need();
		CPPUNIT_ASSERT_EQUAL(503, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("1"), answer.header("retry-after"));
		CPPUNIT_ASSERT_EQUAL(std::string("{\"statusCode\":503,\"error\":\"Service Unavailable\",\"message\":\"TRY_AGAIN_LATER\",\"retryAfter\":1}"), answer.body);
	});

	addCase(suite, "TruncatedBodyGivesThePassBack", []
	{
		TestServer server;
		server.start();
		Generation one("1");
		server.routes.swap(one.table());
		RawClient client = server.connect();
		client.send("PUT /p HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{");
		client.close();
		CPPUNIT_ASSERT(one.gate->waitEmpty(std::chrono::seconds(20)));
	});

	addCase(suite, "SlowReaderHoldsNoGeneration", []
	{
		Host::HttpOptions options = quickOptions();
		options.headerTimeoutMillis = 300000;  // and with it the timeout of a send
		TestServer server(options);
		server.start();
		Generation one([](Request&, Response& response) { response.sendBuffer(std::string(900000, 'x').data(), 900000); });
		server.routes.swap(one.table());
		RawClient client(server.port(), true);
		std::string requests;
		for (int i = 0; i < 8; ++i) requests += put("/p", "{}");
		client.send(requests);
		// Seven megabytes fit into no socket buffer: the server is stuck in an answer, not in the plugin.
		std::size_t stuck = 0;
		for (int i = 0; i < 10; ++i)
		{
			std::this_thread::sleep_for(std::chrono::milliseconds(50));
			const bool insidePlugin = one.gate->inside() > 0;
			stuck = server.service->state().requests == 1 && !insidePlugin ? stuck + 1 : 0;
		}
		CPPUNIT_ASSERT(stuck > 4);
		client.close();
	});

	addCase(suite, "ReloadsUnderLoad", []
	{
		Host::HttpOptions options = quickOptions();
		options.keepAliveRequests = 1000000000;
		TestServer server(options);
		server.start();
		std::vector<std::unique_ptr<Generation>> generations;
		const auto next = [&]
		{
			generations.push_back(std::make_unique<Generation>("\"" + std::to_string(generations.size()) + "\""));
			server.routes.swap(generations.back()->table());
		};
		next();

		std::atomic<bool> end{false};
		std::atomic<int> served{0};
		std::atomic<int> failed{0};
		std::vector<std::jthread> clients;
		for (int i = 0; i < 8; ++i)
		{
			clients.emplace_back([&]
			{
				RawClient client = server.connect();
				while (!end)
				{
					client.send(put("/p", "{}"));
					const std::optional<Answer> answer = client.answer();
					if (answer && answer->status == 200) ++served;
					else ++failed;
					if (!answer) return;
				}
			});
		}
		const Finally leave([&] { end = true; });
		for (int i = 0; i < 200 || served < 200; ++i)
		{
			CPPUNIT_ASSERT_EQUAL(0, failed.load());
			next();
			Generation& old = *generations[generations.size() - 2];
			old.gate->close();
			CPPUNIT_ASSERT(old.gate->waitEmpty(std::chrono::seconds(20)));
			old.factory.reset();
		}
		CPPUNIT_ASSERT_EQUAL(0, failed.load());
	});

	addCase(suite, "ClosedGateIsTriedAgain", []
	{
		Host::HttpOptions options = quickOptions();
		options.keepAliveRequests = 1000000000;
		TestServer server(options);
		server.start();
		// Long headers make the way from the look at the table to the gate long, so
		// that every now and then a generation closes in between.
		std::string fields;
		for (int i = 0; i < 60; ++i) fields += "X-" + std::to_string(i) + ": " + std::string(8000, 'x') + "\r\n";
		std::vector<std::unique_ptr<Generation>> generations;
		for (int i = 0; i < 64; ++i) generations.push_back(std::make_unique<Generation>("\"x\""));
		server.routes.swap(generations[0]->table());
		RawClient client = server.connect();
		const std::string request = put("/p", "{}", fields);
		const auto ask = [&]
		{
			client.send(request);
			CPPUNIT_ASSERT_EQUAL(200, client.need().status);
		};
		const auto begin = std::chrono::steady_clock::now();
		for (int i = 0; i < 10; ++i) ask();
		const auto pause = (std::chrono::steady_clock::now() - begin)/10;

		std::atomic<bool> end{false};
		std::jthread swapping([&]
		{
			for (std::size_t i = 1; !end; ++i)
			{
				Generation& next = *generations[i % generations.size()];
				Generation& old = *generations[(i - 1) % generations.size()];
				next.gate = std::make_shared<Host::Gate>();
				server.routes.swap(next.table());
				old.gate->close();
				std::this_thread::sleep_for(pause);
			}
		});
		const Finally leave([&] { end = true; });
		for (int i = 0; i < 400; ++i) ask();
	});

	addCase(suite, "HostRouteIsGuarded", []
	{
		TestServer server;
		server.own.add({"POST", "/login", "application/json", 10, 1000}, []
		{
			return std::make_unique<FunctionHandler>([](Request& request, Response& response)
				{ Host::sendAnswer(response, 200, "text/plain", std::string(Host::GuardedContexts::find(request)->body().expose())); });
		});
		server.own.add({"GET", "/fail", "", 0, 1000}, Poco::Net::HTTPRequestHandlerFactory::Ptr(
			new FunctionFactory([](Request&, Response&) { throw std::runtime_error(Canary::password()); })));
		server.start();
		const std::string head = "POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
		const Answer answer = server.ask(head + "Content-Length: 2\r\n\r\n{}");
		CPPUNIT_ASSERT_EQUAL(std::string("{}"), answer.body);
		CPPUNIT_ASSERT_EQUAL(std::string("text/plain"), answer.header("content-type"));
		CPPUNIT_ASSERT_EQUAL(413, server.ask(head + "Content-Length: 11\r\n\r\n").status);
		CPPUNIT_ASSERT_EQUAL(500, server.ask(get("/fail")).status);
		CPPUNIT_ASSERT(server.log.has("plugin=host"));
	});

	addCase(suite, "PluginRouteComesBeforeTheHosts", []
	{
		TestServer server;
		server.own.add({"PUT", "/p", "application/json", 100, 1000}, []
			{ return std::make_unique<FunctionHandler>([](Request&, Response& response) { Host::sendJson(response, 200, "\"host\""); }); });
		server.start();
		CPPUNIT_ASSERT_EQUAL(std::string("\"host\""), server.ask(put("/p", "{}")).body);
		Generation one("\"plugin\"");
		server.routes.swap(one.table());
		CPPUNIT_ASSERT_EQUAL(std::string("\"plugin\""), server.ask(put("/p", "{}")).body);
	});

	addCase(suite, "MalformedHostRoutes", []
	{
		Host::HostRoutes own;
		const auto handler = [] { return std::make_unique<FunctionHandler>([](Request&, Response&) { }); };
		CPPUNIT_ASSERT_THROW(own.add({"", "/p", "", 0, 1}, handler), Poco::InvalidArgumentException);
		CPPUNIT_ASSERT_THROW(own.add({"get", "/p", "", 0, 1}, handler), Poco::InvalidArgumentException);
		CPPUNIT_ASSERT_THROW(own.add({"GET", "p", "", 0, 1}, handler), Poco::InvalidArgumentException);
		CPPUNIT_ASSERT_THROW(own.add({"GET", "/p", "text/plain", 0, 1}, handler), Poco::InvalidArgumentException);
		CPPUNIT_ASSERT_THROW(own.add({"GET", "/p", "", 0, 0}, handler), Poco::InvalidArgumentException);
		CPPUNIT_ASSERT_THROW(own.add({"GET", "/p", "", 0, 1}, Host::HostRoutes::HandlerMaker()), Poco::InvalidArgumentException);
		own.add({"GET", "/p", "", 0, 1}, handler);
		own.add({"GET", "/p", "", 0, 1}, handler);
		CPPUNIT_ASSERT_THROW(own.table(), Poco::ExistsException);
	});

	for (const Kind kind: {Kind::service, Kind::poco})
	{
		addCase(suite, "DrainedDispatcherAnswers503_" + nameOf(kind), [kind]
		{
			TestServer server(quickOptions(), kind);
			server.addEcho();
			server.start();
			RawClient client = server.connect();
			client.send(put("/echo", "{}"));
			CPPUNIT_ASSERT_EQUAL(200, client.need().status);
			dynamic_cast<Host::Dispatcher&>(*server.dispatcher).drain();
			client.send(put("/echo", "{}"));
			const Answer answer = client.need();
			CPPUNIT_ASSERT_EQUAL(503, answer.status);
			CPPUNIT_ASSERT(answer.closes());
			CPPUNIT_ASSERT_EQUAL(1, server.calls.load());
		});
	}
}
