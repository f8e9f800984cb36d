//
// TokenIssuer.h
//
// Example: auth-server
// Package: model
//
// Makes the tokens of a session.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_TokenIssuer_INCLUDED
#define AuthServer_TokenIssuer_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Random.h"
#include "model/TokenCodec.h"
#include <cstdint>
#include <string>


namespace AuthServer {


class TokenIssuer
	/// Makes the four kinds of tokens. Thread-safe. All methods throw
	/// Poco::Exception if there is no randomness or no signature.
{
public:
	TokenIssuer(const TokenCodec& codec, AuthPlug::Api::Clock& clock, AuthPlug::Api::Random& random);

	std::string newId() const;
		/// Returns 16 random bytes.

	std::string issue(TokenKind kind, std::uint64_t accountId, const std::string& sessionId) const;
		/// Returns a new access, sudo or partial token.

	std::string refresh(std::uint64_t accountId, const std::string& sessionId, const std::string& refreshId, std::uint64_t rotatedMicros) const;
		/// Returns the refresh token of this id. It is the same text each time,
		/// so that a request whose answer was lost may be repeated.

private:
	const TokenCodec& _codec;
	AuthPlug::Api::Clock& _clock;
	AuthPlug::Api::Random& _random;
};


} // namespace AuthServer


#endif // AuthServer_TokenIssuer_INCLUDED
