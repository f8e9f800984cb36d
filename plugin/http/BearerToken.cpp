//
// BearerToken.cpp
//
// Library: AuthPlug/Password
// Package: Http
// Module:  BearerToken
//
// SPDX-License-Identifier: BSL-1.0
//


#include "http/BearerToken.h"
#include "core/Ascii.h"
#include <Poco/Net/HTTPRequest.h>
#include <Poco/String.h>
#include <algorithm>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Password {


namespace {


bool isTokenCharacter(char c) noexcept
{
	return Ascii::isLower(c) || Ascii::isDigit(c) || Ascii::isUpper(c)
		|| c == '-' || c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
}


bool isToken68(std::string_view text) noexcept
	/// b64token: one or more characters, then any number of `=`.
{
	const auto padding = std::find_if_not(text.begin(), text.end(), isTokenCharacter);
	return padding != text.begin() && std::all_of(padding, text.end(), [](char c) { return c == '='; });
}


std::string_view trimmed(std::string_view text) noexcept
{
	while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
	while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
	return text;
}


} // namespace


BearerToken::BearerToken(const Poco::Net::HTTPRequest& request)
{
	const std::string* value = nullptr;
	std::size_t headers = 0;
	for (const auto& [name, text]: request)
	{
		if (Poco::icompare(name, Poco::Net::HTTPRequest::AUTHORIZATION) != 0) continue;
		++headers;
		value = &text;
	}
	if (headers == 0) return;
	if (headers > 1)
	{
		_form = Form::malformed;
		return;
	}

	const std::string_view credentials = trimmed(*value);
	const std::string_view::size_type end = credentials.find(' ');
	if (!Ascii::equalsIgnoringCase(credentials.substr(0, end), "Bearer")) return;
	const std::string_view token = end == std::string_view::npos ? std::string_view() : trimmed(credentials.substr(end));
	if (token.empty()) return;
	if (!isToken68(token))
	{
		_form = Form::malformed;
		return;
	}
	_form = Form::wellFormed;
	_token = Api::SecretView(token);
}


} } // namespace AuthPlug::Password
