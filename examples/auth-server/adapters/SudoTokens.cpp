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
#include "adapters/CheckToken.h"
#include <exception>


namespace AuthServer {


using AuthPlug::Api::StepUp;
using AuthPlug::Api::TokenCheck;


SudoTokens::SudoTokens(Authenticator& authenticator, AccountStore& accounts): _authenticator(authenticator), _accounts(accounts)
{
}


TokenCheck SudoTokens::verify(AuthPlug::Api::SecretView bearer, AuthPlug::Api::Deadline deadline, AuthPlug::Api::Principal& principal) noexcept
{
	return checkToken(_authenticator, TokenKind::sudo, bearer, deadline, principal);
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
