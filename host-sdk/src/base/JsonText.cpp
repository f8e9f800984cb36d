//
// JsonText.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  JsonText
//
// SPDX-License-Identifier: BSL-1.0
//


#include "JsonText.h"
#include <algorithm>
#include <cstdio>


namespace AuthPlug {
namespace Host {


namespace {


std::size_t sequenceLength(std::string_view text) noexcept
	// Returns the length of the UTF-8 sequence (RFC 3629) at the start of the
	// text; 0 if there is none.
{
	const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
	const unsigned char first = byte(0);
	if (first < 0x80) return 1;
	const std::size_t length = first >= 0xC2 && first <= 0xDF ? 2 : (first & 0xF0) == 0xE0 ? 3 : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
	if (length == 0 || text.size() < length) return 0;
	for (std::size_t i = 1; i < length; ++i)
	{
		if ((byte(i) & 0xC0) != 0x80) return 0;
	}
	const unsigned char second = byte(1);
	if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
	if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
	return length;
}


bool isControl(std::string_view sequence) noexcept
	// C0, DEL and C1.
{
	const auto first = static_cast<unsigned char>(sequence.front());
	return first < 0x20 || first == 0x7F || (first == 0xC2 && static_cast<unsigned char>(sequence.back()) < 0xA0);
}


std::size_t plainLength(std::string_view text) noexcept
	// Returns the length of the beginning that needs no escapes: almost all of
	// almost every text.
{
	const auto plain = [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; };
	return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin());
}


} // namespace


void appendQuoted(std::string& json, std::string_view text)
{
	json += '"';
	for (;;)
	{
		const std::size_t plain = plainLength(text);
		json += text.substr(0, plain);
		text.remove_prefix(plain);
		if (text.empty()) break;
		const std::size_t length = sequenceLength(text);
		const std::string_view sequence = text.substr(0, length);
		if (length == 0)
		{
			json += "\\ufffd";
		}
		else if (sequence == "\"" || sequence == "\\")
		{
			json.append("\\").append(sequence);
		}
		else if (isControl(sequence))
		{
			char escape[7];
			std::snprintf(escape, sizeof(escape), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(sequence.back())));
			json += escape;
		}
		else
		{
			json += sequence;
		}
		text.remove_prefix(length == 0 ? 1 : length);
	}
	json += '"';
}


} } // namespace AuthPlug::Host
