//
// ServiceTest.cpp
//
// Tests: http
//
// Starting, serving, draining, stopping.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestServer.h"
#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <chrono>
#include <thread>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


using std::chrono::milliseconds;
using Request = Poco::Net::HTTPServerRequest;
using Response = Poco::Net::HTTPServerResponse;


} // namespace


AUTHPLUG_CASES(Service)
{
	addCase(suite, "PortIsBoundInStartOnly", []
	{
		Host::SystemClock clock;
		RecordingLog log;
		Host::HttpService first(quickOptions(), new Host::NotFoundFactory, clock, log);
		CPPUNIT_ASSERT_EQUAL(std::uint16_t(0), first.port());
		first.start();
		CPPUNIT_ASSERT(first.port() != 0);
		CPPUNIT_ASSERT(log.has("http.listening address=127.0.0.1 port=" + std::to_string(first.port())));

		Host::HttpOptions options = quickOptions();
		options.port = first.port();
		{
			Host::HttpService second(options, new Host::NotFoundFactory, clock, log);
			CPPUNIT_ASSERT_THROW(second.start(), Poco::Net::NetException);
		}
		CPPUNIT_ASSERT(RawClient(first.port()).connected());
		CPPUNIT_ASSERT(first.stop(0));
		Host::HttpService third(options, new Host::NotFoundFactory, clock, log);
		third.start();
		CPPUNIT_ASSERT_EQUAL(first.port(), third.port());
		CPPUNIT_ASSERT_THROW(third.start(), Poco::IllegalStateException);
	});

	addCase(suite, "NeverStartedIsStoppedAtOnce", []
	{
		Host::SystemClock clock;
		RecordingLog log;
		Host::HttpService service(quickOptions(), new Host::NotFoundFactory, clock, log);
		CPPUNIT_ASSERT(service.stop(1000));
	});

	addCase(suite, "Ipv6", []
	{
		Host::SystemClock clock;
		RecordingLog log;
		Host::HttpOptions options = quickOptions();
		options.address = "::1";
		Host::HttpService service(options, new Host::NotFoundFactory, clock, log);
		try
		{
			service.start();
		}
		catch (const Poco::Exception&)
		{
			throw Skipped("no IPv6 on this machine");
		}
		CPPUNIT_ASSERT(service.port() != 0);
	});

	addCase(suite, "H9_DrippingHeaderHasOneDeadline", []
	{
		Host::HttpOptions options = quickOptions();
		options.headerTimeoutMillis = 600;
		TestServer server(options);
		server.add("DELETE", "/it", "", 0, [&](Request&, Response& response) { ++server.calls; Host::sendJson(response, 200, "null"); });
		server.start();
		RawClient client = server.connect();
		// Each byte comes long before the timeout of a single read; the whole
		// header would take ten seconds.
		const std::string header = "DELETE /it HTTP/1.1\r\nHost: a\r\nX-Long: " + std::string(1000, 'x') + "\r\n\r\n";
		std::size_t sent = 0;
		while (sent < header.size() && client.send(header.substr(sent, 5)))
		{
			sent += 5;
			std::this_thread::sleep_for(milliseconds(50));
		}
		CPPUNIT_ASSERT(sent < header.size());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), server.service->state().cutOff);
		CPPUNIT_ASSERT(server.service->stop(20000));
		CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
	});

	addCase(suite, "H9_SilentConnectionIsClosed", []
	{
		Host::HttpOptions options = quickOptions();
		options.headerTimeoutMillis = 300;
		TestServer server(options);
		server.start();
		RawClient client = server.connect();
		CPPUNIT_ASSERT(client.ends());
	});

	for (const Kind kind: {Kind::service, Kind::poco})
	{
		addCase(suite, "H9_HeaderCutShortByATimeoutIsNoRequest_" + nameOf(kind), [kind]
		{
			Host::HttpOptions options = quickOptions();
			options.headerTimeoutMillis = 400;
			TestServer server(options, kind);
			std::atomic<int> calls{0};
			server.add("DELETE", "/it", "", 0, [&](Request&, Response& response) { ++calls; Host::sendJson(response, 200, "null"); });
			server.start();
			RawClient client = server.connect();
			client.send("DELETE /it HTTP/1.1\r\nHost: a\r\nX-Condition: not if");
			std::optional<Answer> answer = client.answer();
			CPPUNIT_ASSERT(!answer);
			CPPUNIT_ASSERT_EQUAL(0, calls.load());
		});
	}

	addCase(suite, "H9_IdleConnectionIsClosed", []
	{
		Host::HttpOptions options = quickOptions();
		options.keepAliveTimeoutMillis = 300;
		TestServer server(options);
		server.addEcho();
		server.start();
		RawClient client = server.connect();
		client.send(put("/echo", "{}"));
		CPPUNIT_ASSERT(!client.need().closes());
		CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
	});

	addCase(suite, "H9_RequestsPerConnection", []
	{
		Host::HttpOptions options = quickOptions();
		options.keepAliveRequests = 3;
		TestServer server(options);
		server.addEcho();
		server.start();
		RawClient client = server.connect();
		for (int i = 0; i < 3; ++i)
		{
			client.send(put("/echo", "{}"));
			CPPUNIT_ASSERT_EQUAL(i == 2, client.need().closes());
		}
		CPPUNIT_ASSERT_EQUAL(std::string(), client.rest());
	});

	addCase(suite, "H10_ListenerIsClosedByStop", []
	{
		TestServer server;
		std::atomic<bool> go{false};
		addSlow(server, go);
		server.start();
		RawClient busy = server.connect();
		busy.send(put("/slow", "{}"));
		waitUntil([&] { return server.service->state().requests == 1; }, "the request");
		std::jthread stopping([&] { CPPUNIT_ASSERT(server.service->stop(20000)); });
		waitUntil([&] { return server.service->state().draining; }, "draining");
		// While a request is still under way, nobody gets in any more.
		CPPUNIT_ASSERT(!RawClient(server.port()).connected());
		go = true;
		CPPUNIT_ASSERT_EQUAL(std::string("\"slow\""), busy.need().body);
		stopping.join();
		CPPUNIT_ASSERT(!RawClient(server.port()).connected());
		CPPUNIT_ASSERT(server.log.has("http.stopped clean=true"));
	});

	addCase(suite, "H10_KeptConnectionGets503WhileDraining", []
	{
		TestServer server;
		std::atomic<bool> go{false};
		addSlow(server, go);
		server.addEcho();
		server.start();
		RawClient kept = server.connect();
		kept.send(put("/echo", "{}"));
		CPPUNIT_ASSERT(!kept.need().closes());
		RawClient busy = server.connect();
		busy.send(put("/slow", "{}"));
		waitUntil([&] { return server.calls == 2; }, "the request");
		std::jthread stopping([&] { server.service->stop(20000); });
		waitUntil([&] { return server.service->state().draining; }, "draining");

		kept.send(put("/echo", "{}"));
		const Answer answer = kept.need();
		CPPUNIT_ASSERT_EQUAL(503, answer.status);
		CPPUNIT_ASSERT(answer.closes());
		CPPUNIT_ASSERT_EQUAL(std::string("1"), answer.header("retry-after"));
		kept.endSending();
		CPPUNIT_ASSERT_EQUAL(std::string(), kept.rest());
		CPPUNIT_ASSERT_EQUAL(2, server.calls.load());

		go = true;
		const Answer last = busy.need();
		CPPUNIT_ASSERT_EQUAL(200, last.status);
		CPPUNIT_ASSERT(last.closes());
		stopping.join();
	});

	addCase(suite, "H10_UnguardedAnswerClosesWhileDraining", []
	{
		TestServer server;
		std::atomic<bool> go{false};
		server.fallback = new FunctionFactory([&](Request&, Response& response)
		{
			waitUntil([&] { return go.load(); }, "the test to go on");
			response.sendBuffer("x", 1);
		});
		server.start();
		RawClient busy = server.connect();
		busy.send(get("/x"));
		waitUntil([&] { return server.service->state().requests == 1; }, "the request");
		std::jthread stopping([&] { server.service->stop(20000); });
		waitUntil([&] { return server.service->state().draining; }, "draining");
		go = true;
		CPPUNIT_ASSERT(busy.need().closes());
		CPPUNIT_ASSERT_EQUAL(std::string(), busy.rest());
		stopping.join();
	});

	addCase(suite, "H10_IdleConnectionsDoNotHoldStop", []
	{
		Host::HttpOptions options = quickOptions();
		options.keepAliveTimeoutMillis = 3600000;
		options.headerTimeoutMillis = 300000;
		TestServer server(options);
		server.addEcho();
		server.start();
		std::vector<RawClient> idle;
		for (int i = 0; i < 8; ++i)
		{
			idle.push_back(server.connect());
			if (i % 2) continue;
			idle.back().send(put("/echo", "{}"));
			idle.back().need();
		}
		waitUntil([&] { return server.service->state().connections == 8; }, "eight connections");
		// Would take an hour if it waited for them.
		CPPUNIT_ASSERT(server.service->stop(3600000));
		for (RawClient& client: idle) CPPUNIT_ASSERT(client.ends());
	});

	addCase(suite, "H11_DrippingHeaderDoesNotHoldStop", []
	{
		Host::HttpOptions options = quickOptions();
		options.headerTimeoutMillis = 300000;
		TestServer server(options);
		server.addEcho();
		server.start();
		RawClient client = server.connect();
		client.send("PUT /echo HTTP/1.1\r\nX-A");
		waitUntil([&] { return server.service->state().connections == 1; }, "the connection");
		std::atomic<bool> end{false};
		std::jthread dripping([&]
		{
			while (!end && client.send("x")) std::this_thread::sleep_for(milliseconds(20));
		});
		server.service->stop(3600000);
		end = true;
		dripping.join();
		CPPUNIT_ASSERT_EQUAL(0, server.calls.load());
	});

	addCase(suite, "H11_DrippingBodyIsCutAtTheDeadline", []
	{
		Host::HttpOptions options = quickOptions();
		options.bodyTimeoutMillis = 300000;
		TestServer server(options);
		server.add("PUT", "/p", "application/json", 100, [](Request&, Response&) { }, 300000);
		server.start();
		RawClient client = server.connect();
		client.send("PUT /p HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{");
		waitUntil([&] { return server.service->state().requests == 1; }, "the request");
		CPPUNIT_ASSERT(!server.service->stop(100));
		CPPUNIT_ASSERT(server.log.has("http.stopped clean=false"));
	});

	addCase(suite, "H11_StopReturnsFalseWhenARequestWasCut", []
	{
		TestServer server;
		std::atomic<bool> go{false};
		addSlow(server, go);
		server.start();
		RawClient client = server.connect();
		client.send(put("/slow", "{}"));
		waitUntil([&] { return server.service->state().requests == 1; }, "the request");
		std::jthread later([&]
		{
			std::this_thread::sleep_for(milliseconds(300));
			go = true;
		});
		CPPUNIT_ASSERT(!server.service->stop(50));
		CPPUNIT_ASSERT(go);  // H12: it has waited for the thread all the same
		CPPUNIT_ASSERT(!client.answer());
		later.join();
		CPPUNIT_ASSERT(!server.service->stop(50));
	});

	addCase(suite, "H12_DestructorWaitsForHandlers", []
	{
		std::atomic<bool> go{false};
		std::atomic<bool> returned{false};
		TestServer server;
		server.add("PUT", "/slow", "application/json", 100, [&](Request&, Response& response)
		{
			waitUntil([&] { return go.load(); }, "the test to go on");
			Host::sendJson(response, 200, "null");
			returned = true;
		});
		server.start();
		RawClient client = server.connect();
		client.send(put("/slow", "{}"));
		waitUntil([&] { return server.service->state().requests == 1; }, "the request");
		std::jthread later([&]
		{
			std::this_thread::sleep_for(milliseconds(200));
			go = true;
		});
		server.service.reset();
		CPPUNIT_ASSERT(returned);
		later.join();
	});

	addCase(suite, "H18_DispatcherOutlivesItsConnections", []
	{
		Host::SystemClock clock;
		Host::SystemRandom random;
		RecordingLog log;
		Host::Routes routes;
		class Mourned: public Host::Dispatcher
		{
		public:
			Mourned(Host::Routes& all, Host::SystemClock& aClock, Host::SystemRandom& aRandom, RecordingLog& aLog, std::atomic<bool>& gone):
				Dispatcher(all, new Host::NotFoundFactory, aClock, aRandom, aLog), _gone(gone)
			{
			}

			~Mourned() override
			{
				_gone = true;
			}

		private:
			std::atomic<bool>& _gone;
		};
		std::atomic<bool> gone{false};
		{
			Host::HttpService service(quickOptions(), new Mourned(routes, clock, random, log, gone), clock, log);
			service.start();
			RawClient client(service.port());
			client.send(get("/x"));
			CPPUNIT_ASSERT_EQUAL(404, client.need().status);
			service.stop(1000);
			CPPUNIT_ASSERT(!gone);
		}
		CPPUNIT_ASSERT(gone);
	});

	addCase(suite, "StopUnderLoad", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		std::atomic<int> good{0};
		std::atomic<int> refused{0};
		std::atomic<int> odd{0};
		std::vector<std::jthread> clients;
		for (int i = 0; i < 8; ++i)
		{
			clients.emplace_back([&]
			{
				for (;;)
				{
					RawClient client = server.connect();
					if (!client.connected()) return;
					for (bool open = true; open; )
					{
						if (!client.send(put("/echo", "{}"))) break;
						const std::optional<Answer> answer = client.answer();
						if (!answer) break;
						if (answer->status == 200 && answer->body == "{}") ++good;
						else if (answer->status == 503 && answer->closes()) ++refused;
						else ++odd;
						open = !answer->closes();
					}
				}
			});
		}
		waitUntil([&] { return good > 200; }, "some requests");
		CPPUNIT_ASSERT(server.service->stop(20000));
		for (std::jthread& client: clients) client.join();
		CPPUNIT_ASSERT_EQUAL(0, odd.load());
	});

	addCase(suite, "HandlerKnowsBothEndsOfItsConnection", []
	{
		TestServer server;
		server.fallback = new FunctionFactory([](Request& request, Response& response)
			{ Host::sendJson(response, 200, request.clientAddress().toString() + " " + request.serverAddress().toString()); });
		server.start();
		RawClient client = server.connect();
		for (int i = 0; i < 2; ++i)
		{
			client.send(get("/x"));
			CPPUNIT_ASSERT_EQUAL("127.0.0.1:" + std::to_string(client.port()) + " 127.0.0.1:" + std::to_string(server.port()), client.need().body);
		}
	});

	addCase(suite, "HandlerMayAskForTheState", []
	{
		TestServer server;
		server.add("GET", "/state", "", 0, [&](Request&, Response& response)
			{ Host::sendJson(response, 200, std::to_string(server.service->state().requests)); });
		server.start();
		CPPUNIT_ASSERT_EQUAL(std::string("1"), server.ask(get("/state")).body);
	});
}
