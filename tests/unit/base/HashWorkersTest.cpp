//
// HashWorkersTest.cpp
//
// Tests: unit
//
// SPDX-License-Identifier: BSL-1.0
//


#include "HashWorkers.h"
#include "AuthPlug/Testing/FakeClock.h"
#include "Cases.h"
#include "WaitFor.h"
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <mutex>
#include <semaphore>
#include <thread>
#include <vector>


using AuthPlug::Api::HashSlot;
using AuthPlug::Api::HashTask;
using AuthPlug::Host::HashWorkers;
using AuthPlug::Testing::FakeClock;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::waitFor;


namespace {


using Numbers = std::vector<std::size_t>;


class Hall
	/// Workers, and callers whose tasks end when the test says so.
{
public:
	explicit Hall(std::size_t count): _workers(count, 0, _clock)
	{
	}

	~Hall()
	{
		for (Caller& caller: _callers) caller.mayEnd.release();
		for (Caller& caller: _callers) caller.thread.join();
	}

	void call()
		/// Adds a caller, and waits until its task runs or stands in the queue.
	{
		Caller& caller = _callers.emplace_back(*this, _callers.size());
		caller.thread = std::thread([&caller]
		{
			caller.hall._workers.run(caller);
			caller.hall.note(caller.hall._told, caller.number);
		});
		waitFor([&]
		{
			// In this order, so that none is counted twice when a thread takes it.
			const std::size_t begun = size(_begun);
			return begun + _workers.waiting() == _callers.size();
		});
	}

	void finish(std::size_t number, std::int64_t micros)
		/// Ends a task that runs, after a time.
	{
		waitFor([&] { return contains(_begun, number); });
		_clock.advance(micros);
		at(number).mayEnd.release();
		waitFor([&] { return contains(_ended, number); });
	}

	void expectBegun(const Numbers& wanted)
		/// Waits until these tasks have begun, in this order, and no other ones.
	{
		waitFor([&] { return size(_begun) >= wanted.size(); });
		const std::lock_guard<std::mutex> lock(_mutex);
		CPPUNIT_ASSERT(_begun == wanted);
	}

	void expectTold(const Numbers& wanted)
		/// Waits until these callers have gone on, and for a while for others.
	{
		waitFor([&] { return size(_told) >= wanted.size(); });
		std::this_thread::sleep_for(std::chrono::milliseconds(20));
		const std::lock_guard<std::mutex> lock(_mutex);
		Numbers told = _told;
		std::sort(told.begin(), told.end());
		CPPUNIT_ASSERT(told == wanted);
	}

private:
	struct Caller final: public HashTask
	{
		Caller(Hall& theHall, std::size_t theNumber): hall(theHall), number(theNumber)
		{
		}

		void run(const HashSlot&) noexcept override
		{
			hall.note(hall._begun, number);
			mayEnd.acquire();
			hall.note(hall._ended, number);
		}

		Hall& hall;
		const std::size_t number;
		std::counting_semaphore<> mayEnd{0};
		std::thread thread;
	};

	void note(Numbers& numbers, std::size_t number)
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		numbers.push_back(number);
	}

	std::size_t size(const Numbers& numbers)
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return numbers.size();
	}

	bool contains(const Numbers& numbers, std::size_t number)
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
	}

	Caller& at(std::size_t number)
	{
		return *std::next(_callers.begin(), static_cast<std::ptrdiff_t>(number));
	}

	FakeClock _clock;
	std::mutex _mutex;
	Numbers _begun;
	Numbers _ended;
	Numbers _told;
	HashWorkers _workers;
	std::list<Caller> _callers;
};


constexpr std::int64_t MOST = HashWorkers::HOLD_MICROS;


} // namespace


AUTHPLUG_CASES(HashWorkersTest)
{
	addCase(suite, "CallerGoesOnAtOnceIfNobodyWaits", []
	{
		Hall hall(1);
		hall.call();
		hall.finish(0, 1000);
		hall.expectTold({0});
	});

	addCase(suite, "CallersGoOnTogetherWhenNobodyIsLeftToWait", []
	{
		Hall hall(1);
		for (int i = 0; i < 3; ++i) hall.call();
		hall.finish(0, 1000);
		hall.expectBegun({0, 1});
		hall.expectTold({});
		hall.finish(1, 1000);
		hall.expectBegun({0, 1, 2});
		hall.expectTold({});
		hall.finish(2, 1000);
		hall.expectTold({0, 1, 2});
	});

	addCase(suite, "NobodyIsKeptForLongerThanTheLimit", []
	{
		Hall hall(1);
		for (int i = 0; i < 4; ++i) hall.call();
		hall.finish(0, MOST/2);
		hall.expectTold({});
		hall.finish(1, MOST/2);
		hall.expectTold({});
		// One more would end half of the limit later than the first one may be kept.
		hall.finish(2, MOST/2);
		hall.expectTold({0, 1, 2});
		hall.expectBegun({0, 1, 2, 3});
	});

	addCase(suite, "NobodyIsKeptForATaskThatIsLongerThanTheLimit", []
	{
		Hall hall(1);
		for (int i = 0; i < 2; ++i) hall.call();
		hall.finish(0, MOST + 1);
		hall.expectTold({0});
		hall.expectBegun({0, 1});
	});

	addCase(suite, "CallersOfAllThreadsGoOnTogether", []
	{
		Hall hall(2);
		for (int i = 0; i < 6; ++i) hall.call();
		for (const std::size_t number: {0u, 1u, 2u})
		{
			hall.finish(number, 1000);
			hall.expectTold({});
		}
		// One is left to wait: too few for two threads.
		hall.finish(3, 1000);
		hall.expectTold({0, 1, 2, 3});
	});

	addCase(suite, "TheLimitIsThatOfTheFirstOfAllThreads", []
	{
		Hall hall(2);
		for (int i = 0; i < 6; ++i) hall.call();
		hall.finish(0, MOST/2);
		hall.expectTold({});
		// One more would end the whole limit later.
		hall.finish(1, MOST/2);
		hall.expectTold({0, 1});
	});

	addCase(suite, "TasksThatOtherThreadsCouldTakeSoonKeepNobody", []
	{
		Hall hall(2);
		for (int i = 0; i < 3; ++i) hall.call();
		hall.finish(0, 1000);
		hall.expectTold({0});
		hall.call();
		hall.call();
		// Two wait for two threads: enough for one of them to go on.
		hall.finish(1, 1000);
		hall.expectTold({0});
		hall.finish(3, 1000);
		hall.expectTold({0, 1, 3});
	});
}
