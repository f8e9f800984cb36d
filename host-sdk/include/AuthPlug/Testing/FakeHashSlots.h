//
// FakeHashSlots.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeHashSlots
//
// Hash slots that never wait unless told.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeHashSlots_INCLUDED
#define AuthPlug_Testing_FakeHashSlots_INCLUDED


#include "AuthPlug/Api/HashSlots.h"
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>


namespace AuthPlug {
namespace Testing {


class FakeHashSlots final: public Api::HashSlots
	/// Grants every turn and place at once, with the outcomes that a test sets,
	/// and counts what is still held; computes in the caller's thread. It keeps
	/// no order between users: for one request at a time. Thread-safe.
{
public:
	std::atomic<Outcome> turnOutcome{Outcome::granted};
	std::atomic<Outcome> placeOutcome{Outcome::granted};
	std::atomic<bool> waits{false};   /// whether places are waited for
	std::atomic<int> turns{0};        /// held at the moment
	std::atomic<int> places{0};       /// held at the moment

	std::function<void()> whileWaiting;
		/// Called in acquire() if places are waited for: what happens meanwhile.

	Outcome beginTurn(std::string_view, Api::Deadline, Api::UserTurn*& turn) noexcept override
	{
		const Outcome outcome = turnOutcome;
		if (outcome != Outcome::granted) return outcome;
		++turns;
		turn = reinterpret_cast<Api::UserTurn*>(new Turn);
		return outcome;
	}

	Outcome acquire(Api::UserTurn& turn, Api::Deadline, bool& waited) noexcept override
	{
		if (waits && whileWaiting) whileWaiting();
		const Outcome outcome = placeOutcome;
		if (outcome != Outcome::granted) return outcome;
		Turn& own = reinterpret_cast<Turn&>(turn);
		if (!own.hasPlace) ++places;
		own.hasPlace = true;
		waited = waits;
		return outcome;
	}

	void compute(Api::UserTurn& turn, Api::HashTask& task) noexcept override
		/// Ends the process if the turn holds no place.
	{
		if (!reinterpret_cast<Turn&>(turn).hasPlace) std::terminate();
		task.run(Api::HashSlot());
	}

	void release(Api::UserTurn& turn) noexcept override
	{
		Turn& own = reinterpret_cast<Turn&>(turn);
		if (own.hasPlace) --places;
		own.hasPlace = false;
	}

	void endTurn(Api::UserTurn* turn) noexcept override
	{
		release(*turn);
		--turns;
		delete reinterpret_cast<Turn*>(turn);
	}

private:
	struct Turn
	{
		bool hasPlace = false;
	};
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeHashSlots_INCLUDED
