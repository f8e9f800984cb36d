//
// HashWorkers.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  HashWorkers
//
// The threads that compute password hashes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HashWorkers_INCLUDED
#define AuthPlug_Host_HashWorkers_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/HashSlots.h"
#include "HashArena.h"
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <thread>
#include <vector>


namespace AuthPlug {
namespace Host {


class HashWorkers
	/// Threads of their own for password hashes, each with its memory. They yield
	/// to the threads that serve requests: a hash has a processor for
	/// milliseconds, all else needs one for microseconds. First come, first
	/// served. While as many tasks wait as there are threads, a thread that has
	/// ended one goes on to the next, and the callers of all threads go on
	/// together: what they do then finds the caches that a hash has emptied filled
	/// by the first of them, and interrupts the hashes seldom. Nobody is kept for
	/// longer than HOLD_MICROS by that, unless a task takes longer than the one
	/// before did. Thread-safe.
{
public:
	static constexpr std::int64_t HOLD_MICROS = 80000;

	HashWorkers(std::size_t count, std::size_t arenaBytes, Api::Clock& clock);
		/// Throws Poco::OutOfMemoryException if there is no memory for the arenas,
		/// std::system_error if there can't be so many threads.

	HashWorkers(const HashWorkers&) = delete;
	HashWorkers& operator = (const HashWorkers&) = delete;

	~HashWorkers();
		/// Nobody may be in run() any more.

	void run(Api::HashTask& task) noexcept;
		/// Has the task run by the next free thread, and waits for its end.

	std::size_t waiting() const;
		/// Returns how many tasks no thread has taken yet.

private:
	class Job;

	class Batch
		/// Jobs that have run, of which nobody has been told yet.
	{
	public:
		void add(Job& job, Api::MonotonicTime begun, Api::MonotonicTime ended) noexcept;

		bool hasTime() const noexcept;
			/// Returns true if one more job like the last one does not keep the
			/// first one for too long.

		void end() noexcept;
			/// Lets the callers go on. All jobs are gone afterwards.

	private:
		Job* _first = nullptr;
		Job* _last = nullptr;
		Api::MonotonicTime _heldSince{0};
		Api::MonotonicTime _lastEnded{0};
		std::int64_t _lastTook = 0;
	};

	void stop();
	void work(const HashArena& arena);
	Job& takeFirst() noexcept;

	const std::size_t _arenaBytes;
	Api::Clock& _clock;
	mutable std::mutex _mutex;
	std::condition_variable _called;
	Job* _first = nullptr;  // a list without allocation: to wait can't fail
	Job* _last = nullptr;
	std::size_t _waiting = 0;  // jobs in the list
	Batch _batch;              // of all threads
	bool _stopping = false;
	std::list<HashArena> _arenas;
	std::vector<std::thread> _threads;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HashWorkers_INCLUDED
