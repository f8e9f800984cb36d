//
// PresenceOperations.h
//
// Example: auth-server
// Package: api
//
// Proof of presence by a second factor.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_PresenceOperations_INCLUDED
#define AuthServer_PresenceOperations_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Log.h"
#include "api/Authenticator.h"
#include "api/Operation.h"
#include "api/Problem.h"
#include "AuthPlug/Password/GuessLimit.h"
#include "model/TokenIssuer.h"
#include "store/FactorStore.h"


namespace AuthServer {


class PresenceOperations
	/// The `authenticate` operations. From an access token they give a sudo
	/// token, from a partial one they complete the sign-in. Thread-safe.
{
public:
	PresenceOperations(Authenticator& authenticator, FactorStore& factors, SessionStore& sessions,
		AuthPlug::Api::DatabaseService& database, AuthPlug::Password::GuessLimit& totpLimit,
		AuthPlug::Password::GuessLimit& codeLimit, const TokenIssuer& issuer, AuthPlug::Api::Clock& clock, AuthPlug::Api::Log& log);

	Reply byTotp(const Call& call);
	Reply byRecoveryCode(const Call& call);

	Reply nextTotpGuess(const Call& call);
		/// Returns {"duration": seconds until a code may be tried}.

private:
	Factors factorsOf(const Call& call, const Caller& caller);
	Reply present(const Call& call, const Caller& caller, const char* method);
	void require(const Call& call, const Caller& caller, Stored stored, Problem problem);
	void report(const Call& call, const Caller& caller, const char* method, const char* outcome);

	Authenticator& _authenticator;
	FactorStore& _factors;
	SessionStore& _sessions;
	AuthPlug::Api::DatabaseService& _database;
	AuthPlug::Password::GuessLimit& _totpLimit;
	AuthPlug::Password::GuessLimit& _codeLimit;
	const TokenIssuer& _issuer;
	AuthPlug::Api::Clock& _clock;
	AuthPlug::Api::Log& _log;
};


} // namespace AuthServer


#endif // AuthServer_PresenceOperations_INCLUDED
