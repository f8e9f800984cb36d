//
// Authority.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Authority
//
// Who calls, and by what right.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Authority_INCLUDED
#define AuthPlug_Password_Authority_INCLUDED


#include "AuthPlug/Api/SessionService.h"
#include "AuthPlug/Api/SudoTokenService.h"
#include "core/Outcome.h"
#include <Poco/Crypto/OpenSSLInitializer.h>
#include <optional>


namespace AuthPlug {
namespace Password {


struct Caller
	/// The person who wants to change the password, proven by a token.
{
	Api::Principal principal;
	bool bySudoToken = false;
};


class Authority
	/// Decides whether a bearer token entitles to a password change: a sudo
	/// token does; an access token does if the user has no second factor *now*,
	/// whatever the token says. Thread-safe.
{
public:
	Authority(Api::SessionService& sessions, Api::SudoTokenService& sudoTokens);
		/// Both must outlive this object. To be made before threads use it.

	std::optional<Refusal> authenticate(Api::SecretView bearer, Api::Deadline deadline, Caller& caller) const;
		/// Finds out who calls. Fills in the caller, and returns nothing, if the
		/// token entitles. All faults of a token are refused alike.

	std::optional<Refusal> stillGood(const Caller& caller, Api::SecretView bearer, Api::Deadline deadline) const;
		/// Asks the host once more, for a token that was good some time ago.

private:
	Api::SessionService& _sessions;
	Api::SudoTokenService& _sudoTokens;

	// POCO 1.11 sets OpenSSL up with the first digest engine and tears it down
	// with the last one, without a lock: held, so that requests in threads do
	// neither.
	const Poco::Crypto::OpenSSLInitializer _openSsl;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Authority_INCLUDED
