//
// FakeParticipant.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeParticipant
//
// A host's part in the change, with a verdict of the test's.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeParticipant_INCLUDED
#define AuthPlug_Testing_FakeParticipant_INCLUDED


#include "AuthPlug/Api/ChangeParticipant.h"
#include <atomic>
#include <functional>


namespace AuthPlug {
namespace Testing {


class FakeParticipant final: public Api::ChangeParticipant
	/// Writes nothing of its own, unless the test gives it something to do.
	/// Thread-safe.
{
public:
	std::atomic<Api::ChangeVerdict> verdict{Api::ChangeVerdict::ok};
	std::atomic<int> calls{0};

	std::function<Api::ChangeVerdict(Api::Transaction& transaction, const Api::Change& change)> action;
		/// Decides instead of `verdict`, if set before use.

	Api::ChangeVerdict onChange(Api::Transaction& transaction, const Api::Change& change) noexcept override
	{
		++calls;
		return action ? action(transaction, change) : verdict.load();
	}
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeParticipant_INCLUDED
