//
// Base32.h
//
// Example: auth-server
// Package: model
//
// Binary as text for authenticator apps.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Base32_INCLUDED
#define AuthServer_Base32_INCLUDED


#include <optional>
#include <string>
#include <string_view>


namespace AuthServer {


std::string toBase32(std::string_view bytes);
	/// Returns the bytes in base32 (RFC 4648, section 6) in upper case, without
	/// padding, as otpauth URLs hold it.


std::optional<std::string> fromBase32(std::string_view text);
	/// Returns the bytes. Takes lower case too; no padding, no blanks, no bits
	/// left over that are not zero. Anything else gives nothing.


} // namespace AuthServer


#endif // AuthServer_Base32_INCLUDED
