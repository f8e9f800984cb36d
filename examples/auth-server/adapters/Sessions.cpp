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
#include "adapters/CheckToken.h"
#include "model/Hex.h"
#include <exception>


namespace AuthServer {


using AuthPlug::Api::TokenCheck;


Sessions::Sessions(Authenticator& authenticator, SessionStore& sessions): _authenticator(authenticator), _sessions(sessions)
{
}


TokenCheck Sessions::authenticate(AuthPlug::Api::SecretView bearer, AuthPlug::Api::Deadline deadline, AuthPlug::Api::Principal& principal) noexcept
{
	return checkToken(_authenticator, TokenKind::access, bearer, deadline, principal);
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
