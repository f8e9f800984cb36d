//
// StormTest.cpp
//
// Tests: reload
//
// Many reloads while many threads are inside.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Workshop.h"
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>


using AuthPlug::Tests::SANITIZED;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


constexpr int RELOADS = 200;
constexpr int THREADS = 8;


struct Footprint
{
	std::size_t mappings = 0;
	std::size_t descriptors = 0;
	std::size_t threads = 0;

	static Footprint now()
	{
		Footprint footprint;
		std::ifstream maps("/proc/self/maps");
		for (std::string line; std::getline(maps, line);)
		{
			// Of files: how the allocator divides its own memory is not ours.
			if (line.find(".so") != std::string::npos) ++footprint.mappings;
		}
		for ([[maybe_unused]] const auto& entry: std::filesystem::directory_iterator("/proc/self/fd")) ++footprint.descriptors;
		for ([[maybe_unused]] const auto& entry: std::filesystem::directory_iterator("/proc/self/task")) ++footprint.threads;
		return footprint;
	}
};


class Hammer
	/// Threads that ask the plugin without a pause.
{
public:
	explicit Hammer(Workshop& shop): _shop(shop)
	{
		for (int i = 0; i < THREADS; ++i) _threads.emplace_back([this] { run(); });
	}

	~Hammer()
	{
		stop();
	}

	void stop()
	{
		_stop = true;
		for (std::thread& thread: _threads) thread.join();
		_threads.clear();
	}

	std::atomic<std::uint64_t> good{0};
	std::atomic<std::uint64_t> bad{0};

private:
	void run()
	{
		while (!_stop)
		{
			const std::string answer = _shop.answer();
			if (answer == "1 hello" || answer == "2 hello") ++good;
			else ++bad;
		}
	}

	Workshop& _shop;
	std::atomic<bool> _stop{false};
	std::vector<std::thread> _threads;
};


} // namespace


AUTHPLUG_CASES(StormTest)
{
	addCase(suite, "200 reloads under load lose no answer and leave nothing behind", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure("library = thing\n");
		shop.manager().start();
		Hammer hammer(shop);
		Footprint early;
		for (int i = 1; i <= RELOADS; ++i)
		{
			shop.install(i % 2 ? "good-2" : "good-1");
			shop.manager().reloadAndWait();
			CPPUNIT_ASSERT_EQUAL(std::string(i % 2 ? "2 hello" : "1 hello"), shop.answer());
			if (i != 20) continue;
			CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.copies() == 1; }));
			early = Footprint::now();
		}
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.copies() == 1; }));
		const Footprint late = Footprint::now();
		hammer.stop();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), hammer.bad.load());
		CPPUNIT_ASSERT(hammer.good.load() > RELOADS);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(RELOADS), shop.row().reloads);
		CPPUNIT_ASSERT_EQUAL(std::size_t(RELOADS), shop.log.lines("plugin.closed").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), shop.log.lines("plugin.stuck").size());
		CPPUNIT_ASSERT_EQUAL(early.descriptors, late.descriptors);
		CPPUNIT_ASSERT_EQUAL(early.threads, late.threads);
		if (!SANITIZED) CPPUNIT_ASSERT_EQUAL(early.mappings, late.mappings);
	});
	addCase(suite, "bad versions under load lose no answer", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure("library = thing\n");
		shop.manager().start();
		Hammer hammer(shop);
		for (const char* fixture: {"wrong-api", "thread-local", "start-fails", "create-throws", "unresolved", "good-2", "wrong-poco", "lazy", "good-1"})
		{
			shop.install(fixture);
			shop.manager().reloadAndWait();
		}
		hammer.stop();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), hammer.bad.load());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), shop.row().reloads);
	});
	addCase(suite, "reloads asked for by many threads at once", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure("library = thing\n");
		shop.manager().start();
		Hammer hammer(shop);
		std::vector<std::thread> askers;
		for (int i = 0; i < 4; ++i)
		{
			askers.emplace_back([&shop]
			{
				for (int n = 0; n < 25; ++n)
				{
					shop.manager().reloadAndWait();
					shop.manager().requestReload();
				}
			});
		}
		for (int i = 0; i < 20; ++i)
		{
			shop.install(i % 2 ? "good-1" : "good-2");
			shop.manager().requestReload();
		}
		for (std::thread& asker: askers) asker.join();
		shop.manager().reloadAndWait();
		hammer.stop();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), hammer.bad.load());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
}
