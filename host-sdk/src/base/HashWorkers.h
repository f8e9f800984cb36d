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


#include "AuthPlug/Api/HashSlots.h"
#include "HashArena.h"
#include <condition_variable>
#include <cstddef>
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
	/// served. Thread-safe.
{
public:
	HashWorkers(std::size_t count, std::size_t arenaBytes);
		/// Throws Poco::OutOfMemoryException if there is no memory for the arenas,
		/// std::system_error if there can't be so many threads.

	HashWorkers(const HashWorkers&) = delete;
	HashWorkers& operator = (const HashWorkers&) = delete;

	~HashWorkers();
		/// Nobody may be in run() any more.

	void run(Api::HashTask& task) noexcept;
		/// Has the task run by the next free thread, and waits for its end.

private:
	class Job;

	void stop();
	void work(const HashArena& arena);
	Job& takeFirst() noexcept;

	const std::size_t _arenaBytes;
	std::mutex _mutex;
	std::condition_variable _called;
	Job* _first = nullptr;  // a list without allocation: to wait can't fail
	Job* _last = nullptr;
	bool _stopping = false;
	std::list<HashArena> _arenas;
	std::vector<std::thread> _threads;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HashWorkers_INCLUDED
