//
// Sessions.cpp
//
// Example: auth-server
// Package: adapters
//
// SPDX-License-Identifier: BSL-1.0
//


#include "adapters/Sessions.h"
#include "adapters/AccountId.h"
#include "adapters/PrincipalOf.h"
#include "model/Hex.h"
#include <exception>


namespace AuthServer {


using AuthPlug::Api::TokenCheck;


Sessions::Sessions(Authenticator& authenticator, SessionStore& sessions): _authenticator(authenticator), _sessions(sessions)
{
}


TokenCheck Sessions::authenticate(AuthPlug::Api::SecretView bearer, AuthPlug::Api::Deadline deadline, AuthPlug::Api::Principal& principal) noexcept
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
		if (caller.token.kind != TokenKind::access) return TokenCheck::otherKind;
		return fillPrincipal(caller, principal) ? TokenCheck::valid : TokenCheck::invalid;
	}
	catch (const std::exception&)
	{
		return TokenCheck::unavailable;  // out of memory: nothing was found out
	}
}


bool Sessions::endOthers(std::string_view userId, std::string_view keepSessionId, AuthPlug::Api::Deadline deadline) noexcept
{
	try
	{
		const auto accountId = accountIdOf(userId);
		const auto keepId = fromHex(keepSessionId);
		return accountId && keepId && _sessions.endOutdated(*accountId, *keepId, deadline);
	}
	catch (const std::exception&)
	{
		return false;  // the outbox repeats it
	}
}


} // namespace AuthServer
