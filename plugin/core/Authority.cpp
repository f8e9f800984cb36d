//
// Authority.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Authority
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/Authority.h"


namespace AuthPlug {
namespace Password {


namespace {


std::optional<Refusal> refuse(Outcome outcome)
{
	return Refusal{outcome, 0, 0};
}


std::optional<Refusal> refusalFor(Api::TokenCheck check)
{
	if (check == Api::TokenCheck::valid) return std::nullopt;
	return refuse(check == Api::TokenCheck::unavailable ? Outcome::busy : Outcome::invalidToken);
}


std::optional<Refusal> refusalFor(Api::StepUp stepUp)
{
	if (stepUp == Api::StepUp::notNeeded) return std::nullopt;
	return refuse(stepUp == Api::StepUp::needed ? Outcome::sudoTokenRequired : Outcome::busy);
}


} // namespace


Authority::Authority(Api::SessionService& sessions, Api::SudoTokenService& sudoTokens):
	_sessions(sessions),
	_sudoTokens(sudoTokens)
{
}


std::optional<Refusal> Authority::authenticate(Api::SecretView bearer, Api::Deadline deadline, Caller& caller) const
{
	Api::TokenCheck check = _sudoTokens.verify(bearer, deadline, caller.principal);
	caller.bySudoToken = check == Api::TokenCheck::valid;
	if (check == Api::TokenCheck::otherKind) check = _sessions.authenticate(bearer, deadline, caller.principal);
	if (auto refusal = refusalFor(check)) return refusal;

	// A principal without these can't be told from another: a fault of the host's.
	if (caller.principal.userId.empty() || caller.principal.tokenId.empty()) return refuse(Outcome::failed);

	if (!caller.bySudoToken)
	{
		if (auto refusal = refusalFor(_sudoTokens.stepUp(caller.principal.userId.view(), deadline))) return refusal;
	}
	return std::nullopt;
}


std::optional<Refusal> Authority::stillGood(const Caller& caller, Api::SecretView bearer, Api::Deadline deadline) const
{
	Caller now;
	if (auto refusal = authenticate(bearer, deadline, now)) return refusal;
	const bool same = now.principal.userId.view() == caller.principal.userId.view()
		&& now.bySudoToken == caller.bySudoToken
		&& now.principal.tokenId.view() == caller.principal.tokenId.view();
	return same ? std::nullopt : refuse(Outcome::invalidToken);
}


} } // namespace AuthPlug::Password
