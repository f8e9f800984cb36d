//
// HashSlots.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  HashSlots
//
// The right to compute a password hash, given out one per core.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_HashSlots_INCLUDED
#define AuthPlug_Api_HashSlots_INCLUDED


#include "AuthPlug/Api/Time.h"
#include <cstddef>
#include <string_view>


namespace AuthPlug {
namespace Api {


class UserTurn;
	/// One user's turn: opaque, made and freed by the host.


struct HashSlot
	/// The memory that goes with a slot.
{
	void* arena = nullptr;
		/// Memory for the hash, owned by the host, aligned to a page; nullptr if
		/// the host keeps none. Its content is undefined.

	std::size_t arenaBytes = 0;
};


class HashTask
	/// What is to be done in a slot.
{
public:
	virtual void run(const HashSlot& slot) noexcept = 0;
		/// Computes one hash or more, and nothing that waits. Runs in a thread
		/// of the host's, while the thread that asked for it waits; the slot is
		/// its own until it returns.

protected:
	~HashTask() = default;
};


class HashSlots
	/// Bounds the memory-hard hashes of the whole process: as many at a time as
	/// there are cores, at most one in flight for each user. Owned by the host
	/// and shared by all plugins and the host's own login, so that a reload
	/// neither doubles the memory nor splits the queue. Required. Thread-safe.
	///
	/// A request waits for a place, with a deadline, before an attempt is
	/// charged; there are a few places for each slot, so that a slot has work
	/// while the requests in other places talk to the database. After the
	/// charge, compute() waits for a slot without a deadline: at most as long
	/// as the few others that hold places need theirs, and a moment more if the
	/// host lets several requests go on together.
	///
	/// Order of use: beginTurn, acquire, compute once or more, release, endTurn.
	/// See TurnGuard, which can't leak.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.HashSlots";

	enum class Outcome
	{
		granted = 0,
		full = 1,      /// no place, and no room or no time to wait for one
		timedOut = 2,  /// not free before the deadline
		draining = 3   /// the process is about to stop
	};

	virtual Outcome beginTurn(std::string_view userId, Deadline deadline, UserTurn*& turn) noexcept = 0;
		/// Waits until no other request of this user is in flight; first come,
		/// first served. May be `full` already here, at once or while it waits:
		/// nothing was done for the request yet. On `granted`, turn must be given
		/// back with endTurn().

	virtual Outcome acquire(UserTurn& turn, Deadline deadline, bool& waited) noexcept = 0;
		/// Waits for a place; first come, first served. A turn holds at most
		/// one. On `granted`, waited tells whether none was free at once: what
		/// was read from the database before may be stale.

	virtual void compute(UserTurn& turn, HashTask& task) noexcept = 0;
		/// Has the task run in the next free slot, first come, first served, and
		/// waits for its end. Only while the turn holds a place. Never refuses,
		/// not even while the process stops: what was charged is checked.

	virtual void release(UserTurn& turn) noexcept = 0;
		/// Gives the place of this turn back; does nothing if it holds none.

	virtual void endTurn(UserTurn* turn) noexcept = 0;
		/// Ends the turn, giving back a place that it still holds.

protected:
	~HashSlots() = default;
};


class TurnGuard
	/// Holds a user's turn, and its place if one was acquired, for a scope.
{
public:
	explicit TurnGuard(HashSlots& slots) noexcept: _slots(slots)
	{
	}

	TurnGuard(const TurnGuard&) = delete;
	TurnGuard& operator = (const TurnGuard&) = delete;

	~TurnGuard()
	{
		if (_turn) _slots.endTurn(_turn);
	}

	HashSlots::Outcome begin(std::string_view userId, Deadline deadline) noexcept
		/// Waits for the user's turn. To be called once.
	{
		return _slots.beginTurn(userId, deadline, _turn);
	}

	HashSlots::Outcome acquire(Deadline deadline, bool& waited) noexcept
		/// Waits for a place. Only after begin() has granted the turn.
	{
		return _slots.acquire(*_turn, deadline, waited);
	}

	template <typename Work>
	void compute(const Work& work) noexcept
		/// Calls work(const HashSlot&), which must not throw, in a slot and
		/// waits for its end. Only after acquire() has granted a place.
	{
		Task<Work> task(work);
		_slots.compute(*_turn, task);
	}

	void release() noexcept
		/// Gives the place back before the turn ends.
	{
		_slots.release(*_turn);
	}

private:
	template <typename Work>
	class Task final: public HashTask
	{
	public:
		explicit Task(const Work& work) noexcept: _work(work)
		{
		}

		void run(const HashSlot& slot) noexcept override
		{
			_work(slot);
		}

	private:
		const Work& _work;
	};

	HashSlots& _slots;
	UserTurn* _turn = nullptr;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_HashSlots_INCLUDED
