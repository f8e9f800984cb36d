//
// DeferredTest.cpp
//
// Tests: http
//
// Connections whose clients were sent away, and came back to be sent away again.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "ConnectionDesk.h"
#include "ConnectionPoller.h"
#include "DeferredConnections.h"
#include <chrono>
#include <future>
#include <sys/epoll.h>
#include <thread>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Host::HttpConnection;


namespace {


constexpr std::int64_t PAUSE_MICROS = 1000000;  // longer than a thread stays
constexpr std::chrono::seconds LONG(20);
constexpr std::chrono::milliseconds EARLIEST(20);
constexpr std::chrono::milliseconds LATEST(40);


struct Waiting: ConnectionDesk
	/// Connections that wait in a poller.
{
	~Waiting()
	{
		for (RawClient& client: clients) client.close();
		while (book.size() > 0 && poller.next()) {}
	}

	HttpConnection* parkNew()
	{
		return park(accept());
	}

	HttpConnection* park(std::unique_ptr<HttpConnection> connection)
	{
		HttpConnection* const parked = connection.get();
		poller.park(std::move(connection));
		return parked;
	}

	HttpConnection* parkDeferred()
	{
		std::unique_ptr<HttpConnection> connection = accept();
		serve(*connection, clients.size() - 1, 503);
		serve(*connection, clients.size() - 1, 503);
		CPPUNIT_ASSERT(connection->mayWait());
		return park(std::move(connection));
	}

	void ask(std::size_t client)
	{
		CPPUNIT_ASSERT(clients[client].send(get("/x")));
	}

	void answer(HttpConnection& connection, std::size_t client, int with)
	{
		clock.advance(PAUSE_MICROS);
		status = with;
		CPPUNIT_ASSERT(connection.serve());
		CPPUNIT_ASSERT_EQUAL(with, clients[client].need().status);
	}

	void serve(HttpConnection& connection, std::size_t client, int with)
	{
		ask(client);
		answer(connection, client, with);
	}

	Host::ConnectionPoller poller;
};


struct OneDeferred: ConnectionDesk
	/// A connection in a set that this thread alone looks at.
{
	OneDeferred()
	{
		put(accept(), EPOLL_CTL_ADD);
	}

	~OneDeferred()
	{
		clients[0].close();
		while (!take()) std::this_thread::sleep_for(EARLIEST);
	}

	void put(std::unique_ptr<HttpConnection> connection, int operation)
	{
		epoll_event event{};
		event.events = EPOLLIN | EPOLLONESHOT;
		event.data.ptr = connection.get();
		CPPUNIT_ASSERT_EQUAL(0, ::epoll_ctl(deferred.set(), operation, connection->descriptor(), &event));
		connection->handOver();
		static_cast<void>(connection.release());
	}

	std::unique_ptr<HttpConnection> take()
	{
		handleEvent(std::chrono::milliseconds(0));
		deferred.passBy();
		return deferred.next();
	}

	bool handleEvent(std::chrono::milliseconds patience)
	{
		epoll_event event{};
		if (::epoll_wait(pollSet.get(), &event, 1, static_cast<int>(patience.count())) != 1) return false;
		CPPUNIT_ASSERT(deferred.handle(event.data.ptr));
		return true;
	}

	Host::Descriptor pollSet = Host::Descriptor::of(::epoll_create1(EPOLL_CLOEXEC), "no set");
	Host::DeferredConnections deferred{pollSet.get()};
};


} // namespace


