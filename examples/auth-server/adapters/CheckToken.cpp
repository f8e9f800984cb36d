//
// CheckToken.cpp
//
// Example: auth-server
// Package: adapters
//
// SPDX-License-Identifier: BSL-1.0
//


#include "adapters/CheckToken.h"
#include "model/Hex.h"
#include <exception>


namespace AuthServer {


using AuthPlug::Api::TokenCheck;


namespace {


bool fillPrincipal(const Caller& caller, AuthPlug::Api::Principal& principal)
{
	const Account& account = caller.session.account;
	AuthPlug::Api::Principal filled;
	if (!filled.userId.assign(account.userId())
		|| !filled.sessionId.assign(toHex(caller.session.id))
		|| !filled.tokenId.assign(toHex(caller.token.tokenId))
		|| !filled.loginName.assign(account.login)
		|| !filled.email.assign(account.email)) return false;
	filled.expires.micros = caller.token.expires*1000000;
	principal = filled;
	return true;
}


} // namespace


TokenCheck checkToken(Authenticator& authenticator, TokenKind kind, AuthPlug::Api::SecretView bearer,
	AuthPlug::Api::Deadline deadline, AuthPlug::Api::Principal& principal) noexcept
{
	try
	{
		Caller caller;
		switch (authenticator.check(bearer, deadline, caller))
		{
		case Authenticator::Check::unavailable:
			return TokenCheck::unavailable;
		case Authenticator::Check::invalid:
			return TokenCheck::invalid;
		case Authenticator::Check::valid:
			break;
		}
		if (caller.token.kind != kind) return TokenCheck::otherKind;
		return fillPrincipal(caller, principal) ? TokenCheck::valid : TokenCheck::invalid;
	}
	catch (const std::exception&)
	{
		return TokenCheck::unavailable;  // out of memory: nothing was found out
	}
}


} // namespace AuthServer
