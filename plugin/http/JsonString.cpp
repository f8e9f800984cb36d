//
// JsonString.cpp
//
// Library: AuthPlug/Password
// Package: Http
// Module:  JsonString
//
// SPDX-License-Identifier: BSL-1.0
//


#include "http/JsonString.h"
#include "core/Ascii.h"
#include "core/Utf8.h"
#include <cstdint>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::size_t UNICODE_ESCAPE = 6;  // \uXXXX


int hexDigit(char c) noexcept
{
	if (Ascii::isDigit(c)) return c - '0';
	const char lower = Ascii::toLower(c);
	return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}


bool unicodeEscape(std::string_view text, char32_t& unit) noexcept
	/// Reads the \uXXXX with which the text begins.
{
	if (text.size() < UNICODE_ESCAPE || text[0] != '\\' || text[1] != 'u') return false;
	unit = 0;
	for (std::size_t i = 2; i < UNICODE_ESCAPE; ++i)
	{
		const int digit = hexDigit(text[i]);
		if (digit < 0) return false;
		unit = unit * 16 + static_cast<char32_t>(digit);
	}
	return true;
}


bool isHighSurrogate(char32_t unit) noexcept
{
	return unit >= 0xD800 && unit <= 0xDBFF;
}


bool isLowSurrogate(char32_t unit) noexcept
{
	return unit >= 0xDC00 && unit <= 0xDFFF;
}


std::size_t readEscape(std::string_view text, char32_t& codePoint) noexcept
	/// Reads the escape with which the text begins. Returns its length, 0 if
	/// it is not a valid one.
{
	if (text.size() < 2) return 0;
	switch (text[1])
	{
	case '"':
	case '\\':
	case '/': codePoint = static_cast<char32_t>(text[1]); return 2;
	case 'b': codePoint = '\b'; return 2;
	case 'f': codePoint = '\f'; return 2;
	case 'n': codePoint = '\n'; return 2;
	case 'r': codePoint = '\r'; return 2;
	case 't': codePoint = '\t'; return 2;
	default:  break;
	}

	if (!unicodeEscape(text, codePoint) || isLowSurrogate(codePoint)) return 0;
	if (!isHighSurrogate(codePoint)) return UNICODE_ESCAPE;

	char32_t low = 0;
	if (!unicodeEscape(text.substr(UNICODE_ESCAPE), low) || !isLowSurrogate(low)) return 0;
	codePoint = 0x10000 + ((codePoint - 0xD800) << 10) + (low - 0xDC00);
	return 2 * UNICODE_ESCAPE;
}


} // namespace


class JsonString::Reader
	/// Gives the decoded bytes one at a time.
{
public:
	explicit Reader(std::string_view raw) noexcept: _raw(raw)
	{
	}

	Reader(const Reader&) = delete;
	Reader& operator = (const Reader&) = delete;

	~Reader()
	{
		::explicit_bzero(_pending, sizeof _pending);
	}

	int next() noexcept
		/// Returns the next byte, -1 at the end.
	{
		if (_taken < _size) return static_cast<unsigned char>(_pending[_taken++]);
		if (_raw.empty()) return -1;
		if (_raw[0] != '\\')
		{
			const char byte = _raw[0];
			_raw.remove_prefix(1);
			return static_cast<unsigned char>(byte);
		}

		char32_t codePoint = 0;
		const std::size_t length = readEscape(_raw, codePoint);
		if (length == 0) return -1;
		_raw.remove_prefix(length);
		_size = Utf8::encode(codePoint, _pending);
		_taken = 1;
		return static_cast<unsigned char>(_pending[0]);
	}

private:
	std::string_view _raw;
	char _pending[Utf8::LONGEST] = {};
	std::size_t _size = 0;
	std::size_t _taken = 0;
};


std::size_t JsonString::validLength(std::string_view text) noexcept
{
	std::size_t at = 0;
	while (at < text.size() && text[at] != '"')
	{
		if (static_cast<unsigned char>(text[at]) < 0x20) return INVALID;
		if (text[at] != '\\')
		{
			++at;
			continue;
		}
		char32_t codePoint = 0;
		const std::size_t length = readEscape(text.substr(at), codePoint);
		if (length == 0) return INVALID;
		at += length;
	}
	return at < text.size() ? at : INVALID;
}


bool JsonString::equals(std::string_view raw, std::string_view text) noexcept
{
	Reader reader(raw);
	for (const char expected : text)
	{
		if (reader.next() != static_cast<unsigned char>(expected)) return false;
	}
	return reader.next() < 0;
}


int JsonString::compare(std::string_view a, std::string_view b) noexcept
{
	Reader first(a);
	Reader second(b);
	while (true)
	{
		const int x = first.next();
		const int y = second.next();
		if (x != y) return x - y;
		if (x < 0) return 0;
	}
}


void JsonString::decode(std::string_view raw, Api::SecretBuffer& decoded) noexcept
{
	Reader reader(raw);
	for (int byte = reader.next(); byte >= 0; byte = reader.next())
	{
		decoded.push(static_cast<char>(static_cast<unsigned char>(byte)));
	}
}


} } // namespace AuthPlug::Password
