//
// TokenFingerprint.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  TokenFingerprint
//
// What is stored of a token that changed a password.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_TokenFingerprint_INCLUDED
#define AuthPlug_Password_TokenFingerprint_INCLUDED


#include <array>
#include <string_view>


namespace AuthPlug {
namespace Password {


using TokenFingerprint = std::array<char, 32>;
	/// SHA-256 of a token's identifier. It is stored beside the password to
	/// recognise the token's own change when the request is repeated; the
	/// token can't be made from it.


TokenFingerprint fingerprintOf(std::string_view tokenId);
	/// Returns the fingerprint. Throws Poco::Crypto::CryptoException if the
	/// digest is not available.


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_TokenFingerprint_INCLUDED
