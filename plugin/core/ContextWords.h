//
// ContextWords.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ContextWords
//
// Words that are easily guessed for one person or one service.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ContextWords_INCLUDED
#define AuthPlug_Password_ContextWords_INCLUDED


#include "AuthPlug/Api/SecretView.h"
#include <cstddef>
#include <string_view>


namespace AuthPlug {
namespace Password {


class ContextWords
	/// Compares passwords with a user's name, a mail address or the name of a
	/// product. Only the whole password counts: a phrase in which the word
	/// occurs passes. In no locale; case is ignored for ASCII letters alone.
{
public:
	static constexpr std::size_t SHORTEST = 3;
		/// Words of fewer bytes are not compared: too much would match.

	static constexpr std::size_t LONGEST_SUFFIX = 6;
		/// What may follow the word to be still a variation of it, in bytes.

	static bool isVariation(Api::SecretView password, std::string_view word) noexcept;
		/// Tells whether the password is the word, or the word with at most
		/// LONGEST_SUFFIX ASCII digits or punctuation marks after it.

	static bool isVariationOfAddress(Api::SecretView password, std::string_view wordOrAddress) noexcept;
		/// As isVariation(), for the text itself and, if it holds an `@`, for
		/// what precedes the last one (the local part, RFC 5321).
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ContextWords_INCLUDED
