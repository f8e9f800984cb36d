//
// HashSlotPoolTest.cpp
//
// Tests: unit
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/HashSlotPool.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Testing/FakeClock.h"
#include "Cases.h"
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <random>
#include <thread>


using AuthPlug::Api::HashSlot;
using AuthPlug::Api::HashSlots;
using AuthPlug::Api::TurnGuard;
using AuthPlug::Host::HashSlotPool;
using AuthPlug::Host::SystemClock;
using AuthPlug::Testing::FakeClock;
using AuthPlug::Tests::addCase;


namespace {


constexpr std::int64_t SECOND = 1000000;


void waitFor(const std::function<bool()>& condition)
	// Waits for a state that must come, however slow the machine is.
{
	for (int i = 0; i < 20000 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
	CPPUNIT_ASSERT(condition());
}


} // namespace


AUTHPLUG_CASES(HashSlotPoolTest)
{
	addCase(suite, "SecondRequestOfAUserWaitsForTheFirst", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 2}, clock);
		std::atomic<bool> second{false};
		std::thread other;
		{
			TurnGuard first(pool);
			CPPUNIT_ASSERT(first.begin("u", clock.monotonic() + SECOND) == HashSlots::Outcome::granted);
			other = std::thread([&]
			{
				TurnGuard turn(pool);
				second = turn.begin("u", clock.monotonic() + 60 * SECOND) == HashSlots::Outcome::granted;
			});
			waitFor([&] { return pool.state().waiting == 1; });
			CPPUNIT_ASSERT(!second);
		}
		other.join();
		CPPUNIT_ASSERT(second);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.state().users);
	});

	addCase(suite, "TurnsOfAUserComeInOrder", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		std::vector<int> order;
		std::vector<std::thread> threads;
		{
			TurnGuard first(pool);
			CPPUNIT_ASSERT(first.begin("u", clock.monotonic() + SECOND) == HashSlots::Outcome::granted);
			for (int i = 0; i < 8; ++i)
			{
				threads.emplace_back([&pool, &clock, &order, i]
				{
					TurnGuard turn(pool);
					if (turn.begin("u", clock.monotonic() + 60 * SECOND) == HashSlots::Outcome::granted) order.push_back(i);
				});
				waitFor([&] { return pool.state().waiting == static_cast<std::size_t>(i) + 1; });
			}
		}
		for (std::thread& thread: threads) thread.join();
		CPPUNIT_ASSERT((order == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
	});

	addCase(suite, "OtherUsersDoNotWait", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		TurnGuard one(pool);
		TurnGuard two(pool);
		CPPUNIT_ASSERT(one.begin("a", clock.monotonic()) == HashSlots::Outcome::granted);
		CPPUNIT_ASSERT(two.begin("b", clock.monotonic()) == HashSlots::Outcome::granted);
	});

	addCase(suite, "SlotIsHandedToTheOneThatWaited", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		TurnGuard first(pool);
		HashSlot slot;
		first.begin("a", clock.monotonic() + SECOND);
		CPPUNIT_ASSERT(first.acquire(clock.monotonic() + SECOND, slot) == HashSlots::Outcome::granted);
		CPPUNIT_ASSERT(!slot.waited);
		std::atomic<bool> waited{false};
		std::thread other([&]
		{
			TurnGuard turn(pool);
			HashSlot got;
			turn.begin("b", clock.monotonic() + 60 * SECOND);
			waited = turn.acquire(clock.monotonic() + 60 * SECOND, got) == HashSlots::Outcome::granted && got.waited;
		});
		waitFor([&] { return pool.state().waiting == 1; });
		first.release();
		other.join();
		CPPUNIT_ASSERT(waited);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), pool.state().freeSlots);
	});

	addCase(suite, "SlotTimesOutAtTheDeadline", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		TurnGuard first(pool);
		TurnGuard second(pool);
		HashSlot slot;
		first.begin("a", clock.monotonic() + SECOND);
		first.acquire(clock.monotonic() + SECOND, slot);
		second.begin("b", clock.monotonic() + SECOND);
		CPPUNIT_ASSERT(second.acquire(clock.monotonic() + 20000, slot) == HashSlots::Outcome::timedOut);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), pool.state().refused);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.state().waiting);
	});

	addCase(suite, "WhoCannotBeServedInTimeIsRefusedAtOnce", []
	{
		FakeClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		HashSlot slot;
		{
			TurnGuard earlier(pool);
			earlier.begin("a", clock.in(SECOND));
			earlier.acquire(clock.in(SECOND), slot);
			clock.advance(3*SECOND);
		}
		TurnGuard holder(pool);
		holder.begin("a", clock.in(10*SECOND));
		CPPUNIT_ASSERT(holder.acquire(clock.in(10*SECOND), slot) == HashSlots::Outcome::granted);
		TurnGuard late(pool);
		late.begin("b", clock.in(3*SECOND - 1));
		CPPUNIT_ASSERT(late.acquire(clock.in(3*SECOND - 1), slot) == HashSlots::Outcome::full);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), pool.state().refused);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.state().waiting);

		std::thread inTime([&]
		{
			TurnGuard turn(pool);
			HashSlot got;
			turn.begin("c", clock.in(3*SECOND));
			turn.acquire(clock.in(3*SECOND), got);
		});
		waitFor([&] { return pool.state().waiting == 1; });
		holder.release();
		inTime.join();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), pool.state().refused);
	});

	addCase(suite, "FullQueueRefusesAtOnce", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1, .maxWaiting = 0}, clock);
		TurnGuard first(pool);
		TurnGuard second(pool);
		first.begin("a", clock.monotonic() + SECOND);
		CPPUNIT_ASSERT(second.begin("a", clock.monotonic() + 60 * SECOND) == HashSlots::Outcome::full);
	});

	addCase(suite, "DrainWakesTurnsButNotSlots", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		auto first = std::make_unique<TurnGuard>(pool);
		HashSlot slot;
		first->begin("a", clock.monotonic() + SECOND);
		first->acquire(clock.monotonic() + SECOND, slot);
		std::atomic<bool> drained{false};
		std::atomic<bool> finished{false};
		std::thread turnWaiter([&]
		{
			TurnGuard turn(pool);
			drained = turn.begin("a", clock.monotonic() + 60 * SECOND) == HashSlots::Outcome::draining;
		});
		std::thread slotWaiter([&]
		{
			TurnGuard turn(pool);
			HashSlot got;
			turn.begin("b", clock.monotonic() + 60 * SECOND);
			finished = turn.acquire(clock.monotonic() + 60 * SECOND, got) == HashSlots::Outcome::granted;
		});
		waitFor([&] { return pool.state().waiting == 2; });
		pool.drain();
		turnWaiter.join();
		CPPUNIT_ASSERT(drained);
		CPPUNIT_ASSERT(!finished);
		first.reset();
		slotWaiter.join();
		CPPUNIT_ASSERT(finished);
		TurnGuard late(pool);
		CPPUNIT_ASSERT(late.begin("c", clock.monotonic() + SECOND) == HashSlots::Outcome::draining);
	});

	addCase(suite, "ArenaIsWritableAndOnePerSlot", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 2, .arenaBytes = 65536}, clock);
		TurnGuard one(pool);
		TurnGuard two(pool);
		HashSlot a;
		HashSlot b;
		one.begin("a", clock.monotonic() + SECOND);
		two.begin("b", clock.monotonic() + SECOND);
		one.acquire(clock.monotonic() + SECOND, a);
		two.acquire(clock.monotonic() + SECOND, b);
		CPPUNIT_ASSERT(a.arena != b.arena);
		CPPUNIT_ASSERT_EQUAL(std::size_t(65536), a.arenaBytes);
		CPPUNIT_ASSERT_EQUAL(std::uintptr_t(0), reinterpret_cast<std::uintptr_t>(a.arena)%(2*1024*1024));
		std::memset(a.arena, 1, a.arenaBytes);
		std::memset(b.arena, 2, b.arenaBytes);
		CPPUNIT_ASSERT_EQUAL(1, static_cast<int>(*static_cast<char*>(a.arena)));
	});

	addCase(suite, "NoSlotLeaksInRandomUse", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 2, .maxWaiting = 4}, clock);
		std::vector<std::thread> threads;
		for (unsigned seed = 1; seed <= 8; ++seed)
		{
			threads.emplace_back([&pool, &clock, seed]
			{
				std::mt19937 random(seed);
				for (int i = 0; i < 12500; ++i)
				{
					TurnGuard turn(pool);
					const std::string user(1, static_cast<char>('a' + random() % 4));
					if (turn.begin(user, clock.monotonic() + random() % 200) != HashSlots::Outcome::granted) continue;
					HashSlot slot;
					if (random() % 4 == 0) continue;
					if (turn.acquire(clock.monotonic() + random() % 200, slot) != HashSlots::Outcome::granted) continue;
					if (random() % 2 == 0) turn.release();
				}
			});
		}
		for (std::thread& thread: threads) thread.join();
		const HashSlotPool::State state = pool.state();
		CPPUNIT_ASSERT_EQUAL(std::size_t(2), state.freeSlots);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), state.users);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), state.waiting);
	});
}
