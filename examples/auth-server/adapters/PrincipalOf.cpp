//
// PrincipalOf.cpp
//
// Example: auth-server
// Package: adapters
//
// SPDX-License-Identifier: BSL-1.0
//


#include "adapters/PrincipalOf.h"
#include "model/Hex.h"


namespace AuthServer {


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


} // namespace AuthServer
