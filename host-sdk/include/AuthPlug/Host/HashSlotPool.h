//
// HashSlotPool.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  HashSlotPool
//
// Slots for password hashes: as many as cores, one in flight for each user.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HashSlotPool_INCLUDED
#define AuthPlug_Host_HashSlotPool_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/HashSlots.h"
#include "AuthPlug/Api/Settings.h"
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>


namespace AuthPlug {
namespace Host {


class HashWorkers;


class HashSlotPool: public Api::HashSlots
	/// The process's hash slots: a thread for each, which yields to the threads
	/// that serve requests, and eight places for each slot, but not more than 32
	/// in all nor less than two for each. While there is enough to hash, requests
	/// go on from their hashes several at a time, which needs less of the
	/// processors, and are kept for 80 ms at most by that, or for as much longer
	/// as a hash takes than the one before. The queues for turns and places are
	/// first come, first served, and bounded together by maxWaiting. When they are
	/// full, the last one of the user with the most requests that wait for an
	/// earlier one is refused to make room for a request that needs a place, or
	/// for one of a user who has fewer: nobody fills the queues alone. A request
	/// that comes when there is neither a place nor room to wait for one, or that
	/// by the time places are held for of late can't be served before its
	/// deadline, is refused at once, if possible before its turn and so before the
	/// database is asked for anything. Thread-safe.
{
public:
	struct Options
	{
		std::size_t slots = 0;           /// 0: as many as processors that this process may use by affinity mask and control groups
		std::size_t maxWaiting = 96;     /// requests that wait for a turn or a place; more are refused
		std::size_t arenaBytes = 0;      /// memory kept for each slot, on huge pages where the kernel gives them; 0: none

		static Options from(const Api::Settings& settings);
			/// Reads the values of HASH_SETTINGS.
	};

	struct State
	{
		std::size_t slots;
		std::size_t freePlaces;
		std::size_t waiting;
		std::size_t users;   /// users with a request in flight
		std::uint64_t refused;  /// requests that were refused for want of room or time
	};

	HashSlotPool(const Options& options, Api::Clock& clock);
		/// Allocates the arenas and touches all of their pages, so that no hash
		/// can fail or wait for memory later, and starts the threads. Throws
		/// Poco::OutOfMemoryException if there is no memory, std::system_error
		/// if there can't be so many threads.

	~HashSlotPool();
		/// Nobody may hold a turn any more.

	Outcome beginTurn(std::string_view userId, Api::Deadline deadline, Api::UserTurn*& turn) noexcept override;
	Outcome acquire(Api::UserTurn& turn, Api::Deadline deadline, bool& waited) noexcept override;
	void compute(Api::UserTurn& turn, Api::HashTask& task) noexcept override;
	void release(Api::UserTurn& turn) noexcept override;
	void endTurn(Api::UserTurn* turn) noexcept override;

	void drain() noexcept;
		/// Refuses new turns from now on, and wakes those that wait with
		/// `draining`. Turns that were granted go on.

	State state() const;

private:
	struct Waiter;
	using Queue = std::list<Waiter*>;

	Outcome waitIn(Queue& queue, std::size_t ofUser, Waiter& waiter, std::unique_lock<std::mutex>& lock, Api::Deadline deadline);
	bool hasRoom(Api::Deadline deadline) noexcept;
	Queue* longestTurnQueue(std::size_t longerThan) noexcept;
	void displaceLast(Queue& queue) noexcept;
	void giveBack(Api::UserTurn& turn) noexcept;

	const Options _options;
	const std::size_t _places;
	Api::Clock& _clock;
	mutable std::mutex _mutex;
	std::size_t _freePlaces;
	Queue _placeQueue;
	std::map<std::string, Queue, std::less<>> _users;  // users in flight, and who waits for their turn
	std::size_t _waiting = 0;
	std::int64_t _meanHold = 0;  // µs that a place is held for, of late
	std::uint64_t _refused = 0;
	bool _draining = false;
	const std::unique_ptr<HashWorkers> _workers;
};


extern const Api::SettingSpec HASH_SETTINGS[3];
	/// The keys `hash.*` of a host's .properties file.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HashSlotPool_INCLUDED
