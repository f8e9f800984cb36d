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
	/// A slot and the memory that goes with it.
{
	void* arena = nullptr;
		/// Memory for the hash, owned by the host, aligned to a page; nullptr if
		/// the host keeps none. Its content is undefined.

	std::size_t arenaBytes = 0;

	bool waited = false;
		/// True if the slot was not free at once: what was read from the
		/// database before may be stale.
};


class HashSlots
	/// Bounds the memory-hard hashes of the whole process: as many at a time as
	/// there are cores, at most one in flight for each user. Owned by the host
	/// and shared by all plugins and the host's own login, so that a reload
	/// neither doubles the memory nor splits the queue. Required. Thread-safe.
	///
	/// Order of use: beginTurn, acquire, release, endTurn. See TurnGuard,
	/// which can't leak.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.HashSlots";

	enum class Outcome
	{
		granted = 0,
		full = 1,      /// the queue is at its bound
		timedOut = 2,  /// not free before the deadline
		draining = 3   /// the process is about to stop
	};

	virtual Outcome beginTurn(std::string_view userId, Deadline deadline, UserTurn*& turn) noexcept = 0;
		/// Waits until no other request of this user is in flight; first come,
		/// first served. On `granted`, turn must be given back with endTurn().

	virtual Outcome acquire(UserTurn& turn, Deadline deadline, HashSlot& slot) noexcept = 0;
		/// Waits for a slot; first come, first served. A turn holds at most one.

	virtual void release(UserTurn& turn) noexcept = 0;
		/// Gives the slot of this turn back; does nothing if it holds none.

	virtual void endTurn(UserTurn* turn) noexcept = 0;
		/// Ends the turn, giving back a slot that it still holds.

protected:
	~HashSlots() = default;
};


class TurnGuard
	/// Holds a user's turn, and its slot if one was acquired, for a scope.
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

	HashSlots::Outcome acquire(Deadline deadline, HashSlot& slot) noexcept
		/// Waits for a slot. Only after begin() has granted the turn.
	{
		return _slots.acquire(*_turn, deadline, slot);
	}

	void release() noexcept
		/// Gives the slot back before the turn ends.
	{
		_slots.release(*_turn);
	}

private:
	HashSlots& _slots;
	UserTurn* _turn = nullptr;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_HashSlots_INCLUDED
