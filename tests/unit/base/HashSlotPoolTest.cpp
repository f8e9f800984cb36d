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
#include "WaitFor.h"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <utility>
#include <vector>


using AuthPlug::Api::HashSlot;
using AuthPlug::Api::HashSlots;
using AuthPlug::Api::TurnGuard;
using AuthPlug::Host::HashSlotPool;
using AuthPlug::Host::SystemClock;
using AuthPlug::Testing::FakeClock;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::waitFor;


namespace {


constexpr std::int64_t SECOND = 1000000;
constexpr int ALL = 8;  // places of a pool with one slot


class Places
	/// Turns of the users "0", "1" and so on, each with a place.
{
public:
	Places(HashSlotPool& pool, AuthPlug::Api::Clock& clock, int count)
	{
		for (int i = 0; i < count; ++i)
		{
			bool waited = false;
			TurnGuard& turn = _turns.emplace_back(pool);
			CPPUNIT_ASSERT(turn.begin(std::to_string(i), clock.monotonic() + SECOND) == HashSlots::Outcome::granted);
			CPPUNIT_ASSERT(turn.acquire(clock.monotonic() + SECOND, waited) == HashSlots::Outcome::granted);
			_waited = _waited || waited;
		}
	}

	TurnGuard& turn(int number)
	{
		return *std::next(_turns.begin(), number);
	}

	void releaseOne()
	{
		_turns.front().release();
	}

	bool waited() const
		/// Whether a place was not free at once.
	{
		return _waited;
	}

private:
	std::list<TurnGuard> _turns;
	bool _waited = false;
};


class Waiters
	/// Threads that wait for turns and places. To be made before what they wait
	/// for, which is thereby given back first.
{
public:
	using Outcomes = std::vector<std::shared_ptr<std::atomic<HashSlots::Outcome>>>;

	Waiters(HashSlotPool& pool, AuthPlug::Api::Clock& clock): _pool(pool), _clock(clock)
	{
	}

	~Waiters()
	{
		join();
	}

	Outcomes addForTurn(const std::string& user, int count)
		/// Of a user who has a request in flight. What comes of each is
		/// `draining` until it is known.
	{
		Outcomes outcomes;
		for (int i = 0; i < count; ++i)
		{
			const auto outcome = outcomes.emplace_back(std::make_shared<std::atomic<HashSlots::Outcome>>(HashSlots::Outcome::draining));
			start([this, user, outcome]
			{
				TurnGuard turn(_pool);
				*outcome = turn.begin(user, _clock.monotonic() + 60 * SECOND);
			});
		}
		return outcomes;
	}

	void addForPlace(const std::string& user)
		/// Of a user who has no request in flight.
	{
		start([this, user]
		{
			TurnGuard turn(_pool);
			bool waited = false;
			if (turn.begin(user, _clock.monotonic() + 60 * SECOND) != HashSlots::Outcome::granted) return;
			turn.acquire(_clock.monotonic() + 60 * SECOND, waited);
		});
	}

	void join()
	{
		for (std::thread& thread: _threads) thread.join();
		_threads.clear();
	}

private:
	template <typename Wait>
	void start(const Wait& wait)
		/// Returns when the thread waits, be it in another one's room.
	{
		const HashSlotPool::State before = _pool.state();
		_threads.emplace_back(wait);
		waitFor([&]
		{
			const HashSlotPool::State now = _pool.state();
			return now.waiting + now.refused == before.waiting + before.refused + 1;
		});
	}

	HashSlotPool& _pool;
	AuthPlug::Api::Clock& _clock;
	std::vector<std::thread> _threads;
};


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

