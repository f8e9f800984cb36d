//
// ConnectionTest.cpp
//
// Tests: http
//
// When a connection is handed back by its thread, and to whom.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "ConnectionDesk.h"
#include "ConnectionPoller.h"
#include <fcntl.h>
#include <future>
#include <thread>
#include <unistd.h>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Host::HttpConnection;


namespace {


constexpr std::int64_t PAUSE_MICROS = 1000000;  // longer than anybody stays


bool secondIsAnsweredAtOnce(ConnectionDesk& at, HttpConnection& connection)
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
		ConnectionDesk at;
		bool stayed = false;
		// The second one may come too late on a machine that does other things.
		for (int i = 0; i < 50 && !stayed; ++i) stayed = secondIsAnsweredAtOnce(at, *at.accept());
		CPPUNIT_ASSERT(stayed);
		CPPUNIT_ASSERT_EQUAL(0u, at.services.staying.load());
	});

	addCase(suite, "ThreadOfAPausingConnectionDoesNotStay", []
	{
		ConnectionDesk at;
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
		ConnectionDesk at;
		at.services.staying = at.options.threads/2;
		for (int i = 0; i < 50; ++i)
		{
			CPPUNIT_ASSERT(!secondIsAnsweredAtOnce(at, *at.accept()));
			CPPUNIT_ASSERT_EQUAL(at.options.threads/2, at.services.staying.load());
		}
	});

	addCase(suite, "PollerHandsOutWhoHasInput", []
	{
		ConnectionDesk at;
		Host::ConnectionPoller poller;
		std::vector<HttpConnection*> added;
		for (int i = 0; i < 3; ++i)
		{
			std::unique_ptr<HttpConnection> connection = at.accept();
			added.push_back(connection.get());
			poller.park(std::move(connection));
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
		ConnectionDesk at;
		Host::ConnectionPoller poller;
		std::unique_ptr<HttpConnection> connection = at.accept();
		// Leaves a descriptor that can't be polled.
		const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
		CPPUNIT_ASSERT(::dup3(file, connection->descriptor(), O_CLOEXEC) >= 0);
		::close(file);
		poller.park(std::move(connection));
		CPPUNIT_ASSERT(at.clients.back().ends());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), at.book.size());
	});

	addCase(suite, "EndWakesWhoWaitsForAConnection", []
	{
		ConnectionDesk at;
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
