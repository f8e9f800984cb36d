//
// CryptString.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  CryptString
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/CryptString.h"
#include "core/Ascii.h"
#include <algorithm>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::uint32_t NO_DIGIT = 64;


std::uint32_t digitOf(char c) noexcept
	/// The value of a digit of crypt's Base64, `./0-9A-Za-z`.
{
	if (c == '.') return 0;
	if (c == '/') return 1;
	if (Ascii::isDigit(c)) return static_cast<std::uint32_t>(c - '0') + 2;
	if (Ascii::isUpper(c)) return static_cast<std::uint32_t>(c - 'A') + 12;
	if (Ascii::isLower(c)) return static_cast<std::uint32_t>(c - 'a') + 38;
	return NO_DIGIT;
}


bool isDigits(std::string_view text, std::size_t minimum, std::size_t maximum) noexcept
{
	return text.size() >= minimum && text.size() <= maximum
		&& std::all_of(text.begin(), text.end(), [](char c) { return digitOf(c) != NO_DIGIT; });
}


std::string_view takeField(std::string_view& text) noexcept
	/// Takes what precedes the next `$`, and the `$`.
{
	const std::size_t dollar = std::min(text.find('$'), text.size());
	const std::string_view field = text.substr(0, dollar);
	text.remove_prefix(std::min(dollar + 1, text.size()));
	return field;
}


bool takeVariable(std::string_view& text, std::uint32_t minimum, std::uint32_t& value) noexcept
	/// Takes one number of a yescrypt parameter field. The first digit tells
	/// how many follow: 0..47 none, 48..55 one, 56..59 two, 60..61 three, 62
	/// four; each form starts where the shorter one ends.
{
	if (text.empty()) return false;
	const std::uint32_t first = digitOf(text[0]);
	if (first >= 63) return false;

	std::uint32_t start = 0;
	std::uint32_t end = 47;
	std::size_t more = 0;
	std::uint64_t result = minimum;
	while (first > end)
	{
		result += static_cast<std::uint64_t>(end + 1 - start) << (6 * more);
		start = end + 1;
		end = start + (62 - end) / 2;
		++more;
	}
	if (text.size() < more + 1) return false;

	result += static_cast<std::uint64_t>(first - start) << (6 * more);
	for (std::size_t i = 1; i <= more; ++i)
	{
		const std::uint32_t digit = digitOf(text[i]);
		if (digit == NO_DIGIT) return false;
		result += static_cast<std::uint64_t>(digit) << (6 * (more - i));
	}
	text.remove_prefix(more + 1);
	value = static_cast<std::uint32_t>(std::min<std::uint64_t>(result, UINT32_MAX));
	return true;
}


bool takeFixed(std::string_view& text, std::uint32_t& value) noexcept
	/// Takes a number of 30 bits in five digits, the lowest one first.
{
	if (text.size() < 5) return false;
	value = 0;
	for (std::size_t i = 0; i < 5; ++i)
	{
		const std::uint32_t digit = digitOf(text[i]);
		if (digit == NO_DIGIT) return false;
		value |= digit << (6 * i);
	}
	text.remove_prefix(5);
	return true;
}


bool isMemoryWithinCap(std::uint32_t log2N, std::uint32_t r) noexcept
	/// scrypt and yescrypt take 128 * N * r bytes.
{
	if (log2N < 1 || log2N > 23 || r < 1 || r > 1024) return false;
	return (128ull << log2N) * r <= CryptString::MAX_MEMORY_BYTES;
}


bool isBcrypt(std::string_view rest) noexcept
	/// `NN$` and 53 digits: 22 of the salt, 31 of the hash.
{
	if (rest.size() != 56 || !Ascii::isDigit(rest[0]) || !Ascii::isDigit(rest[1]) || rest[2] != '$') return false;
	const std::uint32_t cost = static_cast<std::uint32_t>((rest[0] - '0') * 10 + (rest[1] - '0'));
	return cost >= 4 && cost <= CryptString::MAX_BCRYPT_COST && isDigits(rest.substr(3), 53, 53);
}


