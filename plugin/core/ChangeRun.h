//
// ChangeRun.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangeRun
//
// One run of the use case.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ChangeRun_INCLUDED
#define AuthPlug_Password_ChangeRun_INCLUDED


#include "core/ChangePassword.h"
#include "core/ChargedCheck.h"
#include <cstddef>
#include <optional>


namespace AuthPlug {
namespace Password {


class ChangeRun
	/// The steps of one password change and what they hand on to each other. A
	/// step returns nothing if the run goes on, else how it ends. For one
	/// thread, for one call of execute().
{
public:
	ChangeRun(const ChangePassword::Services& services, const ChangePassword::Options& options, LockHints& lockHints, const ChangeOrder& order);

	ChangeRun(const ChangeRun&) = delete;
	ChangeRun& operator = (const ChangeRun&) = delete;

	ChangeResult execute();

private:
	using Ending = std::optional<Refusal>;

	class NewHash;

	Refusal run();
	Ending takeTurn();
	Ending checkKnownLock();
	Ending readRecord();
	Ending checkLock();
	void identifyToken();
	Ending takePlace();
	Ending replay();
	Ending proveOldPassword(bool hashNewOne);
	Ending prove(Api::SecretView password, Api::HashTask* afterMatch = nullptr);
	Ending checkAccountRules() const;
	Refusal commit(bool mayTryAgain);
	Refusal resolveUnknown(const ChangeId& changeId);
	Refusal afterLostRace(bool mayTryAgain);
	Refusal finish(const ChangeId& changeId);
	Refusal settled(const Refusal& refusal);

	bool isOwnChange() const;
	void noteMismatch() const;
	void note(Api::LogLevel level, std::string_view event) const;

	std::string_view userId() const
	{
		return _order.caller.principal.userId.view();
	}

	const ChangePassword::Services& _services;
	const ChangePassword::Options& _options;
	LockHints& _lockHints;
	const ChangeOrder& _order;
	const Api::Deadline _deadline;
	const ChargedCheck _check;
	Api::TurnGuard _turn;
	PasswordRecord _record;
	std::optional<TokenFingerprint> _token;
	char _newHash[512];
	std::size_t _newHashSize = 0;
	std::uint64_t _ordinal = 0;
	bool _stale = false;  // _record was read before a wait
	bool _conflict = false;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangeRun_INCLUDED
