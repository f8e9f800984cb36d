//
// FaultParticipant.h
//
// Tests: fault
//
// A host's part of the change that may refuse it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FaultParticipant_INCLUDED
#define AuthPlug_Tests_FaultParticipant_INCLUDED


#include "AuthPlug/Api/ChangeParticipant.h"
#include <atomic>


namespace AuthPlug {
namespace Tests {


class FaultParticipant final: public Api::ChangeParticipant
	/// Passes each change on to another participant; may be told to refuse what
	/// that one has accepted and written. Thread-safe.
{
public:
	explicit FaultParticipant(Api::ChangeParticipant& participant): _participant(participant)
	{
	}

	Api::ChangeVerdict onChange(Api::Transaction& transaction, const Api::Change& change) noexcept override
	{
		const Api::ChangeVerdict verdict = _participant.onChange(transaction, change);
		return verdict == Api::ChangeVerdict::ok && _refusesNext.exchange(false) ? Api::ChangeVerdict::tokenGone : verdict;
	}

	void refuseNext()
		/// The next change is made by a token that is gone meanwhile.
	{
		_refusesNext = true;
	}

private:
	Api::ChangeParticipant& _participant;
	std::atomic<bool> _refusesNext{false};
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FaultParticipant_INCLUDED
