//
// PhcStringTest.cpp
//
// Tests: unit/core
//
// Argon2 strings: what is read, and what is refused before any memory is touched.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/PhcString.h"
#include <random>


namespace {


using AuthPlug::Password::PhcString;
using AuthPlug::Tests::addCase;
using Variant = PhcString::Variant;
using namespace std::string_literals;


const std::string SALT = "c29tZXNhbHRzb21lc2FsdA";
const std::string TAG = "yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew";
const std::string REST = "$" + SALT + "$" + TAG;
const std::string GOOD = "$argon2id$v=19$m=19456,t=2,p=1" + REST;


struct Accepted
{
	const char* name;
	std::string text;
	Variant variant;
	std::uint32_t memoryKiB;
	std::uint32_t passes;
	std::uint32_t lanes;
	std::size_t saltBytes;
	std::size_t tagBytes;
};


const Accepted ACCEPTED[] = {
	{"argon2id", GOOD, Variant::argon2id, 19456, 2, 1, 16, 32},
	{"argon2i", "$argon2i$v=19$m=256,t=3,p=1" + REST, Variant::argon2i, 256, 3, 1, 16, 32},
	{"argon2d", "$argon2d$v=19$m=256,t=3,p=1" + REST, Variant::argon2d, 256, 3, 1, 16, 32},
	{"least parameters", "$argon2id$v=19$m=8,t=1,p=1" + REST, Variant::argon2id, 8, 1, 1, 16, 32},
	{"most memory, passes and lanes", "$argon2id$v=19$m=1048576,t=64,p=16" + REST, Variant::argon2id, 1048576, 64, 16, 16, 32},
	{"least memory for 16 lanes", "$argon2id$v=19$m=128,t=1,p=16" + REST, Variant::argon2id, 128, 1, 16, 16, 32},
	{"salt of 8 bytes", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$" + TAG, Variant::argon2id, 256, 2, 1, 8, 32},
	{"salt of 64 bytes", "$argon2id$v=19$m=256,t=2,p=1$" + std::string(85, 'A') + "A$" + TAG, Variant::argon2id, 256, 2, 1, 64, 32},
	{"tag of 16 bytes", "$argon2id$v=19$m=256,t=1,p=1$" + SALT + "$pflYFUgAEzm7qfkA1fje1A", Variant::argon2id, 256, 1, 1, 16, 16},
	{"tag of 64 bytes", "$argon2id$v=19$m=256,t=1,p=1$" + SALT + "$" + std::string(86, 'A'), Variant::argon2id, 256, 1, 1, 16, 64}
};


struct Refused
{
	const char* name;
	std::string text;
};


const Refused REFUSED[] = {
	{"empty", ""},
	{"only a dollar", "$"},
	{"only the name", "$argon2id$"},
	{"no dollar in front", GOOD.substr(1)},
	{"blank in front", " " + GOOD},
	{"blank behind", GOOD + " "},
	{"line feed behind", GOOD + "\n"},
	{"NUL behind", GOOD + "\0"s},
	{"NUL inside the tag", GOOD.substr(0, GOOD.size() - 1) + "\0"s},
	{"one more field", GOOD + "$"},
	{"another field with text", GOOD + "$abc"},
	{"name in upper case", "$ARGON2ID$v=19$m=19456,t=2,p=1" + REST},
	{"unknown variant", "$argon2x$v=19$m=19456,t=2,p=1" + REST},
	{"bcrypt", "$2b$10$XXXXXXXXXXXXXXXXXXXXXOaH/quTUbBubVf55jy3lXghOJdjjhBG2"},
	{"no version", "$argon2id$m=19456,t=2,p=1" + REST},
	{"version 16", "$argon2id$v=16$m=19456,t=2,p=1" + REST},
	{"version 20", "$argon2id$v=20$m=19456,t=2,p=1" + REST},
	{"version 019", "$argon2id$v=019$m=19456,t=2,p=1" + REST},
	{"version 0x13", "$argon2id$v=0x13$m=19456,t=2,p=1" + REST},
	{"other order", "$argon2id$v=19$t=2,m=19456,p=1" + REST},
	{"m missing", "$argon2id$v=19$t=2,p=1" + REST},
	{"t missing", "$argon2id$v=19$m=19456,p=1" + REST},
	{"p missing", "$argon2id$v=19$m=19456,t=2" + REST},
	{"m twice", "$argon2id$v=19$m=19456,m=19456,t=2,p=1" + REST},
	{"a fourth parameter", "$argon2id$v=19$m=19456,t=2,p=1,keyid=Zm9v" + REST},
	{"m empty", "$argon2id$v=19$m=,t=2,p=1" + REST},
	{"m = 0", "$argon2id$v=19$m=0,t=2,p=1" + REST},
	{"m = 7", "$argon2id$v=19$m=7,t=2,p=1" + REST},
	{"m less than 8 for each lane", "$argon2id$v=19$m=127,t=2,p=16" + REST},
	{"m one over the cap", "$argon2id$v=19$m=1048577,t=2,p=1" + REST},
	{"m = 2^31", "$argon2id$v=19$m=2147483648,t=2,p=1" + REST},
	{"m = 2^32, which wraps to 0", "$argon2id$v=19$m=4294967296,t=2,p=1" + REST},
	{"m = 2^32 + 19456", "$argon2id$v=19$m=4294986752,t=2,p=1" + REST},
	{"m = 2^64", "$argon2id$v=19$m=18446744073709551616,t=2,p=1" + REST},
	{"m of 100 digits", "$argon2id$v=19$m=" + std::string(100, '9') + ",t=2,p=1" + REST},
	{"m negative", "$argon2id$v=19$m=-19456,t=2,p=1" + REST},
	{"m with plus", "$argon2id$v=19$m=+19456,t=2,p=1" + REST},
	{"m with leading zero", "$argon2id$v=19$m=019456,t=2,p=1" + REST},
	{"m with blank", "$argon2id$v=19$m= 19456,t=2,p=1" + REST},
	{"m hexadecimal", "$argon2id$v=19$m=0x4C00,t=2,p=1" + REST},
	{"m with exponent", "$argon2id$v=19$m=1e4,t=2,p=1" + REST},
	{"t = 0", "$argon2id$v=19$m=19456,t=0,p=1" + REST},
	{"t one over the cap", "$argon2id$v=19$m=19456,t=65,p=1" + REST},
	{"t = 2^32 + 2", "$argon2id$v=19$m=19456,t=4294967298,p=1" + REST},
	{"p = 0", "$argon2id$v=19$m=19456,t=2,p=0" + REST},
	{"p one over the cap", "$argon2id$v=19$m=19456,t=2,p=17" + REST},
	{"no salt and no tag", "$argon2id$v=19$m=19456,t=2,p=1"},
	{"no tag", "$argon2id$v=19$m=19456,t=2,p=1$" + SALT},
	{"empty salt", "$argon2id$v=19$m=19456,t=2,p=1$$" + TAG},
	{"empty tag", "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$"},
	{"both empty", "$argon2id$v=19$m=19456,t=2,p=1$$"},
	{"salt of 7 bytes", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbA$" + TAG},
	{"salt of 65 bytes", "$argon2id$v=19$m=19456,t=2,p=1$" + std::string(86, 'A') + "A$" + TAG},
	{"salt of 10000 bytes", "$argon2id$v=19$m=19456,t=2,p=1$" + std::string(13334, 'A') + "$" + TAG},
	{"tag of 15 bytes", "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$AAAAAAAAAAAAAAAAAAAA"},
	{"tag of 65 bytes", "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + std::string(87, 'A')},
	{"padding", GOOD + "="},
	{"URL alphabet", "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$yrdGtGIZk_3JHsUHh5gLQUqQppLwvGjf4Z-cJbPLqew"},
	{"unused bits set in the tag", GOOD.substr(0, GOOD.size() - 1) + "x"},
	{"unused bits set in the salt", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdB$" + TAG},
	{"tag of an impossible length", GOOD.substr(0, GOOD.size() - 2)},
	{"blank in the tag", "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$yrdG tGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew"},
	{"other letters in the salt", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRz\xC3\xA9" "2FsdA$" + TAG}
};


void reads(const Accepted& row)
{
	CPPUNIT_ASSERT(PhcString::isArgon2(row.text));
	CPPUNIT_ASSERT(PhcString::isUsable(row.text));
	const auto hash = PhcString::parse(row.text);
	CPPUNIT_ASSERT(hash.has_value());
	CPPUNIT_ASSERT(row.variant == hash->variant);
	CPPUNIT_ASSERT_EQUAL(row.memoryKiB, hash->memoryKiB);
	CPPUNIT_ASSERT_EQUAL(row.passes, hash->passes);
	CPPUNIT_ASSERT_EQUAL(row.lanes, hash->lanes);
	CPPUNIT_ASSERT_EQUAL(row.saltBytes, hash->saltBytes);
	CPPUNIT_ASSERT_EQUAL(row.tagBytes, hash->tagBytes);

	char text[512];
	CPPUNIT_ASSERT_EQUAL(row.text, std::string(text, PhcString::format(*hash, text, sizeof text)));
}


void decodesSalt()
{
	const auto hash = PhcString::parse(GOOD);
	CPPUNIT_ASSERT_EQUAL("somesaltsomesalt"s, std::string(hash->salt.begin(), hash->salt.begin() + 16));
}


void formatNeedsRoom()
{
	const auto hash = PhcString::parse(GOOD);
	char text[512];
	CPPUNIT_ASSERT_EQUAL(GOOD.size(), PhcString::format(*hash, text, GOOD.size() + 1));
	CPPUNIT_ASSERT_EQUAL(std::size_t(0), PhcString::format(*hash, text, GOOD.size()));
}


void survivesMutations()
	/// What is accepted is within the caps and has one spelling only, and is
	/// just what is called usable.
{
	std::mt19937_64 random(20240607);
	const std::string alphabet = "$=,0123456789mtpvargonid+/AZaz \n\0\xFF"s;
	std::size_t accepted = 0;
	for (int i = 0; i < 100000; ++i)
	{
		std::string text = GOOD;
		for (std::uint64_t edits = random() % 3 + 1; edits > 0; --edits)
		{
			const std::size_t at = random() % (text.size() + 1);
			const char letter = alphabet[random() % alphabet.size()];
			switch (random() % 4)
			{
			case 0:  text.insert(at, 1, letter); break;
			case 1:  if (at < text.size()) text.erase(at, 1 + random() % 3); break;
			case 2:  if (at < text.size()) text[at] = letter; break;
			default: text.insert(at, text.substr(random() % text.size(), random() % 8)); break;
			}
		}
		const auto hash = PhcString::parse(text);
		CPPUNIT_ASSERT_EQUAL(hash.has_value(), PhcString::isUsable(text));
		if (!hash) continue;
		++accepted;
		char again[512];
		CPPUNIT_ASSERT_EQUAL(text, std::string(again, PhcString::format(*hash, again, sizeof again)));
		CPPUNIT_ASSERT(hash->memoryKiB <= PhcString::MAX_MEMORY_KIB && hash->memoryKiB >= 8 * hash->lanes);
		CPPUNIT_ASSERT(hash->passes >= 1 && hash->passes <= PhcString::MAX_PASSES);
		CPPUNIT_ASSERT(hash->lanes >= 1 && hash->lanes <= PhcString::MAX_LANES);
		CPPUNIT_ASSERT(hash->saltBytes >= 8 && hash->tagBytes >= 16);
	}
	CPPUNIT_ASSERT(accepted > 1000);
}


AUTHPLUG_CASES(PhcStringTest)
{
	for (const Accepted& row : ACCEPTED) addCase(suite, "read: "s + row.name, [&row] { reads(row); });
	for (const Refused& row : REFUSED)
	{
		addCase(suite, "refused: "s + row.name, [&row] { CPPUNIT_ASSERT(!PhcString::parse(row.text) && !PhcString::isUsable(row.text)); });
	}
	addCase(suite, "the salt is decoded", decodesSalt);
	addCase(suite, "format needs room for the NUL", formatNeedsRoom);
	addCase(suite, "100000 mutations", survivesMutations);
}


} // namespace
