//
// Utf8.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Utf8
//
// Strict UTF-8.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Utf8_INCLUDED
#define AuthPlug_Password_Utf8_INCLUDED


#include <cstddef>
#include <string_view>


namespace AuthPlug {
namespace Password {


class Utf8
	/// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing
	/// above U+10FFFF. Never allocates, so that no copy of a password is made.
{
public:
	static constexpr std::size_t LONGEST = 4;
		/// Bytes of the longest sequence.

	static std::size_t sequenceLength(std::string_view text) noexcept;
		/// Returns the number of bytes of the well-formed sequence with which
		/// the text begins, 0 if there is none.

	static bool valid(std::string_view text) noexcept;
		/// Tells whether the whole text is well-formed. The empty text is.

	static std::size_t codePoints(std::string_view text) noexcept;
		/// Returns the number of code points of a well-formed text.

	static std::size_t encode(char32_t codePoint, char* bytes) noexcept;
		/// Writes at most LONGEST bytes and returns their number; 0 if the
		/// value is a surrogate or above U+10FFFF.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Utf8_INCLUDED
