//
// JsonString.h
//
// Library: AuthPlug/Password
// Package: Http
// Module:  JsonString
//
// The content of a JSON string, read without a decoded copy.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_JsonString_INCLUDED
#define AuthPlug_Password_JsonString_INCLUDED


#include "AuthPlug/Api/SecretBuffer.h"
#include <cstddef>
#include <string_view>


namespace AuthPlug {
namespace Password {


class JsonString
	/// Works on what stands between the quotes of a JSON string (RFC 8259,
	/// section 7), escapes and all. The functions expect text that validLength()
	/// has accepted.
{
public:
	static constexpr std::size_t INVALID = static_cast<std::size_t>(-1);

	static std::size_t validLength(std::string_view text) noexcept;
		/// Returns the number of bytes before the closing quote; INVALID if
		/// there is none, or for control characters, unknown escapes and
		/// escaped surrogates that are not a pair. The text begins after the
		/// opening quote and is valid UTF-8.

	static bool equals(std::string_view raw, std::string_view text) noexcept;
		/// Tells whether the decoded string is the text.

	static int compare(std::string_view a, std::string_view b) noexcept;
		/// Compares two strings by their decoded bytes; negative, 0 or positive.

	static void decode(std::string_view raw, Api::SecretBuffer& decoded) noexcept;
		/// Appends the decoded string, which is never longer than the raw one;
		/// the buffer must have room for that.

private:
	class Reader;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_JsonString_INCLUDED
