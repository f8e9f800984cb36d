//
// Policy.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Policy
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/Policy.h"
#include "core/Ascii.h"
#include "core/ContextWords.h"
#include "core/Utf8.h"
#include <Poco/Exception.h>
#include <algorithm>


namespace AuthPlug {
namespace Password {


namespace {


std::optional<Refusal> refuse(Outcome outcome, std::uint32_t limit = 0) noexcept
{
	Refusal refusal;
	refusal.outcome = outcome;
	refusal.limit = limit;
	return refusal;
}


bool hasLineBreak(std::string_view password) noexcept
	/// The line terminators that `.` of the contract's pattern (ECMA-262) does
	/// not match: LF, CR, U+2028, U+2029.
{
	return password.find_first_of("\n\r") != std::string_view::npos
		|| password.find("\xE2\x80\xA8") != std::string_view::npos
		|| password.find("\xE2\x80\xA9") != std::string_view::npos;
}


} // namespace


Policy::Policy(const PolicyOptions& options, Blocklist blocklist, std::unique_ptr<const BreachedSet> breached, std::vector<std::string> productWords):
	_options(options),
	_blocklist(std::move(blocklist)),
	_breached(std::move(breached)),
	_productWords(std::move(productWords))
{
	if (options.maximumLength < LEAST_MAXIMUM_LENGTH || options.maximumLength > MAXIMUM_LENGTH)
	{
		throw Poco::InvalidArgumentException("the maximum length of a password must be from 64 to 256", std::to_string(options.maximumLength));
	}
	if (options.minimumLength < 1 || options.minimumLength > options.maximumLength)
	{
		throw Poco::InvalidArgumentException("the minimum length of a password must be from 1 to the maximum", std::to_string(options.minimumLength));
	}
}


std::optional<Refusal> Policy::checkLengths(Api::SecretView oldPassword, Api::SecretView newPassword) const noexcept
{
	const std::size_t newLength = Utf8::codePoints(newPassword.expose());
	if (newLength < _options.minimumLength) return refuse(Outcome::newPasswordTooShort, _options.minimumLength);
	// A password from before the maximum was lowered must still be provable.
	if (Utf8::codePoints(oldPassword.expose()) > MAXIMUM_LENGTH) return refuse(Outcome::oldPasswordTooLong, MAXIMUM_LENGTH);
	if (newLength > _options.maximumLength) return refuse(Outcome::newPasswordTooLong, _options.maximumLength);
	return std::nullopt;
}


std::optional<Refusal> Policy::check(Api::SecretView newPassword, std::initializer_list<std::string_view> personal) const noexcept
{
	const std::string_view text = newPassword.expose();
	if (!Utf8::valid(text)) return refuse(Outcome::bodyNotUtf8);
	if (auto refusal = checkLengths(Api::SecretView(), newPassword)) return refusal;
	if (auto refusal = checkComposition(text)) return refusal;
	if (text.find('\0') != std::string_view::npos) return refuse(Outcome::newPasswordHasNul);
	return checkLists(newPassword, personal);
}


std::optional<Refusal> Policy::checkComposition(std::string_view password) const noexcept
{
	if (!_options.composition) return std::nullopt;
	if (std::none_of(password.begin(), password.end(), Ascii::isUpper)) return refuse(Outcome::newPasswordLacksUpper);
	if (std::none_of(password.begin(), password.end(), Ascii::isLower)) return refuse(Outcome::newPasswordLacksLower);
	if (std::none_of(password.begin(), password.end(), Ascii::isDigit)) return refuse(Outcome::newPasswordLacksDigit);
	if (hasLineBreak(password)) return refuse(Outcome::newPasswordHasLineBreak);
	return std::nullopt;
}


std::optional<Refusal> Policy::checkLists(Api::SecretView password, std::initializer_list<std::string_view> personal) const noexcept
{
	if (_blocklist.contains(password)) return refuse(Outcome::newPasswordListed);

	const bool isPersonal = std::any_of(personal.begin(), personal.end(),
		[&](std::string_view word) { return ContextWords::isVariationOfAddress(password, word); });
	const bool isProduct = std::any_of(_productWords.begin(), _productWords.end(),
		[&](const std::string& word) { return ContextWords::isVariation(password, word); });
	if (isPersonal || isProduct) return refuse(Outcome::newPasswordPersonal);

	if (!_breached) return std::nullopt;
	switch (_breached->look(password))
	{
	case BreachedSet::Answer::absent:     return std::nullopt;
	case BreachedSet::Answer::found:      return refuse(Outcome::newPasswordListed);
	case BreachedSet::Answer::unreadable: break;
	}
	return refuse(Outcome::failed);
}


} } // namespace AuthPlug::Password
