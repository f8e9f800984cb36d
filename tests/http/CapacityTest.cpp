//
// CapacityTest.cpp
//
// Tests: http
//
// More connections or requests than there are threads, places or descriptors.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Sanitized.h"
#include "TestServer.h"
#include <Poco/Exception.h>
#include <chrono>
#include <dirent.h>
#include <fstream>
#include <latch>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


using std::chrono::milliseconds;
using Request = Poco::Net::HTTPServerRequest;
using Response = Poco::Net::HTTPServerResponse;


std::size_t entriesOf(const char* path)
{
	std::size_t count = 0;
	DIR* const folder = ::opendir(path);
	while (::readdir(folder)) ++count;
	::closedir(folder);
	return count;
}


std::size_t descriptors()
	/// Returns how many descriptors this process has open.
{
	return entriesOf("/proc/self/fd");
}


class Limit
	/// Of what this process may take, while it lives.
{
public:
	Limit(__rlimit_resource_t resource, rlim_t atMost): _resource(resource)
	{
		::getrlimit(_resource, &_before);
		rlimit lower = _before;
		lower.rlim_cur = atMost;
		::setrlimit(_resource, &lower);
	}

	Limit(const Limit&) = delete;
	Limit& operator = (const Limit&) = delete;

	~Limit()
	{
		::setrlimit(_resource, &_before);
	}

	static Limit oneDescriptorLeft()
	{
		const int lowest = ::dup(STDERR_FILENO);
		::close(lowest);
		return Limit(RLIMIT_NOFILE, static_cast<rlim_t>(lowest) + 1);
	}

	static Limit fewStacksLeft()
		/// Of eight MiB each, as glibc makes them.
	{
		std::size_t pages = 0;
		std::ifstream("/proc/self/statm") >> pages;
		return Limit(RLIMIT_AS, pages*static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + 64*1024*1024);
	}

private:
	const __rlimit_resource_t _resource;
	rlimit _before{};
};


Host::HttpOptions withThreads(std::uint32_t threads, std::uint32_t connections)
{
	Host::HttpOptions options = quickOptions();
	options.threads = threads;
	options.connections = connections;
	return options;
}


} // namespace


