//
// SessionOperations.h
//
// Example: auth-server
// Package: api
//
// The operations of the `auth` section after login.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_SessionOperations_INCLUDED
#define AuthServer_SessionOperations_INCLUDED


#include "AuthPlug/Api/Log.h"
#include "model/TokenIssuer.h"
#include "api/Authenticator.h"
#include "api/Operation.h"


namespace AuthServer {


class SessionOperations
	/// Refresh and access tokens, and the end of a session. Thread-safe.
{
public:
	SessionOperations(Authenticator& authenticator, SessionStore& sessions, const TokenIssuer& issuer, AuthPlug::Api::Log& log);

	Reply refreshToken(const Call& call);
		/// Replaces the refresh token. The old one is good for a short grace, in
		/// which it gets the same new one again.

	Reply accessToken(const Call& call);
	Reply logout(const Call& call);

	Reply whoHasRefreshToken(const Call& call);
	Reply whoHasAccessToken(const Call& call);
		/// Return {"userId": number}.

private:
	Authenticator& _authenticator;
	SessionStore& _sessions;
	const TokenIssuer& _issuer;
	AuthPlug::Api::Log& _log;
};


} // namespace AuthServer


#endif // AuthServer_SessionOperations_INCLUDED
