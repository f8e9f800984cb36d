//
// PhcString.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  PhcString
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/PhcString.h"
#include "core/Ascii.h"
#include <algorithm>
#include <cstdio>
#include <sodium.h>


namespace AuthPlug {
namespace Password {


namespace {


struct Name
{
	PhcString::Variant variant;
	std::string_view text;
};


constexpr Name NAMES[] = {
	{PhcString::Variant::argon2id, "$argon2id$"},
	{PhcString::Variant::argon2i, "$argon2i$"},
	{PhcString::Variant::argon2d, "$argon2d$"}
};


constexpr int BASE64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;


bool take(std::string_view& text, std::string_view expected) noexcept
{
	if (text.substr(0, expected.size()) != expected) return false;
	text.remove_prefix(expected.size());
	return true;
}


bool takeNumber(std::string_view& text, std::uint32_t minimum, std::uint32_t maximum, std::uint32_t& number) noexcept
	/// Takes a decimal number without leading zeros from minimum (at least 1)
	/// to maximum.
{
	if (text.empty() || text[0] == '0') return false;
	std::uint64_t value = 0;
	while (!text.empty() && Ascii::isDigit(text[0]))
	{
		value = value * 10 + static_cast<std::uint64_t>(text[0] - '0');
		if (value > maximum) return false;
		text.remove_prefix(1);
	}
	number = static_cast<std::uint32_t>(value);
	return value >= minimum;
}


bool isBase64Digit(char c) noexcept
{
	return Ascii::isUpper(c) || Ascii::isLower(c) || Ascii::isDigit(c) || c == '+' || c == '/';
}


bool decode(std::string_view text, std::size_t minimum, unsigned char* bytes, std::size_t capacity, std::size_t& size) noexcept
{
	// libsodium refuses padding and unused bits that are set, but takes bytes
	// above 0x7F for digits.
	return std::all_of(text.begin(), text.end(), isBase64Digit)
		&& sodium_base642bin(bytes, capacity, text.data(), text.size(), nullptr, &size, nullptr, BASE64) == 0
		&& size >= minimum;
}


} // namespace


bool PhcString::isArgon2(std::string_view stored) noexcept
{
	for (const Name& name : NAMES)
	{
		if (stored.substr(0, name.text.size()) == name.text) return true;
	}
	return false;
}


std::optional<PhcString> PhcString::parse(std::string_view stored) noexcept
{
	PhcString hash;
	bool named = false;
	for (const Name& name : NAMES)
	{
		if (!take(stored, name.text)) continue;
		hash.variant = name.variant;
		named = true;
		break;
	}
	if (!named) return std::nullopt;

	if (!take(stored, "v=19$m=") || !takeNumber(stored, 8, MAX_MEMORY_KIB, hash.memoryKiB)) return std::nullopt;
	if (!take(stored, ",t=") || !takeNumber(stored, 1, MAX_PASSES, hash.passes)) return std::nullopt;
	if (!take(stored, ",p=") || !takeNumber(stored, 1, MAX_LANES, hash.lanes)) return std::nullopt;
	if (hash.memoryKiB < 8 * hash.lanes) return std::nullopt;
	if (!take(stored, "$")) return std::nullopt;

	const std::size_t dollar = stored.find('$');
	if (dollar == std::string_view::npos) return std::nullopt;
	if (!decode(stored.substr(0, dollar), MIN_SALT_BYTES, hash.salt.data(), hash.salt.size(), hash.saltBytes)) return std::nullopt;
	if (!decode(stored.substr(dollar + 1), MIN_TAG_BYTES, hash.tag.data(), hash.tag.size(), hash.tagBytes)) return std::nullopt;
	return hash;
}


std::size_t PhcString::format(const PhcString& hash, char* text, std::size_t capacity) noexcept
{
	constexpr std::size_t LONGEST_BASE64 = sodium_base64_ENCODED_LEN(MAX_TAG_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	char salt[LONGEST_BASE64];
	char tag[LONGEST_BASE64];
	sodium_bin2base64(salt, sizeof salt, hash.salt.data(), hash.saltBytes, BASE64);
	sodium_bin2base64(tag, sizeof tag, hash.tag.data(), hash.tagBytes, BASE64);

	const char* name = "";
	for (const Name& candidate : NAMES)
	{
		if (candidate.variant == hash.variant) name = candidate.text.data();
	}
	const int size = std::snprintf(text, capacity, "%sv=19$m=%u,t=%u,p=%u$%s$%s",
		name, hash.memoryKiB, hash.passes, hash.lanes, salt, tag);
	return size > 0 && static_cast<std::size_t>(size) < capacity ? static_cast<std::size_t>(size) : 0;
}


} } // namespace AuthPlug::Password
