//
// ContextWords.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ContextWords
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/ContextWords.h"
#include "core/Ascii.h"
#include <algorithm>


namespace AuthPlug {
namespace Password {


namespace {


bool isDecoration(char c) noexcept
{
	return Ascii::isPrintable(c) && !Ascii::isUpper(c) && !Ascii::isLower(c);
}


} // namespace


bool ContextWords::isVariation(Api::SecretView password, std::string_view word) noexcept
{
	const std::string_view text = password.expose();
	if (word.size() < SHORTEST || text.size() < word.size()) return false;
	if (text.size() - word.size() > LONGEST_SUFFIX) return false;
	if (!Ascii::equalsIgnoringCase(text.substr(0, word.size()), word)) return false;

	const std::string_view suffix = text.substr(word.size());
	return std::all_of(suffix.begin(), suffix.end(), isDecoration);
}


bool ContextWords::isVariationOfAddress(Api::SecretView password, std::string_view wordOrAddress) noexcept
{
	if (isVariation(password, wordOrAddress)) return true;
	const std::size_t at = wordOrAddress.rfind('@');
	return at != std::string_view::npos && isVariation(password, wordOrAddress.substr(0, at));
}


} } // namespace AuthPlug::Password
