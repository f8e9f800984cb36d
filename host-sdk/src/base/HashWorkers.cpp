//
// HashWorkers.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  HashWorkers
//
// SPDX-License-Identifier: BSL-1.0
//


#include "HashWorkers.h"
#include "SignalsBlocked.h"
#include <algorithm>
#include <cstdint>
#include <pthread.h>
#include <semaphore.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>


namespace AuthPlug {
namespace Host {


namespace {


constexpr int NICER = 5;
	/// Weighs a third of the other threads: yields, but can't be starved by them.


constexpr std::uint64_t SLICE_NANOS = 100000000;
	/// The longest that Linux takes. Whoever has a shorter slice, as all others
	/// have, needs not wait for the end of this one (since Linux 6.12; before,
	/// the value is ignored).


struct SchedulingAttributes
	/// As sched_setattr(2) has it; Debian 12's C library does not.
{
	std::uint32_t size = sizeof(SchedulingAttributes);
	std::uint32_t policy = 0;  // SCHED_OTHER
	std::uint64_t flags = 0;
	std::int32_t nice = 0;
	std::uint32_t priority = 0;
	std::uint64_t runtime = 0;
	std::uint64_t deadline = 0;
	std::uint64_t period = 0;
};


void yieldToOthers() noexcept
	// Advice only: a kernel or a filter that refuses it makes others wait
	// longer for a processor.
{
	SchedulingAttributes attributes;
	attributes.nice = std::min(::getpriority(PRIO_PROCESS, 0) + NICER, 19);
	attributes.runtime = SLICE_NANOS;
	::syscall(SYS_sched_setattr, 0, &attributes, 0);
}


} // namespace


class HashWorkers::Job
	/// A task, on the stack of the thread that waits for its end. POSIX lets a
	/// semaphore be destroyed as soon as sem_wait() has returned; what signals a
	/// condition variable would have to hold a mutex until then, and the thread
	/// that it wakes, which comes first on this processor, would run into it.
{
public:
	explicit Job(Api::HashTask& task) noexcept: _task(task)
	{
		::sem_init(&_ended, 0, 0);
	}

	Job(const Job&) = delete;
	Job& operator = (const Job&) = delete;

	~Job()
	{
		::sem_destroy(&_ended);
	}

	void run(const Api::HashSlot& slot) noexcept
	{
		_task.run(slot);
	}

	void end() noexcept
		/// The job is gone afterwards.
	{
		::sem_post(&_ended);
	}

	void wait() noexcept
	{
		while (::sem_wait(&_ended) != 0)
		{
		}
	}

	Job* next = nullptr;

private:
	Api::HashTask& _task;
	::sem_t _ended;
};


void HashWorkers::Batch::add(Job& job, Api::MonotonicTime begun, Api::MonotonicTime ended) noexcept
{
	_lastEnded = ended;
	_lastTook = ended - begun;
	if (!_first) _heldSince = ended;
	(_first ? _last->next : _first) = &job;
	_last = &job;
}


bool HashWorkers::Batch::hasTime() const noexcept
{
	return _lastEnded - _heldSince + _lastTook <= HOLD_MICROS;
}


void HashWorkers::Batch::end() noexcept
{
	while (_first)
	{
		Job& job = *_first;
		_first = job.next;
		job.end();
	}
}


HashWorkers::HashWorkers(std::size_t count, std::size_t arenaBytes, Api::Clock& clock):
	_arenaBytes(arenaBytes),
	_clock(clock)
{
	for (std::size_t i = 0; i < count; ++i) _arenas.emplace_back(arenaBytes);
	try
	{
		const SignalsBlocked blocked;
		for (const HashArena& arena: _arenas) _threads.emplace_back([this, &arena] { work(arena); });
	}
	catch (...)
	{
		stop();
		throw;
	}
}


HashWorkers::~HashWorkers()
{
	stop();
}


void HashWorkers::run(Api::HashTask& task) noexcept
{
	Job job(task);
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		(_first ? _last->next : _first) = &job;
		_last = &job;
		++_waiting;
	}
	_called.notify_one();
	job.wait();
}


std::size_t HashWorkers::waiting() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return _waiting;
}


void HashWorkers::stop()
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_stopping = true;
	}
	_called.notify_all();
	for (std::thread& thread: _threads) thread.join();
}


void HashWorkers::work(const HashArena& arena)
{
	::pthread_setname_np(::pthread_self(), "password-hash");
	yieldToOthers();
	const Api::HashSlot slot{arena.start(), _arenaBytes};
	std::unique_lock<std::mutex> lock(_mutex);
	for (;;)
	{
		_called.wait(lock, [this] { return _first || _stopping; });
		if (!_first) return;
		Job& job = takeFirst();
		lock.unlock();
		const Api::MonotonicTime begun = _clock.monotonic();
		job.run(slot);
		const Api::MonotonicTime ended = _clock.monotonic();
		lock.lock();
		_batch.add(job, begun, ended);
		if (_waiting >= _arenas.size() && _batch.hasTime()) continue;
		Batch batch = std::exchange(_batch, Batch());
		lock.unlock();
		batch.end();
		lock.lock();
	}
}


HashWorkers::Job& HashWorkers::takeFirst() noexcept
	// With the mutex held, and a job waiting.
{
	Job& job = *_first;
	_first = job.next;
	job.next = nullptr;
	--_waiting;
	return job;
}


} } // namespace AuthPlug::Host