AUTHPLUG_CASES(Capacity)
{
	addCase(suite, "SixtyFourAtATimeByDefault", []
	{
		Host::HttpOptions options;
		options.port = 0;
		TestServer server(options);
		std::atomic<int> inside{0};
		server.add("PUT", "/slow", "application/json", 100, [&](Request&, Response& response)
		{
			++inside;
			waitUntil([&] { return inside >= 64; }, "all 64 to be inside");
			Host::sendJson(response, 200, "null");
		}, 30000);
		server.start();
		std::latch together(64);
		std::atomic<int> good{0};
		std::vector<std::jthread> clients;
		for (int i = 0; i < 64; ++i)
		{
			clients.emplace_back([&]
			{
				together.arrive_and_wait();
				RawClient client = server.connect();
				client.send(put("/slow", "{}"));
				const std::optional<Answer> answer = client.answer();
				if (answer && answer->status == 200) ++good;
			});
		}
		for (std::jthread& client: clients) client.join();
		CPPUNIT_ASSERT_EQUAL(64, good.load());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), server.service->state().refused);
	});

	addCase(suite, "H9_SilentAndIdleClientsHoldNoThread", []
	{
		TestServer server(withThreads(1, 64));
		server.addEcho();
		server.start();
		std::vector<RawClient> silent;
		for (int i = 0; i < 30; ++i) silent.push_back(server.connect());
		std::vector<RawClient> idle;
		for (int round = 0; round < 3; ++round)
		{
			for (std::size_t i = 0; i < 30; ++i)
			{
				if (round == 0) idle.push_back(server.connect());
				idle[i].send(put("/echo", "{}"));
				CPPUNIT_ASSERT_EQUAL(200, idle[i].need().status);
			}
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t(60), server.service->state().connections);
		waitUntil([&] { return server.service->state().served == 0; }, "nobody to be served");
	});

	addCase(suite, "RequestsWaitForAThread", []
	{
		Host::HttpOptions options = withThreads(2, 64);
		options.keepAliveTimeoutMillis = 100;
		options.headerTimeoutMillis = 100;
		TestServer server(options);
		std::atomic<bool> go{false};
		addSlow(server, go);
		server.start();
		std::vector<RawClient> clients;
		for (int i = 0; i < 10; ++i)
		{
			clients.push_back(server.connect());
			clients.back().send(put("/slow", "{}"));
		}
		waitUntil([&] { return server.service->state().connections == 10 && server.calls == 2; }, "two of ten");
		CPPUNIT_ASSERT_EQUAL(std::size_t(2), server.service->state().served);
		// Long enough to be cut, if they were idle.
		std::this_thread::sleep_for(milliseconds(800));
		CPPUNIT_ASSERT_EQUAL(2, server.calls.load());
		go = true;
		for (RawClient& client: clients) CPPUNIT_ASSERT_EQUAL(200, client.need().status);
	});

	addCase(suite, "H13_RefusedConnectionsAreCounted", []
	{
		TestServer server(withThreads(1, 3));
		server.addEcho();
		server.start();
		std::vector<RawClient> open;
		for (int i = 0; i < 3; ++i) open.push_back(server.connect());
		waitUntil([&] { return server.service->state().connections == 3; }, "three connections");
		for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT(server.connect().ends());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(3), server.service->state().refused);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(3), server.service->state().accepted);
		waitUntil([&] { return server.log.has("http.connections_full connections="); }, "a line in the log");
		open[1].send(put("/echo", "{}"));
		CPPUNIT_ASSERT_EQUAL(200, open[1].need().status);

		open[0].close();
		waitUntil([&] { return server.service->state().connections == 2; }, "room");
		CPPUNIT_ASSERT_EQUAL(200, server.ask(put("/echo", "{}")).status);
	});

	addCase(suite, "WithoutDescriptorsConnectionsWait", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		RawClient open = server.connect();
		open.send(put("/echo", "{}"));
		CPPUNIT_ASSERT_EQUAL(200, open.need().status);

		const Limit limit = Limit::oneDescriptorLeft();
		RawClient waiting = server.connect();
		waitUntil([&] { return server.log.has("http.accept_failed reason=Too many open files"); }, "a line in the log");
		CPPUNIT_ASSERT(waiting.send(put("/echo", "{}")));
		open.send(put("/echo", "{}"));
		CPPUNIT_ASSERT_EQUAL(200, open.need().status);

		open.close();
		CPPUNIT_ASSERT_EQUAL(200, waiting.need().status);
	});

	addCase(suite, "WhomTheKernelLetInIsAnsweredByStop", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		std::optional<RawClient> client;
		{
			const Limit limit = Limit::oneDescriptorLeft();
			client.emplace(server.port());
			CPPUNIT_ASSERT(client->send(put("/echo", "{}")));
			waitUntil([&] { return server.log.has("http.accept_failed reason=Too many open files"); }, "a line in the log");
		}
		CPPUNIT_ASSERT(server.service->stop(20000));
		CPPUNIT_ASSERT(client->answer());
	});

	addCase(suite, "WithoutThreadsStartThrowsAndLeavesNothing", []
	{
		if (SANITIZED) throw Skipped("a sanitizer takes more address space than may be limited");
		Host::SystemClock clock;
		RecordingLog log;
		Host::HttpService service(withThreads(200, 64), new Host::NotFoundFactory, clock, log);
		const std::size_t threads = entriesOf("/proc/self/task");
		const std::size_t open = descriptors();
		{
			const Limit limit = Limit::fewStacksLeft();
			CPPUNIT_ASSERT_THROW(service.start(), Poco::SystemException);
		}
		CPPUNIT_ASSERT_EQUAL(threads, entriesOf("/proc/self/task"));
		CPPUNIT_ASSERT_EQUAL(open, descriptors());
		CPPUNIT_ASSERT_EQUAL(std::uint16_t(0), service.port());
	});

	addCase(suite, "QueuedConnectionIsAnsweredWhileDraining", []
	{
		TestServer server(withThreads(1, 8));
		std::atomic<bool> go{false};
		addSlow(server, go);
		server.start();
		RawClient busy = server.connect();
		busy.send(put("/slow", "{}", "Connection: close\r\n"));
		waitUntil([&] { return server.service->state().requests == 1; }, "the request");
		RawClient queued = server.connect();
		queued.send(put("/slow", "{}"));
		waitUntil([&] { return server.service->state().connections == 2; }, "the queue");
		std::jthread stopping([&] { server.service->stop(20000); });
		waitUntil([&] { return server.service->state().draining; }, "draining");
		go = true;
		CPPUNIT_ASSERT_EQUAL(200, busy.need().status);
		CPPUNIT_ASSERT_EQUAL(503, queued.need().status);
		stopping.join();
	});

	addCase(suite, "H14_OneDescriptorForEachConnection", []
	{
		TestServer server;
		server.addEcho();
		server.start();
		CPPUNIT_ASSERT_EQUAL(200, server.ask(put("/echo", "{}", "Connection: close\r\n")).status);
		waitUntil([&] { return server.service->state().connections == 0; }, "no connection");
		const std::size_t before = descriptors();
		std::vector<RawClient> clients;
		for (int i = 0; i < 10; ++i)
		{
			clients.push_back(server.connect());
			clients.back().send(put("/echo", "{}"));
			clients.back().need();
		}
		CPPUNIT_ASSERT_EQUAL(before + 20, descriptors());  // one end each
		clients.clear();
		server.service->stop(1000);
		CPPUNIT_ASSERT(descriptors() <= before);
	});
}
