//
// UserIdParameter.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  UserIdParameter
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/UserIdParameter.h"
#include <charconv>


namespace AuthPlug {
namespace Password {


namespace {


int lowerHexDigit(char c) noexcept
{
	if (c >= '0' && c <= '9') return c - '0';
	if (c >= 'a' && c <= 'f') return c - 'a' + 10;
	return -1;
}


} // namespace


UserIdParameter::UserIdParameter(UserIdType type, std::string_view text) noexcept:
	_type(type),
	_text(text)
{
	if (text.empty() || text.size() > MAX_BYTES) return;
	switch (type)
	{
	case UserIdType::bytes:
		_valid = true;
		break;
	case UserIdType::uint64:
		_valid = parseNumber();
		break;
	case UserIdType::uuid:
		_valid = parseUuid();
		break;
	}
}


Api::Value UserIdParameter::column() const noexcept
{
	switch (_type)
	{
	case UserIdType::uint64:
		return Api::Value::ofUInt64(_number);
	case UserIdType::uuid:
		return Api::Value::ofBytes(std::string_view(_uuid.data(), _uuid.size()));
	default:
		return Api::Value::ofBytes(_text);
	}
}


bool UserIdParameter::parseNumber() noexcept
{
	if (_text.front() == '0' && _text.size() > 1) return false;
	const char* const end = _text.data() + _text.size();
	const std::from_chars_result result = std::from_chars(_text.data(), end, _number);
	return result.ec == std::errc() && result.ptr == end;
}


bool UserIdParameter::parseUuid() noexcept
{
	constexpr std::string_view FORM = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	if (_text.size() != FORM.size()) return false;
	std::size_t digits = 0;
	for (std::size_t i = 0; i < FORM.size(); ++i)
	{
		if (FORM[i] == '-')
		{
			if (_text[i] != '-') return false;
			continue;
		}
		const int digit = lowerHexDigit(_text[i]);
		if (digit < 0) return false;
		char& byte = _uuid[digits/2];
		byte = static_cast<char>(digits % 2 == 0 ? digit << 4 : static_cast<unsigned char>(byte) | digit);
		++digits;
	}
	return true;
}


} } // namespace AuthPlug::Password
