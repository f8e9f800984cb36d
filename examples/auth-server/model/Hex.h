//
// Hex.h
//
// Example: auth-server
// Package: model
//
// Identifiers as text.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Hex_INCLUDED
#define AuthServer_Hex_INCLUDED


#include <optional>
#include <string>
#include <string_view>


namespace AuthServer {


std::string toHex(std::string_view bytes);
	/// Returns two lower-case hexadecimal digits for each byte.


std::optional<std::string> fromHex(std::string_view text);
	/// Returns the bytes of a text that toHex() could have made, else nothing.


} // namespace AuthServer


#endif // AuthServer_Hex_INCLUDED
