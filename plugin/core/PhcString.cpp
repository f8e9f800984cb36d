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
	return Ascii::isLower(c) || Ascii::isUpper(c) || Ascii::isDigit(c) || c == '+' || c == '/';
}


bool isBase64(std::string_view text, std::size_t leastBytes, std::size_t mostBytes) noexcept
	/// RFC 4648, section 4, without padding, its unused bits zero.
{
	constexpr std::string_view DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	constexpr std::size_t UNUSED_BITS[] = {0, 0, 15, 3};

	const std::size_t bytes = text.size()*3/4;
	const std::size_t rest = text.size()%4;
	if (rest == 1 || bytes < leastBytes || bytes > mostBytes) return false;
	return std::all_of(text.begin(), text.end(), isBase64Digit) && (DIGITS.find(text.back()) & UNUSED_BITS[rest]) == 0;
}


bool decode(std::string_view text, unsigned char* bytes, std::size_t capacity, std::size_t& size) noexcept
{
	return sodium_base642bin(bytes, capacity, text.data(), text.size(), nullptr, &size, nullptr, BASE64) == 0;
}


struct Fields
	/// A form taken apart: all but the two values that are in Base64.
{
	PhcString hash;
	std::string_view salt;
	std::string_view tag;
};


bool split(std::string_view stored, Fields& fields) noexcept
	/// Returns false unless the whole form is one that can be verified.
{
	PhcString& hash = fields.hash;
	bool named = false;
	for (const Name& name : NAMES)
	{
		if (!take(stored, name.text)) continue;
		hash.variant = name.variant;
		named = true;
		break;
	}
	if (!named) return false;

	if (!take(stored, "v=19$m=") || !takeNumber(stored, 8, PhcString::MAX_MEMORY_KIB, hash.memoryKiB)) return false;
	if (!take(stored, ",t=") || !takeNumber(stored, 1, PhcString::MAX_PASSES, hash.passes)) return false;
	if (!take(stored, ",p=") || !takeNumber(stored, 1, PhcString::MAX_LANES, hash.lanes)) return false;
	if (hash.memoryKiB < 8 * hash.lanes) return false;
	if (!take(stored, "$")) return false;

	const std::size_t dollar = stored.find('$');
	if (dollar == std::string_view::npos) return false;
	fields.salt = stored.substr(0, dollar);
	fields.tag = stored.substr(dollar + 1);
	return isBase64(fields.salt, PhcString::MIN_SALT_BYTES, PhcString::MAX_SALT_BYTES)
		&& isBase64(fields.tag, PhcString::MIN_TAG_BYTES, PhcString::MAX_TAG_BYTES);
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


bool PhcString::isUsable(std::string_view stored) noexcept
{
	Fields fields;
	return split(stored, fields);
}


std::optional<PhcString> PhcString::parse(std::string_view stored) noexcept
{
	Fields fields;
	if (!split(stored, fields)) return std::nullopt;
	PhcString& hash = fields.hash;
	if (!decode(fields.salt, hash.salt.data(), hash.salt.size(), hash.saltBytes)) return std::nullopt;
	if (!decode(fields.tag, hash.tag.data(), hash.tag.size(), hash.tagBytes)) return std::nullopt;
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