bool isShacrypt(std::string_view rest, std::size_t hashDigits) noexcept
	/// `[rounds=N$]salt$hash`.
{
	std::string_view field = takeField(rest);
	if (field.substr(0, 7) == "rounds=")
	{
		field.remove_prefix(7);
		if (field.empty() || field.size() > 7 || field[0] == '0' || !std::all_of(field.begin(), field.end(), Ascii::isDigit)) return false;
		std::uint32_t rounds = 0;
		for (const char c : field) rounds = rounds * 10 + static_cast<std::uint32_t>(c - '0');
		if (rounds < 1000 || rounds > CryptString::MAX_SHA_ROUNDS) return false;
		field = takeField(rest);
	}
	const auto fits = [](char c) { return Ascii::isPrintable(c) && c != ' ' && c != ':'; };
	return field.size() <= 16 && std::all_of(field.begin(), field.end(), fits) && isDigits(rest, hashDigits, hashDigits);
}


bool isYescrypt(std::string_view rest) noexcept
	/// `parameters$salt$hash`. The parameters are flags, log2 N, r and, if more
	/// follows, a mask of which of p, t, g and the ROM's size are given.
{
	std::string_view parameters = takeField(rest);
	std::uint32_t flags = 0;
	std::uint32_t log2N = 0;
	std::uint32_t r = 0;
	if (!takeVariable(parameters, 0, flags) || !takeVariable(parameters, 1, log2N) || !takeVariable(parameters, 1, r)) return false;
	if (!isMemoryWithinCap(log2N, r)) return false;

	if (!parameters.empty())
	{
		std::uint32_t mask = 0;
		std::uint32_t p = 1;
		std::uint32_t t = 0;
		if (!takeVariable(parameters, 1, mask) || mask > 3) return false;
		if ((mask & 1) && !takeVariable(parameters, 2, p)) return false;
		if ((mask & 2) && !takeVariable(parameters, 1, t)) return false;
		if (!parameters.empty() || p > CryptString::MAX_PARALLELISM || t > CryptString::MAX_TIME) return false;
	}
	const std::string_view salt = takeField(rest);
	return isDigits(salt, 0, 86) && isDigits(rest, 43, 43);
}


bool isScrypt(std::string_view rest) noexcept
	/// One digit for log2 N, five each for r and p, then `salt$hash`.
{
	if (rest.empty()) return false;
	const std::uint32_t log2N = digitOf(rest[0]);
	rest.remove_prefix(1);
	std::uint32_t r = 0;
	std::uint32_t p = 0;
	if (!takeFixed(rest, r) || !takeFixed(rest, p)) return false;
	if (!isMemoryWithinCap(log2N, r) || p < 1 || p > CryptString::MAX_PARALLELISM) return false;

	const std::string_view salt = takeField(rest);
	const auto fits = [](char c) { return Ascii::isPrintable(c) && c != ' ' && c != ':'; };
	return salt.size() <= 86 && std::all_of(salt.begin(), salt.end(), fits) && isDigits(rest, 43, 43);
}


struct Prefix
{
	std::string_view text;
	CryptString::Scheme scheme;
};


constexpr Prefix PREFIXES[] = {
	{"$2a$", CryptString::Scheme::bcrypt},
	{"$2b$", CryptString::Scheme::bcrypt},
	{"$2y$", CryptString::Scheme::bcrypt},
	{"$y$", CryptString::Scheme::yescrypt},
	{"$gy$", CryptString::Scheme::yescrypt},
	{"$7$", CryptString::Scheme::scrypt},
	{"$6$", CryptString::Scheme::shacrypt},
	{"$5$", CryptString::Scheme::shacrypt}
};


const Prefix* prefixOf(std::string_view stored) noexcept
{
	const auto found = std::find_if(std::begin(PREFIXES), std::end(PREFIXES),
		[&](const Prefix& prefix) { return stored.substr(0, prefix.text.size()) == prefix.text; });
	return found == std::end(PREFIXES) ? nullptr : found;
}


} // namespace


CryptString::Scheme CryptString::schemeOf(std::string_view stored) noexcept
{
	const Prefix* prefix = prefixOf(stored);
	return prefix ? prefix->scheme : Scheme::none;
}


bool CryptString::withinCaps(std::string_view stored) noexcept
{
	const Prefix* prefix = prefixOf(stored);
	if (!prefix || stored.size() >= MAX_BYTES) return false;

	const std::string_view rest = stored.substr(prefix->text.size());
	switch (prefix->scheme)
	{
	case Scheme::bcrypt:   return isBcrypt(rest);
	case Scheme::yescrypt: return isYescrypt(rest);
	case Scheme::scrypt:   return isScrypt(rest);
	case Scheme::shacrypt: return isShacrypt(rest, stored[1] == '6' ? 86 : 43);
	case Scheme::none:     break;
	}
	return false;
}


} } // namespace AuthPlug::Password