AUTHPLUG_CASES(Deferred)
{
	addCase(suite, "ClientThatIsSentAwayTwiceInARowMayWait", []
	{
		Waiting at;
		const std::unique_ptr<HttpConnection> connection = at.accept();
		for (const auto& [status, mayWait]: std::vector<std::pair<int, bool>>{
			{503, false}, {200, false}, {503, false}, {503, true}, {503, true}, {401, false}, {503, false}, {503, true}, {200, false}})
		{
			at.serve(*connection, 0, status);
			CPPUNIT_ASSERT_EQUAL(mayWait, connection->mayWait());
		}
	});

	addCase(suite, "ThreadDoesNotStayWithOneThatMayWait", []
	{
		Waiting at;
		const std::unique_ptr<HttpConnection> connection = at.accept();
		at.serve(*connection, 0, 503);
		at.serve(*connection, 0, 503);
		for (int i = 0; i < 50; ++i)
		{
			at.ask(0);
			std::future<bool> served = std::async(std::launch::async, [&] { return connection->serve(); });
			CPPUNIT_ASSERT_EQUAL(503, at.clients[0].need().status);
			at.ask(0);
			CPPUNIT_ASSERT(served.get());
			CPPUNIT_ASSERT(at.clients[0].quietFor(5));
			CPPUNIT_ASSERT(connection->serve());
			CPPUNIT_ASSERT_EQUAL(503, at.clients[0].need().status);
		}
	});

	addCase(suite, "OthersComeFirst", []
	{
		Waiting at;
		HttpConnection* const deferred = at.parkDeferred();
		HttpConnection* const other = at.parkNew();
		at.ask(0);
		at.ask(1);
		std::unique_ptr<HttpConnection> first = at.poller.next();
		std::unique_ptr<HttpConnection> second = at.poller.next();
		CPPUNIT_ASSERT(first.get() == other);
		CPPUNIT_ASSERT(second.get() == deferred);
		at.answer(*first, 1, 200);
		at.answer(*second, 0, 503);
	});

	addCase(suite, "OthersComeFirstWhenTheyWereFound", []
	{
		Waiting at;
		at.parkDeferred();
		HttpConnection* const deferred = at.parkDeferred();
		HttpConnection* const other = at.parkNew();
		at.ask(0);
		at.ask(1);
		const std::unique_ptr<HttpConnection> found = at.poller.next();
		at.ask(2);
		const std::unique_ptr<HttpConnection> first = at.poller.next();
		const std::unique_ptr<HttpConnection> second = at.poller.next();
		CPPUNIT_ASSERT(first.get() == other);
		CPPUNIT_ASSERT(second.get() == deferred);
	});

	addCase(suite, "AreFoundTogetherAfterAWhile", []
	{
		Waiting at;
		std::vector<HttpConnection*> deferred;
		for (int i = 0; i < 3; ++i) deferred.push_back(at.parkDeferred());
		for (const std::size_t client: {2u, 0u, 1u}) at.ask(client);
		const auto begin = std::chrono::steady_clock::now();
		for (const std::size_t client: {2u, 0u, 1u})
		{
			const std::unique_ptr<HttpConnection> connection = at.poller.next();
			CPPUNIT_ASSERT(connection.get() == deferred[client]);
			CPPUNIT_ASSERT(std::chrono::steady_clock::now() - begin >= EARLIEST);
			at.answer(*connection, client, 503);
		}
	});

	addCase(suite, "ThreadThatStaysDoesNotHoldUpTheOthers", []
	{
		Waiting at;
		at.parkDeferred();
		at.parkDeferred();
		at.ask(0);
		at.ask(1);
		// Neither comes back to the poller: each gets its own by the timer.
		const auto next = [&] { return at.poller.next(); };
		std::future<std::unique_ptr<HttpConnection>> one = std::async(std::launch::async, next);
		std::future<std::unique_ptr<HttpConnection>> other = std::async(std::launch::async, next);
		const bool both = one.wait_for(LONG) == std::future_status::ready && other.wait_for(LONG) == std::future_status::ready;
		if (!both) at.poller.end();
		CPPUNIT_ASSERT(both);
		CPPUNIT_ASSERT(one.get() != other.get());
	});

	addCase(suite, "AreFoundAgainAfterAPause", []
	{
		Waiting at;
		HttpConnection* const deferred = at.parkDeferred();
		for (int i = 0; i < 3; ++i)
		{
			std::future<std::unique_ptr<HttpConnection>> next = std::async(std::launch::async, [&] { return at.poller.next(); });
			// Two ends of the timer without input, so that nobody starts it again.
			std::this_thread::sleep_for(3*LATEST);
			at.ask(0);
			const bool found = next.wait_for(LONG) == std::future_status::ready;
			if (!found) at.poller.end();
			CPPUNIT_ASSERT(found);
			std::unique_ptr<HttpConnection> connection = next.get();
			CPPUNIT_ASSERT(connection.get() == deferred);
			at.answer(*connection, 0, 503);
			at.park(std::move(connection));
		}
	});

	addCase(suite, "ThreadThatEndsSomethingElseComesBeforeTheTimer", []
	{
		bool before = false;
		// A slow machine may need more than one try.
		for (int tries = 0; tries < 100 && !before; ++tries)
		{
			Waiting at;
			HttpConnection* const deferred = at.parkDeferred();
			HttpConnection* const other = at.parkNew();
			const auto begin = std::chrono::steady_clock::now();
			at.ask(0);
			at.ask(1);
			const std::unique_ptr<HttpConnection> first = at.poller.next();
			CPPUNIT_ASSERT(first.get() == other);
			std::this_thread::sleep_until(begin + (EARLIEST + LATEST)/2);
			const std::unique_ptr<HttpConnection> second = at.poller.next();
			CPPUNIT_ASSERT(second.get() == deferred);
			before = std::chrono::steady_clock::now() - begin < LATEST;
		}
		CPPUNIT_ASSERT(before);
	});

	addCase(suite, "ThreadThatPassesByLooksForThem", []
	{
		OneDeferred at;
		at.send();
		CPPUNIT_ASSERT(at.handleEvent(LONG));
		std::this_thread::sleep_for(EARLIEST);
		CPPUNIT_ASSERT(at.deferred.empty());
		at.deferred.passBy();
		CPPUNIT_ASSERT(!at.deferred.empty());
	});

	addCase(suite, "ThreadThatPassesByTooEarlyDoesNot", []
	{
		// As long as this takes on a slow machine, it says nothing.
		for (bool early = false; !early;)
		{
			OneDeferred at;
			at.send();
			const auto begin = std::chrono::steady_clock::now();
			CPPUNIT_ASSERT(at.handleEvent(LONG));
			at.deferred.passBy();
			const bool empty = at.deferred.empty();
			early = std::chrono::steady_clock::now() - begin < EARLIEST;
			CPPUNIT_ASSERT(empty || !early);
		}
	});

	addCase(suite, "ThreadThatPassesByStopsTheTimerIfNobodyHasInput", []
	{
		OneDeferred at;
		for (int i = 0; i < 3; ++i)
		{
			at.send();
			CPPUNIT_ASSERT(at.handleEvent(LONG));
			std::this_thread::sleep_for(EARLIEST);
			at.deferred.passBy();
			std::unique_ptr<HttpConnection> connection = at.deferred.next();
			CPPUNIT_ASSERT(connection && connection->serve());
			at.put(std::move(connection), EPOLL_CTL_MOD);
			std::this_thread::sleep_for(EARLIEST);
			at.deferred.passBy();
			CPPUNIT_ASSERT(at.deferred.empty());
			// An event that is there already: the timer's end before the last look.
			while (at.handleEvent(std::chrono::milliseconds(0))) {}
			CPPUNIT_ASSERT(!at.handleEvent(2*LATEST));
		}
	});

	addCase(suite, "ComesAsOthersDoOnceItWasServed", []
	{
		Waiting at;
		HttpConnection* const served = at.parkDeferred();
		HttpConnection* const deferred = at.parkDeferred();
		at.ask(0);
		std::unique_ptr<HttpConnection> connection = at.poller.next();
		CPPUNIT_ASSERT(connection.get() == served);
		at.answer(*connection, 0, 200);
		at.park(std::move(connection));
		at.ask(1);
		at.ask(0);
		connection = at.poller.next();
		CPPUNIT_ASSERT(connection.get() == served);
		at.answer(*connection, 0, 200);
		connection = at.poller.next();
		CPPUNIT_ASSERT(connection.get() == deferred);
		at.answer(*connection, 1, 503);
	});

	addCase(suite, "EndsWithItsClient", []
	{
		Waiting at;
		HttpConnection* const deferred = at.parkDeferred();
		at.clients[0].close();
		const std::unique_ptr<HttpConnection> connection = at.poller.next();
		CPPUNIT_ASSERT(connection.get() == deferred);
		CPPUNIT_ASSERT(!connection->serve());
	});

	addCase(suite, "ServiceAnswersAndEndsAllThatAreDeferred", []
	{
		constexpr std::size_t CLIENTS = 40;  // more than threads
		TestServer server;
		server.add("GET", "/x", "", 0, [](auto&, auto& response) { Host::sendJson(response, 503, "{}"); });
		server.start();
		std::vector<RawClient> clients;
		for (std::size_t i = 0; i < CLIENTS; ++i) clients.emplace_back(server.port());
		for (int round = 0; round < 5; ++round)
		{
			for (RawClient& client: clients) CPPUNIT_ASSERT(client.send(get("/x")));
			for (RawClient& client: clients) CPPUNIT_ASSERT_EQUAL(503, client.need().status);
		}
		// Requests that wait to be found are answered before the service ends.
		for (RawClient& client: clients) CPPUNIT_ASSERT(client.send(get("/x")));
		CPPUNIT_ASSERT(server.service->stop(10000));
		for (RawClient& client: clients)
		{
			CPPUNIT_ASSERT_EQUAL(503, client.need().status);
			CPPUNIT_ASSERT(client.ends());
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), server.service->state().connections);
	});
}
