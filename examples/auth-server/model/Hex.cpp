//
// Hex.cpp
//
// Example: auth-server
// Package: model
//
// SPDX-License-Identifier: BSL-1.0
//


#include "model/Hex.h"


namespace AuthServer {


namespace {


int digitOf(char c)
{
	if (c >= '0' && c <= '9') return c - '0';
	if (c >= 'a' && c <= 'f') return c - 'a' + 10;
	return -1;
}


} // namespace


std::string toHex(std::string_view bytes)
{
	constexpr std::string_view digits = "0123456789abcdef";
	std::string text;
	text.reserve(bytes.size()*2);
	for (const char byte : bytes)
	{
		const auto value = static_cast<unsigned char>(byte);
		text += digits[value >> 4];
		text += digits[value & 15];
	}
	return text;
}


std::optional<std::string> fromHex(std::string_view text)
{
	if (text.size() % 2 != 0) return std::nullopt;
	std::string bytes;
	bytes.reserve(text.size()/2);
	for (std::size_t i = 0; i < text.size(); i += 2)
	{
		const int high = digitOf(text[i]);
		const int low = digitOf(text[i + 1]);
		if (high < 0 || low < 0) return std::nullopt;
		bytes += static_cast<char>(high*16 + low);
	}
	return bytes;
}


} // namespace AuthServer
