//
// ChargedCheck.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChargedCheck
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/ChargedCheck.h"


namespace AuthPlug {
namespace Password {


namespace {


Checked::Verdict verdictOf(Api::HashVerdict verdict)
{
	switch (verdict)
	{
	case Api::HashVerdict::match:
		return Checked::Verdict::match;
	case Api::HashVerdict::mismatch:
		return Checked::Verdict::mismatch;
	case Api::HashVerdict::unusable:
		return Checked::Verdict::unusable;
	default:
		return Checked::Verdict::failed;
	}
}


} // namespace


ChargedCheck::ChargedCheck(AttemptBudget& budget, Api::PasswordHasher& hasher) noexcept:
	_budget(budget),
	_hasher(hasher)
{
}


Checked ChargedCheck::check(std::string_view userId, std::string_view stored, Api::SecretView password,
	Api::TurnGuard& turn, Api::Deadline deadline, Api::HashTask* afterMatch) const
{
	const Charge charge = _budget.charge(userId, deadline);
	switch (charge.verdict)
	{
	case Charge::Verdict::granted:
		return Checked{verify(stored, password, turn, afterMatch), charge.ordinal, 0};
	case Charge::Verdict::locked:
		return Checked{Checked::Verdict::locked, 0, charge.retryAfterSeconds};
	default:
		return Checked();
	}
}


Checked::Verdict ChargedCheck::verify(std::string_view stored, Api::SecretView password, Api::TurnGuard& turn, Api::HashTask* afterMatch) const
{
	Api::HashVerdict verdict = Api::HashVerdict::failed;
	turn.compute([&](const Api::HashSlot& slot)
	{
		verdict = _hasher.verify(stored, password, slot);
		if (verdict == Api::HashVerdict::match && afterMatch) afterMatch->run(slot);
	});
	return verdictOf(verdict);
}


} } // namespace AuthPlug::Password
