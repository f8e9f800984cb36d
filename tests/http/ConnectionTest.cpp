//
// ConnectionTest.cpp
//
// Tests: http
//
// When a connection is handed back by its thread, and to whom.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/FakeClock.h"
#include "Cases.h"
#include "ConnectionPoller.h"
#include "HttpConnection.h"
#include "Listener.h"
#include "TestServer.h"
#include <Poco/Net/HTTPServerParams.h>
#include <future>
#include <thread>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Host::HttpConnection;


namespace {


constexpr std::int64_t PAUSE_MICROS = 1000000;  // longer than anybody stays


struct Desk
	/// What a connection needs of its service, and a client for each.
{
	Desk()
	{
		options.threads = 8;
	}

	std::unique_ptr<HttpConnection> accept()
	{
		clients.emplace_back(listener.port());
		CPPUNIT_ASSERT(listener.wait(std::chrono::seconds(20)));
		int error = 0;
		const auto socket = listener.accept(error);
		CPPUNIT_ASSERT(socket);
		return std::make_unique<HttpConnection>(*socket, services);
	}

	void send(const std::string& bytes = get("/x"))
	{
		CPPUNIT_ASSERT(clients.back().send(bytes));
	}

	bool isAnswered()
	{
		const std::optional<Answer> answer = clients.back().answer();
		return answer && answer->status == 404;
	}

	Testing::FakeClock clock;
	RecordingLog log;
	Host::HttpOptions options = quickOptions();
	Host::Listener listener{options};
	Host::ConnectionBook book{clock, 1000000};
	Host::Gate requests;
	Host::HttpConnectionServices services{options, new Poco::Net::HTTPServerParams, new Host::NotFoundFactory, log, book, requests, clock};
	std::vector<RawClient> clients;
};


bool secondIsAnsweredAtOnce(Desk& at, HttpConnection& connection)
	/// Sends a request, and another one when it is answered. Tells whether one
	/// call of serve() has answered both.
{
	at.send();
	std::future<bool> waits = std::async(std::launch::async, [&] { return connection.serve(); });
	CPPUNIT_ASSERT(at.isAnswered());
	at.send();
	CPPUNIT_ASSERT(waits.get());
	return !at.clients.back().quietFor(5);
}


} // namespace


AUTHPLUG_CASES(Connection)
{
	addCase(suite, "ThreadStaysWhereRequestsFollowEachOther", []
	{
		Desk at;
		bool stayed = false;
		// The second one may come too late on a machine that does other things.
		for (int i = 0; i < 50 && !stayed; ++i) stayed = secondIsAnsweredAtOnce(at, *at.accept());
		CPPUNIT_ASSERT(stayed);
		CPPUNIT_ASSERT_EQUAL(0u, at.services.staying.load());
	});

	addCase(suite, "ThreadOfAPausingConnectionDoesNotStay", []
	{
		Desk at;
		for (int i = 0; i < 50; ++i)
		{
			const std::unique_ptr<HttpConnection> connection = at.accept();
			at.clock.advance(PAUSE_MICROS);
			CPPUNIT_ASSERT(!secondIsAnsweredAtOnce(at, *connection));
			CPPUNIT_ASSERT(connection->serve());
			CPPUNIT_ASSERT(at.isAnswered());
		}
	});

	addCase(suite, "NotMoreThanHalfOfTheThreadsStay", []
	{
		Desk at;
		at.services.staying = at.options.threads/2;
		for (int i = 0; i < 50; ++i)
		{
			CPPUNIT_ASSERT(!secondIsAnsweredAtOnce(at, *at.accept()));
			CPPUNIT_ASSERT_EQUAL(at.options.threads/2, at.services.staying.load());
		}
	});

	addCase(suite, "PollerHandsOutWhoHasInput", []
	{
		Desk at;
		Host::ConnectionPoller poller;
		std::vector<HttpConnection*> added;
		for (int i = 0; i < 3; ++i)
		{
			std::unique_ptr<HttpConnection> connection = at.accept();
			added.push_back(connection.get());
			poller.add(std::move(connection));
		}
		for (const std::size_t i: {1u, 0u, 1u, 2u})
		{
			CPPUNIT_ASSERT(at.clients[i].send(get("/x")));
			std::unique_ptr<HttpConnection> connection = poller.next();
			CPPUNIT_ASSERT(connection.get() == added[i]);
			at.clock.advance(PAUSE_MICROS);
			CPPUNIT_ASSERT(connection->serve());
			CPPUNIT_ASSERT_EQUAL(404, at.clients[i].need().status);
			poller.park(std::move(connection));
		}
		for (const std::size_t i: {2u, 0u, 1u})
		{
			at.clients[i].close();
			const std::unique_ptr<HttpConnection> connection = poller.next();
			CPPUNIT_ASSERT(connection.get() == added[i]);
			CPPUNIT_ASSERT(!connection->serve());
		}
		poller.end();
		CPPUNIT_ASSERT(!poller.next());
		CPPUNIT_ASSERT(!poller.next());
	});

	addCase(suite, "PollerClosesWhatTheKernelDoesNotTake", []
	{
		Desk at;
		Host::ConnectionPoller poller;
		poller.park(at.accept());  // was never added
		CPPUNIT_ASSERT(at.clients.back().ends());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), at.book.size());
	});

	addCase(suite, "EndWakesWhoWaitsForAConnection", []
	{
		Desk at;
		std::jthread later([&] { at.listener.end(); });
		CPPUNIT_ASSERT(!at.listener.wait(std::chrono::seconds(20)));
		int error = 1;
		CPPUNIT_ASSERT(!at.listener.accept(error));
		CPPUNIT_ASSERT_EQUAL(0, error);
		at.listener.pause(std::chrono::seconds(20));
		at.listener.close();
		CPPUNIT_ASSERT(!RawClient(at.listener.port()).connected());
	});
}
