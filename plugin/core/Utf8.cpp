//
// Utf8.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Utf8
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/Utf8.h"


namespace AuthPlug {
namespace Password {


namespace {


struct Lead
	/// What a first byte says of its sequence: the table 3-7 of the Unicode
	/// standard. The range of the second byte is what excludes overlong forms,
	/// surrogates and values above U+10FFFF.
{
	std::size_t length;
	unsigned char secondFrom;
	unsigned char secondTo;
};


Lead leadOf(unsigned char byte) noexcept
{
	if (byte < 0x80) return {1, 0, 0};
	if (byte < 0xC2) return {0, 0, 0};
	if (byte < 0xE0) return {2, 0x80, 0xBF};
	if (byte == 0xE0) return {3, 0xA0, 0xBF};
	if (byte == 0xED) return {3, 0x80, 0x9F};
	if (byte < 0xF0) return {3, 0x80, 0xBF};
	if (byte == 0xF0) return {4, 0x90, 0xBF};
	if (byte < 0xF4) return {4, 0x80, 0xBF};
	if (byte == 0xF4) return {4, 0x80, 0x8F};
	return {0, 0, 0};
}


bool isContinuation(unsigned char byte) noexcept
{
	return (byte & 0xC0) == 0x80;
}


char asByte(char32_t bits) noexcept
{
	return static_cast<char>(static_cast<unsigned char>(bits));
}


} // namespace


std::size_t Utf8::sequenceLength(std::string_view text) noexcept
{
	if (text.empty()) return 0;

	const Lead lead = leadOf(static_cast<unsigned char>(text[0]));
	if (lead.length < 2) return lead.length;
	if (text.size() < lead.length) return 0;

	const unsigned char second = static_cast<unsigned char>(text[1]);
	if (second < lead.secondFrom || second > lead.secondTo) return 0;
	for (std::size_t i = 2; i < lead.length; ++i)
	{
		if (!isContinuation(static_cast<unsigned char>(text[i]))) return 0;
	}
	return lead.length;
}


bool Utf8::valid(std::string_view text) noexcept
{
	while (!text.empty())
	{
		const std::size_t length = sequenceLength(text);
		if (length == 0) return false;
		text.remove_prefix(length);
	}
	return true;
}


std::size_t Utf8::codePoints(std::string_view text) noexcept
{
	std::size_t count = 0;
	for (const char byte : text)
	{
		if (!isContinuation(static_cast<unsigned char>(byte))) ++count;
	}
	return count;
}


std::size_t Utf8::encode(char32_t codePoint, char* bytes) noexcept
{
	if (codePoint > 0x10FFFF || (codePoint >= 0xD800 && codePoint <= 0xDFFF)) return 0;
	if (codePoint < 0x80)
	{
		bytes[0] = asByte(codePoint);
		return 1;
	}
	if (codePoint < 0x800)
	{
		bytes[0] = asByte(0xC0 | (codePoint >> 6));
		bytes[1] = asByte(0x80 | (codePoint & 0x3F));
		return 2;
	}
	if (codePoint < 0x10000)
	{
		bytes[0] = asByte(0xE0 | (codePoint >> 12));
		bytes[1] = asByte(0x80 | ((codePoint >> 6) & 0x3F));
		bytes[2] = asByte(0x80 | (codePoint & 0x3F));
		return 3;
	}
	bytes[0] = asByte(0xF0 | (codePoint >> 18));
	bytes[1] = asByte(0x80 | ((codePoint >> 12) & 0x3F));
	bytes[2] = asByte(0x80 | ((codePoint >> 6) & 0x3F));
	bytes[3] = asByte(0x80 | (codePoint & 0x3F));
	return 4;
}


} } // namespace AuthPlug::Password
