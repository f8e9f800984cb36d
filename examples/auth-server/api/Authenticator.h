//
// Authenticator.h
//
// Example: auth-server
// Package: api
//
// Who is calling.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Authenticator_INCLUDED
#define AuthServer_Authenticator_INCLUDED


#include "model/TokenCodec.h"
#include "api/Operation.h"
#include "store/SessionStore.h"
#include <cstdint>
#include <initializer_list>


namespace AuthServer {


struct Caller
	/// A token that was checked, with its session as it is now.
{
	Token token;
	Session session;
};


class Authenticator
	/// Checks bearer tokens (RFC 6750) against signature, time, session and
	/// account. Thread-safe.
{
public:
	Authenticator(const TokenCodec& codec, SessionStore& sessions, std::uint64_t refreshGraceSeconds);

	Caller require(const Call& call, std::initializer_list<TokenKind> kinds);
		/// Returns the caller if the Authorization header holds a good token of
		/// one of these kinds. Throws Refusal: NO_TOKEN_PROVIDED, INVALID_TOKEN
		/// (whatever is wrong with it) or TRY_AGAIN_LATER.

	enum class Check
	{
		valid,
		invalid,
		unavailable
	};

	Check check(AuthPlug::Api::SecretView bearer, AuthPlug::Api::Deadline deadline, Caller& caller);
		/// The same without HTTP and for any kind.

private:
	bool refreshTokenHolds(const Token& token, const Session& session) const;

	const TokenCodec& _codec;
	SessionStore& _sessions;
	const std::uint64_t _refreshGraceSeconds;
};


} // namespace AuthServer


#endif // AuthServer_Authenticator_INCLUDED
