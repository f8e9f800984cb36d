//
// CryptStringTest.cpp
//
// Tests: unit/core
//
// Strings of crypt(5): what is read, and what is refused before any memory is touched.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/CryptString.h"
#include <random>


namespace {


using AuthPlug::Password::CryptString;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


const std::string H43(43, 'a');
const std::string H86(86, 'a');
const std::string BCRYPT = "$2y$05$XfTImB4G3vZySl9E2IFR9uaLp87IW7W.2OOGePrfGUUckaL4RnGaW";
const std::string BCRYPT_REST = BCRYPT.substr(7);


struct Row
{
	const char* name;
	std::string text;
	bool withinCaps;
};


const Row ROWS[] = {
	{"bcrypt 2y", BCRYPT, true},
	{"bcrypt 2a", "$2a$05$" + BCRYPT_REST, true},
	{"bcrypt 2b", "$2b$05$" + BCRYPT_REST, true},
	{"bcrypt cost 4", "$2b$04$" + BCRYPT_REST, true},
	{"bcrypt cost 15", "$2b$15$" + BCRYPT_REST, true},
	{"bcrypt cost 3", "$2b$03$" + BCRYPT_REST, false},
	{"bcrypt cost 16", "$2b$16$" + BCRYPT_REST, false},
	{"bcrypt cost 31", "$2b$31$" + BCRYPT_REST, false},
	{"bcrypt cost 99", "$2b$99$" + BCRYPT_REST, false},
	{"bcrypt cost of one digit", "$2b$5$" + BCRYPT_REST, false},
	{"bcrypt cost with sign", "$2b$+5$" + BCRYPT_REST, false},
	{"bcrypt 2x, which is broken", "$2x$05$" + BCRYPT_REST, false},
	{"bcrypt 2", "$2$05$" + BCRYPT_REST, false},
	{"bcrypt without hash", "$2b$05$abcdefghijklmnopqrstuu", false},
	{"bcrypt one short", BCRYPT.substr(0, 59), false},
	{"bcrypt one long", BCRYPT + "a", false},
	{"bcrypt with line feed", BCRYPT + "\n", false},
	{"bcrypt with NUL", BCRYPT.substr(0, 59) + "\0"s, false},
	{"bcrypt with other letter", BCRYPT.substr(0, 59) + "-", false},
	{"yescrypt default cost, 16 MiB", "$y$j9T$abcdefgh$" + H43, true},
	{"yescrypt cost 1", "$y$j75$abcdefgh$" + H43, true},
	{"yescrypt cost 11, 1 GiB", "$y$jFT$abcdefgh$" + H43, true},
	{"yescrypt 2 GiB by N", "$y$jGT$abcdefgh$" + H43, false},
	{"yescrypt 2 GiB by r", "$y$jFk2$abcdefgh$" + H43, false},
	{"yescrypt N = 2^47", "$y$jjT$abcdefgh$" + H43, false},
	{"yescrypt r beyond 32 bits", "$y$j7xzzzz$abcdefgh$" + H43, false},
	{"yescrypt r of five digits", "$y$j7yzzzz$abcdefgh$" + H43, false},
	{"yescrypt last digit z is no number", "$y$j7z$abcdefgh$" + H43, false},
	{"yescrypt with p = 2", "$y$j75..$abcdefgh$" + H43, true},
	{"yescrypt with p = 16", "$y$j75.C$abcdefgh$" + H43, true},
	{"yescrypt with p = 17", "$y$j75.D$abcdefgh$" + H43, false},
	{"yescrypt with p = 2 and t = 1", "$y$j750..$abcdefgh$" + H43, true},
	{"yescrypt with t = 48", "$y$j75/j$abcdefgh$" + H43, true},
	{"yescrypt with t = 64", "$y$j75/kD$abcdefgh$" + H43, true},
	{"yescrypt with t = 65", "$y$j75/kE$abcdefgh$" + H43, false},
	{"yescrypt with upgrades g", "$y$j751.$abcdefgh$" + H43, false},
	{"yescrypt with ROM", "$y$j755.$abcdefgh$" + H43, false},
	{"yescrypt with mask and nothing behind", "$y$j75.$abcdefgh$" + H43, false},
	{"yescrypt with more than the mask says", "$y$j75...$abcdefgh$" + H43, false},
	{"yescrypt without parameters", "$y$$abcdefgh$" + H43, false},
	{"yescrypt with one parameter", "$y$j$abcdefgh$" + H43, false},
	{"yescrypt without salt", "$y$j9T$$" + H43, true},
	{"yescrypt without hash", "$y$j9T$abcdefgh", false},
	{"yescrypt with empty hash", "$y$j9T$abcdefgh$", false},
	{"yescrypt hash one short", "$y$j9T$abcdefgh$" + H43.substr(1), false},
	{"yescrypt hash one long", "$y$j9T$abcdefgh$" + H43 + "a", false},
	{"yescrypt one more field", "$y$j9T$abcdefgh$" + H43 + "$", false},
	{"yescrypt salt of 87", "$y$j9T$" + std::string(87, 'a') + "$" + H43, false},
	{"gost-yescrypt", "$gy$j9T$abcdefgh$" + H43, true},
	{"gost-yescrypt 2 GiB", "$gy$jGT$abcdefgh$" + H43, false},
	{"scrypt", "$7$C6..../....SodiumChloride$" + H43, true},
	{"scrypt 1 GiB", "$7$GU..../....abc$" + H43, true},
	{"scrypt 2 GiB by N", "$7$HU..../....abc$" + H43, false},
	{"scrypt 2 GiB by r", "$7$G./.../....abc$" + H43, false},
	{"scrypt N = 2^63", "$7$z6..../....abc$" + H43, false},
	{"scrypt N = 1", "$7$.6..../....abc$" + H43, false},
	{"scrypt r = 0", "$7$C...../....abc$" + H43, false},
	{"scrypt r = 2^30 - 1", "$7$Czzzzz/....abc$" + H43, false},
	{"scrypt p = 0", "$7$C6.........abc$" + H43, false},
	{"scrypt p = 16", "$7$C6....E....abc$" + H43, true},
	{"scrypt p = 17", "$7$C6....F....abc$" + H43, false},
	{"scrypt cut short", "$7$C6...", false},
	{"scrypt without hash", "$7$C6..../....abc$", false},
	{"sha512crypt", "$6$saltstring$" + H86, true},
	{"sha512crypt with rounds", "$6$rounds=5000$saltstring$" + H86, true},
	{"sha512crypt, fewest rounds", "$6$rounds=1000$saltstring$" + H86, true},
	{"sha512crypt, most rounds", "$6$rounds=2000000$saltstring$" + H86, true},
	{"sha512crypt, too few rounds", "$6$rounds=999$saltstring$" + H86, false},
	{"sha512crypt, too many rounds", "$6$rounds=2000001$saltstring$" + H86, false},
	{"sha512crypt, 999999999 rounds", "$6$rounds=999999999$saltstring$" + H86, false},
	{"sha512crypt, rounds that wrap", "$6$rounds=4294972296$saltstring$" + H86, false},
	{"sha512crypt, rounds with leading zero", "$6$rounds=05000$saltstring$" + H86, false},
	{"sha512crypt, rounds negative", "$6$rounds=-5000$saltstring$" + H86, false},
	{"sha512crypt, no rounds", "$6$rounds=$saltstring$" + H86, false},
	{"sha512crypt, rounds as the salt", "$6$rounds=5000$" + H86, false},
	{"sha512crypt, empty salt", "$6$$" + H86, true},
	{"sha512crypt, salt of 16", "$6$" + std::string(16, 'a') + "$" + H86, true},
	{"sha512crypt, salt of 17", "$6$" + std::string(17, 'a') + "$" + H86, false},
	{"sha512crypt, colon in the salt", "$6$a:b$" + H86, false},
	{"sha512crypt, hash of the wrong length", "$6$saltstring$" + H43, false},
	{"sha512crypt without hash", "$6$saltstring", false},
	{"sha512crypt with empty hash", "$6$saltstring$", false},
	{"sha256crypt", "$5$saltstring$" + H43, true},
	{"sha256crypt, hash of the wrong length", "$5$saltstring$" + H86, false},
	{"empty", "", false},
	{"only a prefix", "$y$", false},
	{"only a prefix of scrypt", "$7$", false},
	{"md5crypt", "$1$abc$BXBqpb9BZcZhXLgbee.0s/", false},
	{"DES", "abJnggxhB/yWI", false},
	{"NT", "$3$$8846f7eaee8fb117ad06bdd830b7586c", false},
	{"failure token", "*0", false},
	{"locked account", "!" + BCRYPT, false},
	{"plain text", "password", false},
	{"argon2", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", false}
};


void survivesMutations()
{
	const std::string seeds[] = {BCRYPT, "$y$j9T$abcdefgh$" + H43, "$y$j750..$abcdefgh$" + H43, "$7$C6..../....SodiumChloride$" + H43, "$6$rounds=5000$saltstring$" + H86};
	const std::string alphabet = "$=./019AZaz:y267rounds \n\0\xFF"s;
	std::mt19937_64 random(4711);
	std::size_t accepted = 0;
	for (int i = 0; i < 100000; ++i)
	{
		std::string text = seeds[random() % 5];
		for (std::uint64_t edits = random() % 3 + 1; edits > 0; --edits)
		{
			const std::size_t at = random() % (text.size() + 1);
			const char letter = alphabet[random() % alphabet.size()];
			switch (random() % 3)
			{
			case 0:  text.insert(at, 1, letter); break;
			case 1:  text.erase(at, 1 + random() % 3); break;
			default: if (at < text.size()) text[at] = letter; break;
			}
		}
		if (!CryptString::withinCaps(text)) continue;
		++accepted;
		CPPUNIT_ASSERT(text.find_first_of("\n\0 :\xFF"s) == std::string::npos);
		CPPUNIT_ASSERT(text.size() < CryptString::MAX_BYTES);
		CPPUNIT_ASSERT(CryptString::schemeOf(text) != CryptString::Scheme::none);
	}
	CPPUNIT_ASSERT(accepted > 1000);
}


AUTHPLUG_CASES(CryptStringTest)
{
	for (const Row& row : ROWS)
	{
		addCase(suite, row.name, [&row] { CPPUNIT_ASSERT_EQUAL(row.withinCaps, CryptString::withinCaps(row.text)); });
	}
	addCase(suite, "100000 mutations", survivesMutations);
}


} // namespace
