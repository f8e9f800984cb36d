//
// SudoTokens.cpp
//
// Example: auth-server
// Package: adapters
//
// SPDX-License-Identifier: BSL-1.0
//


#include "adapters/SudoTokens.h"
#include "adapters/AccountId.h"
#include "adapters/PrincipalOf.h"
#include <exception>


namespace AuthServer {


using AuthPlug::Api::StepUp;
using AuthPlug::Api::TokenCheck;


SudoTokens::SudoTokens(Authenticator& authenticator, AccountStore& accounts): _authenticator(authenticator), _accounts(accounts)
{
}


TokenCheck SudoTokens::verify(AuthPlug::Api::SecretView bearer, AuthPlug::Api::Deadline deadline, AuthPlug::Api::Principal& principal) noexcept
{
	try
	{
		Caller caller;
		switch (_authenticator.check(bearer, deadline, caller))
		{
		case Authenticator::Check::unavailable:
			return TokenCheck::unavailable;
		case Authenticator::Check::invalid:
			return TokenCheck::invalid;
		case Authenticator::Check::valid:
			break;
		}
		if (caller.token.kind != TokenKind::sudo) return TokenCheck::otherKind;
		return fillPrincipal(caller, principal) ? TokenCheck::valid : TokenCheck::invalid;
	}
	catch (const std::exception&)
	{
		return TokenCheck::unavailable;  // out of memory: nothing was found out
	}
}


StepUp SudoTokens::stepUp(std::string_view userId, AuthPlug::Api::Deadline deadline) noexcept
{
	try
	{
		const auto accountId = accountIdOf(userId);
		std::optional<Account> account;
		if (!accountId || !_accounts.findById(*accountId, deadline, account) || !account) return StepUp::unavailable;
		return account->has2fa ? StepUp::needed : StepUp::notNeeded;
	}
	catch (const std::exception&)
	{
		return StepUp::unavailable;
	}
}


} // namespace AuthServer
