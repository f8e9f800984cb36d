//
// TotpOperations.h
//
// Example: auth-server
// Package: api
//
// Setting TOTP up and switching it off.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_TotpOperations_INCLUDED
#define AuthServer_TotpOperations_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Random.h"
#include "api/Authenticator.h"
#include "api/Operation.h"
#include "AuthPlug/Password/GuessLimit.h"
#include "store/FactorStore.h"
#include <string>


namespace AuthServer {


class TotpOperations
	/// GET /user/2fa and what changes it. Thread-safe.
{
public:
	TotpOperations(Authenticator& authenticator, FactorStore& factors, AuthPlug::Password::GuessLimit& limit,
		const std::string& issuer, AuthPlug::Api::Clock& clock, AuthPlug::Api::Random& random, AuthPlug::Api::Log& log);
		/// issuer is what authenticator apps show as the name of the service.

	Reply methods(const Call& call);
	Reply setup(const Call& call);
	Reply enable(const Call& call);
	Reply deactivate(const Call& call);

private:
	void report(const Call& call, const Caller& caller, const char* outcome);

	Authenticator& _authenticator;
	FactorStore& _factors;
	AuthPlug::Password::GuessLimit& _limit;
	const std::string _issuer;
	AuthPlug::Api::Clock& _clock;
	AuthPlug::Api::Random& _random;
	AuthPlug::Api::Log& _log;
};


} // namespace AuthServer


#endif // AuthServer_TotpOperations_INCLUDED
