//
// TokenCodec.h
//
// Example: auth-server
// Package: model
//
// Signed tokens, RFC 7519.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_TokenCodec_INCLUDED
#define AuthServer_TokenCodec_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/SecretView.h"
#include "model/Token.h"
#include <Poco/JWT/Signer.h>
#include <optional>
#include <string>


namespace AuthServer {


class TokenCodec
	/// Writes and reads JSON Web Tokens, signed with HMAC-SHA-256 and nothing
	/// else. All server processes of a deployment share key, issuer and
	/// audience. Thread-safe.
{
public:
	static constexpr std::size_t MIN_KEY_BYTES = 32;

	TokenCodec(AuthPlug::Api::SecretView key, const std::string& issuer, const std::string& audience, AuthPlug::Api::Clock& clock);
		/// Throws Poco::InvalidArgumentException if the key has fewer than 32
		/// bytes (RFC 7518, section 3.2) or issuer or audience is empty.

	std::string write(const Token& token) const;
		/// Returns the signed token. Throws Poco::Exception if it can't be signed.

	std::optional<Token> read(AuthPlug::Api::SecretView text) const;
		/// Returns what the token says if this deployment wrote exactly these
		/// bytes and its time is not over, else nothing.

private:
	const std::string _issuer;
	const std::string _audience;
	AuthPlug::Api::Clock& _clock;
	Poco::JWT::Signer _signer;
};


} // namespace AuthServer


#endif // AuthServer_TokenCodec_INCLUDED
