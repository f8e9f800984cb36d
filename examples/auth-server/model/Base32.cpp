//
// Base32.cpp
//
// Example: auth-server
// Package: model
//
// SPDX-License-Identifier: BSL-1.0
//


#include "model/Base32.h"
#include <cstdint>


namespace AuthServer {


namespace {


constexpr std::string_view ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";


int digitOf(char c)
{
	if (c >= 'A' && c <= 'Z') return c - 'A';
	if (c >= 'a' && c <= 'z') return c - 'a';
	if (c >= '2' && c <= '7') return c - '2' + 26;
	return -1;
}


} // namespace


std::string toBase32(std::string_view bytes)
{
	std::string text;
	std::uint32_t pending = 0;
	unsigned bits = 0;
	for (const char byte : bytes)
	{
		pending = (pending << 8) | static_cast<unsigned char>(byte);
		bits += 8;
		while (bits >= 5)
		{
			bits -= 5;
			text += ALPHABET[(pending >> bits) & 31];
		}
		pending &= (1u << bits) - 1;
	}
	if (bits > 0) text += ALPHABET[(pending << (5 - bits)) & 31];
	return text;
}


std::optional<std::string> fromBase32(std::string_view text)
{
	std::string bytes;
	std::uint32_t pending = 0;
	unsigned bits = 0;
	for (const char c : text)
	{
		const int digit = digitOf(c);
		if (digit < 0) return std::nullopt;
		pending = (pending << 5) | static_cast<std::uint32_t>(digit);
		bits += 5;
		if (bits >= 8)
		{
			bits -= 8;
			bytes += static_cast<char>((pending >> bits) & 255);
		}
		pending &= (1u << bits) - 1;
	}
	if (bits >= 5 || pending != 0) return std::nullopt;
	return bytes;
}


} // namespace AuthServer
