//
// LoginOperation.h
//
// Example: auth-server
// Package: api
//
// POST /auth/login.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_LoginOperation_INCLUDED
#define AuthServer_LoginOperation_INCLUDED


#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Password/GuessLimit.h"
#include "AuthPlug/Password/PasswordCheck.h"
#include "model/TokenIssuer.h"
#include "api/Operation.h"
#include "store/AccountStore.h"
#include "store/SessionStore.h"
#include <string>


namespace AuthServer {


class LoginOperation
	/// Signs a user in. A name that nobody has is answered as a wrong password
	/// is, the lock after too many guesses included. Thread-safe.
{
public:
	LoginOperation(AccountStore& accounts, SessionStore& sessions, AuthPlug::Password::PasswordCheck& passwords,
		AuthPlug::Password::GuessLimit& unknownNames, const std::string& bucketKey,
		const TokenIssuer& issuer, AuthPlug::Api::Log& log);
		/// unknownNames must have the numbers of the login's limit. bucketKey is
		/// a secret that all processes of a deployment share.

	Reply run(const Call& call);

private:
	struct Attempt;

	bool signIn(const Call& call, const Account& account, AuthPlug::Api::SecretView password, Reply& reply);
	[[noreturn]] void refuseUnknown(const Call& call, std::string_view login, AuthPlug::Api::SecretView password);
	void require(const Call& call, const std::string& user, const AuthPlug::Password::PasswordCheck::Result& result);
	void report(const Call& call, const std::string& user, const char* outcome);
	std::string bucketOf(std::string_view login) const;

	AccountStore& _accounts;
	SessionStore& _sessions;
	AuthPlug::Password::PasswordCheck& _passwords;
	AuthPlug::Password::GuessLimit& _unknownNames;
	const std::string _bucketKey;
	const TokenIssuer& _issuer;
	AuthPlug::Api::Log& _log;
};


} // namespace AuthServer


#endif // AuthServer_LoginOperation_INCLUDED