	addCase(suite, "EightPlacesForEachSlotButNotMoreThan32NorLessThanTwoForEach", []
	{
		SystemClock clock;
		for (const auto& [slots, places]: {std::pair(1, 8), {2, 16}, {4, 32}, {5, 32}, {16, 32}, {17, 34}})
		{
			HashSlotPool pool({.slots = static_cast<std::size_t>(slots)}, clock);
			CPPUNIT_ASSERT_EQUAL(static_cast<std::size_t>(places), pool.state().freePlaces);
			const Places all(pool, clock, places);
			CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.state().freePlaces);
			CPPUNIT_ASSERT(!all.waited());
		}
	});

	addCase(suite, "PlaceIsHandedToTheOneThatWaited", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		Places held(pool, clock, ALL);
		std::atomic<bool> waited{false};
		std::thread other([&]
		{
			TurnGuard turn(pool);
			bool had = false;
			turn.begin("b", clock.monotonic() + 60 * SECOND);
			waited = turn.acquire(clock.monotonic() + 60 * SECOND, had) == HashSlots::Outcome::granted && had;
		});
		waitFor([&] { return pool.state().waiting == 1; });
		held.releaseOne();
		other.join();
		CPPUNIT_ASSERT(waited);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), pool.state().freePlaces);
	});

	addCase(suite, "PlaceTimesOutAtTheDeadline", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		const Places held(pool, clock, ALL);
		TurnGuard late(pool);
		bool waited = false;
		late.begin("b", clock.monotonic() + SECOND);
		CPPUNIT_ASSERT(late.acquire(clock.monotonic() + 20000, waited) == HashSlots::Outcome::timedOut);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), pool.state().refused);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.state().waiting);
	});

	addCase(suite, "NoTurnIfThereIsNoRoomToWaitForAPlace", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1, .maxWaiting = 1}, clock);
		Places held(pool, clock, ALL);
		std::thread waiter([&]
		{
			TurnGuard turn(pool);
			bool waited = false;
			turn.begin("b", clock.monotonic() + 60 * SECOND);
			turn.acquire(clock.monotonic() + 60 * SECOND, waited);
		});
		waitFor([&] { return pool.state().waiting == 1; });
		TurnGuard late(pool);
		CPPUNIT_ASSERT(late.begin("c", clock.monotonic() + 60 * SECOND) == HashSlots::Outcome::full);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), pool.state().refused);
		held.releaseOne();
		waiter.join();
		TurnGuard next(pool);
		CPPUNIT_ASSERT(next.begin("c", clock.monotonic() + SECOND) == HashSlots::Outcome::granted);
	});

	addCase(suite, "WhoWaitsForATurnDoesNotKeepOthersFromFreePlaces", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1, .maxWaiting = 1}, clock);
		auto held = std::make_unique<Places>(pool, clock, 1);
		std::thread waiter([&]
		{
			TurnGuard turn(pool);
			turn.begin("0", clock.monotonic() + 60 * SECOND);
		});
		waitFor([&] { return pool.state().waiting == 1; });
		TurnGuard other(pool);
		bool waited = false;
		CPPUNIT_ASSERT(other.begin("b", clock.monotonic() + SECOND) == HashSlots::Outcome::granted);
		CPPUNIT_ASSERT(other.acquire(clock.monotonic() + SECOND, waited) == HashSlots::Outcome::granted);
		CPPUNIT_ASSERT(!waited);
		held.reset();
		waiter.join();
	});

	addCase(suite, "WhoCannotBeServedInTimeIsRefusedAtOnce", []
	{
		FakeClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		{
			const Places earlier(pool, clock, 1);
			clock.advance(ALL*3*SECOND);
		}
		// A place is held for 24 s, and there are eight: the first in the queue needs 3 s.
		Places held(pool, clock, ALL);
		TurnGuard late(pool);
		bool waited = false;
		late.begin("b", clock.in(3*SECOND));
		CPPUNIT_ASSERT(late.acquire(clock.in(3*SECOND - 1), waited) == HashSlots::Outcome::full);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), pool.state().refused);
		TurnGuard later(pool);
		CPPUNIT_ASSERT(later.begin("d", clock.in(3*SECOND - 1)) == HashSlots::Outcome::full);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), pool.state().refused);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.state().waiting);

		std::thread inTime([&]
		{
			TurnGuard turn(pool);
			bool had = false;
			turn.begin("c", clock.in(3*SECOND));
			turn.acquire(clock.in(3*SECOND), had);
		});
		waitFor([&] { return pool.state().waiting == 1; });
		held.releaseOne();
		inTime.join();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), pool.state().refused);
	});

	addCase(suite, "AsManyTasksAtATimeAsSlotsAndTheOthersInOrder", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		Places held(pool, clock, 2);
		std::atomic<bool> firstMayEnd{false};
		std::atomic<bool> firstRuns{false};
		std::atomic<int> running{0};
		std::atomic<int> most{0};
		std::vector<int> order;
		const auto task = [&](int number)
		{
			most = std::max(most.load(), ++running);
			order.push_back(number);
			if (number == 0)
			{
				firstRuns = true;
				while (!firstMayEnd) std::this_thread::yield();
			}
			--running;
		};
		std::thread first([&] { held.turn(0).compute([&](const HashSlot&) { task(0); }); });
		waitFor([&] { return firstRuns.load(); });
		std::thread second([&] { held.turn(1).compute([&](const HashSlot&) { task(1); }); });
		std::this_thread::sleep_for(std::chrono::milliseconds(20));
		CPPUNIT_ASSERT_EQUAL(1, running.load());
		firstMayEnd = true;
		first.join();
		second.join();
		CPPUNIT_ASSERT_EQUAL(1, most.load());
		CPPUNIT_ASSERT((order == std::vector<int>{0, 1}));
	});

	addCase(suite, "TaskRunsInAThreadOfItsOwnWithoutSignals", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		Places held(pool, clock, 1);
		const std::thread::id caller = std::this_thread::get_id();
		std::thread::id worker = caller;
		sigset_t blocked;
		sigemptyset(&blocked);
		int nice = 0;
		held.turn(0).compute([&](const HashSlot&)
		{
			worker = std::this_thread::get_id();
			::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
			nice = ::getpriority(PRIO_PROCESS, 0);
		});
		CPPUNIT_ASSERT(worker != caller);
		CPPUNIT_ASSERT_EQUAL(1, sigismember(&blocked, SIGTERM));
		CPPUNIT_ASSERT_EQUAL(std::min(::getpriority(PRIO_PROCESS, 0) + 5, 19), nice);
	});

	addCase(suite, "ChargedIsComputedEvenWhileDraining", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		Places held(pool, clock, 1);
		pool.drain();
		bool done = false;
		held.turn(0).compute([&](const HashSlot&) { done = true; });
		CPPUNIT_ASSERT(done);
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

	addCase(suite, "InAFullQueueTheLastOfTheUserWithTheMostGoesForOneThatNeedsAPlace", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1, .maxWaiting = 5}, clock);
		Waiters waiters(pool, clock);
		auto held = std::make_unique<Places>(pool, clock, ALL);
		Waiters::Outcomes few = waiters.addForTurn("0", 2);
		Waiters::Outcomes many = waiters.addForTurn("1", 3);
		waiters.addForPlace("a");
		waitFor([&] { return *many[2] == HashSlots::Outcome::full; });
		CPPUNIT_ASSERT_EQUAL(std::size_t(5), pool.state().waiting);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), pool.state().refused);
		for (const char* const other: {"b", "c", "d", "e"}) waiters.addForPlace(other);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(5), pool.state().refused);
		// Nobody is left who waits for an earlier one.
		TurnGuard late(pool);
		CPPUNIT_ASSERT(late.begin("f", clock.monotonic() + 60 * SECOND) == HashSlots::Outcome::full);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(6), pool.state().refused);
		held.reset();
		waiters.join();
		for (const auto& outcome: few) CPPUNIT_ASSERT(*outcome == HashSlots::Outcome::full);
		for (const auto& outcome: many) CPPUNIT_ASSERT(*outcome == HashSlots::Outcome::full);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.state().waiting);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.state().users);
	});

	addCase(suite, "InAFullQueueAUsersOwnGoOnlyForOnesOfWhoHasFewer", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1, .maxWaiting = 4}, clock);
		Waiters waiters(pool, clock);
		auto held = std::make_unique<Places>(pool, clock, 3);
		Waiters::Outcomes many = waiters.addForTurn("0", 4);
		TurnGuard own(pool);
		CPPUNIT_ASSERT(own.begin("0", clock.monotonic() + 60 * SECOND) == HashSlots::Outcome::full);
		waiters.addForTurn("1", 2);
		waitFor([&] { return *many[3] == HashSlots::Outcome::full && *many[2] == HashSlots::Outcome::full; });
		// Two wait of each: neither may displace the other's.
		TurnGuard third(pool);
		CPPUNIT_ASSERT(third.begin("1", clock.monotonic() + 60 * SECOND) == HashSlots::Outcome::full);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(4), pool.state().refused);
		held.reset();
		waiters.join();
		CPPUNIT_ASSERT(*many[0] == HashSlots::Outcome::granted && *many[1] == HashSlots::Outcome::granted);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), pool.state().waiting);
	});

	addCase(suite, "DrainWakesTurnsButNotPlaces", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 1}, clock);
		auto held = std::make_unique<Places>(pool, clock, ALL);
		std::atomic<bool> drained{false};
		std::atomic<bool> finished{false};
		std::thread turnWaiter([&]
		{
			TurnGuard turn(pool);
			drained = turn.begin("0", clock.monotonic() + 60 * SECOND) == HashSlots::Outcome::draining;
		});
		std::thread placeWaiter([&]
		{
			TurnGuard turn(pool);
			bool waited = false;
			turn.begin("b", clock.monotonic() + 60 * SECOND);
			finished = turn.acquire(clock.monotonic() + 60 * SECOND, waited) == HashSlots::Outcome::granted;
		});
		waitFor([&] { return pool.state().waiting == 2; });
		pool.drain();
		turnWaiter.join();
		CPPUNIT_ASSERT(drained);
		CPPUNIT_ASSERT(!finished);
		held.reset();
		placeWaiter.join();
		CPPUNIT_ASSERT(finished);
		TurnGuard late(pool);
		CPPUNIT_ASSERT(late.begin("c", clock.monotonic() + SECOND) == HashSlots::Outcome::draining);
	});

	addCase(suite, "ArenaIsWritableAndOnePerSlot", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 2, .arenaBytes = 65536}, clock);
		Places held(pool, clock, 2);
		HashSlot a;
		HashSlot b;
		std::atomic<int> running{0};
		std::thread other([&]
		{
			held.turn(1).compute([&](const HashSlot& slot)
			{
				b = slot;
				for (++running; running < 2;) std::this_thread::yield();
			});
		});
		held.turn(0).compute([&](const HashSlot& slot)
		{
			a = slot;
			for (++running; running < 2;) std::this_thread::yield();
		});
		other.join();
		CPPUNIT_ASSERT(a.arena != b.arena);
		CPPUNIT_ASSERT_EQUAL(std::size_t(65536), a.arenaBytes);
		CPPUNIT_ASSERT_EQUAL(std::uintptr_t(0), reinterpret_cast<std::uintptr_t>(a.arena)%(2*1024*1024));
		std::memset(a.arena, 1, a.arenaBytes);
		std::memset(b.arena, 2, b.arenaBytes);
		CPPUNIT_ASSERT_EQUAL(1, static_cast<int>(*static_cast<char*>(a.arena)));
	});

	addCase(suite, "NoPlaceLeaksInRandomUse", []
	{
		SystemClock clock;
		HashSlotPool pool({.slots = 2, .maxWaiting = 4}, clock);
		std::atomic<int> computed{0};
		std::vector<std::thread> threads;
		for (unsigned seed = 1; seed <= 8; ++seed)
		{
			threads.emplace_back([&pool, &clock, &computed, seed]
			{
				std::mt19937 random(seed);
				for (int i = 0; i < 12500; ++i)
				{
					TurnGuard turn(pool);
					const std::string user(1, static_cast<char>('a' + random() % 4));
					if (turn.begin(user, clock.monotonic() + random() % 200) != HashSlots::Outcome::granted) continue;
					bool waited = false;
					if (random() % 4 == 0) continue;
					if (turn.acquire(clock.monotonic() + random() % 200, waited) != HashSlots::Outcome::granted) continue;
					if (random() % 2 == 0) turn.compute([&computed](const HashSlot&) { ++computed; });
					if (random() % 2 == 0) turn.release();
				}
			});
		}
		for (std::thread& thread: threads) thread.join();
		const HashSlotPool::State state = pool.state();
		CPPUNIT_ASSERT(computed > 0);
		CPPUNIT_ASSERT_EQUAL(std::size_t(16), state.freePlaces);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), state.users);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), state.waiting);
	});
}
