//
// Ascii.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Ascii
//
// Character classes of ASCII, whatever the locale.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Ascii_INCLUDED
#define AuthPlug_Password_Ascii_INCLUDED


#include <algorithm>
#include <string_view>


namespace AuthPlug {
namespace Password {


class Ascii
	/// The classes of the contract's pattern. The functions of <cctype> depend
	/// on the locale, in which `I` may not be the capital of `i`.
{
public:
	static constexpr bool isUpper(char c) noexcept
	{
		return c >= 'A' && c <= 'Z';
	}

	static constexpr bool isLower(char c) noexcept
	{
		return c >= 'a' && c <= 'z';
	}

	static constexpr bool isDigit(char c) noexcept
	{
		return c >= '0' && c <= '9';
	}

	static constexpr bool isPrintable(char c) noexcept
	{
		return c >= ' ' && c <= '~';
	}

	static constexpr char toLower(char c) noexcept
		/// Every byte that is not an ASCII capital stays as it is.
	{
		return isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
	}

	static bool equalsIgnoringCase(std::string_view a, std::string_view b) noexcept
	{
		return std::equal(a.begin(), a.end(), b.begin(), b.end(),
			[](char x, char y) { return toLower(x) == toLower(y); });
	}

	static bool lessIgnoringCase(std::string_view a, std::string_view b) noexcept
		/// A strict order in which words equal but for case are equivalent.
	{
		return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
			[](char x, char y)
			{
				return static_cast<unsigned char>(toLower(x)) < static_cast<unsigned char>(toLower(y));
			});
	}
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Ascii_INCLUDED
