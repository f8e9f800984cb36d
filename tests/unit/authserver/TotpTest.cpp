//
// TotpTest.cpp
//
// Tests: unit/authserver
//
// One-time codes against the vectors of RFC 4648 and RFC 6238.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "model/Base32.h"
#include "model/Totp.h"


namespace {


using namespace AuthServer;
using AuthPlug::Tests::addCase;


const std::string RFC_SECRET = "12345678901234567890";


struct Code
{
	std::uint64_t seconds;
	const char* code;
};


const Code RFC_6238[] = {
	{59, "287082"},
	{1111111109, "081804"},
	{1111111111, "050471"},
	{1234567890, "005924"},
	{2000000000, "279037"},
	{20000000000, "353130"}
};


struct Text
{
	const char* bytes;
	const char* base32;
};


const Text RFC_4648[] = {
	{"", ""},
	{"f", "MY"},
	{"fo", "MZXQ"},
	{"foo", "MZXW6"},
	{"foob", "MZXW6YQ"},
	{"fooba", "MZXW6YTB"},
	{"foobar", "MZXW6YTBOI"}
};


const char* const NOT_BASE32[] = {"M", "MZX", "MZXW6Y", "MZ XQ", "MZXQ====", "M1", "M0", "M8", "MZ-Q", "MB", "MZXR"};


} // namespace


AUTHPLUG_CASES(Base32)
{
	for (const Text& row : RFC_4648)
	{
		addCase(suite, std::string("encodes \"") + row.bytes + "\"", [&row] { CPPUNIT_ASSERT_EQUAL(std::string(row.base32), toBase32(row.bytes)); });
		addCase(suite, std::string("decodes \"") + row.base32 + "\"", [&row]
		{
			CPPUNIT_ASSERT(fromBase32(row.base32).has_value());
			CPPUNIT_ASSERT_EQUAL(std::string(row.bytes), *fromBase32(row.base32));
		});
	}
	for (const char* text : NOT_BASE32)
	{
		addCase(suite, std::string("refuses \"") + text + "\"", [text] { CPPUNIT_ASSERT(!fromBase32(text)); });
	}
	addCase(suite, "takes lower case", [] { CPPUNIT_ASSERT_EQUAL(std::string("foobar"), fromBase32("mzxw6ytboi").value_or("")); });
	addCase(suite, "keeps all byte values", []
	{
		std::string bytes;
		for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
		CPPUNIT_ASSERT(fromBase32(toBase32(bytes)) == bytes);
	});
}


AUTHPLUG_CASES(TotpCode)
{
	for (const Code& row : RFC_6238)
	{
		addCase(suite, "RFC 6238 at " + std::to_string(row.seconds), [&row]
		{
			CPPUNIT_ASSERT_EQUAL(std::string(row.code), Totp::codeOf(RFC_SECRET, Totp::stepAt(row.seconds)));
		});
	}

	struct Skew
	{
		const char* name;
		std::int64_t steps;
		bool good;
	};
	static const Skew skews[] = {
		{"the present step", 0, true},
		{"one step late", -1, true},
		{"one step early", 1, true},
		{"two steps late", -2, false},
		{"two steps early", 2, false}
	};
	for (const Skew& row : skews)
	{
		addCase(suite, row.name, [&row]
		{
			const std::uint64_t now = 1234567890;
			const std::uint64_t step = Totp::stepAt(now) + static_cast<std::uint64_t>(row.steps);
			const auto match = Totp::matchingStep(RFC_SECRET, Totp::codeOf(RFC_SECRET, step), now);
			CPPUNIT_ASSERT_EQUAL(row.good, match.has_value());
			if (row.good) CPPUNIT_ASSERT_EQUAL(step, *match);
		});
	}
	addCase(suite, "step changes every 30 s", []
	{
		CPPUNIT_ASSERT_EQUAL(Totp::stepAt(60), Totp::stepAt(89));
		CPPUNIT_ASSERT_EQUAL(Totp::stepAt(60) + 1, Totp::stepAt(90));
	});
	addCase(suite, "a code of another length is wrong", []
	{
		CPPUNIT_ASSERT(!Totp::matchingStep(RFC_SECRET, "28708", 59));
		CPPUNIT_ASSERT(!Totp::matchingStep(RFC_SECRET, "2870822", 59));
		CPPUNIT_ASSERT(!Totp::matchingStep(RFC_SECRET, "", 59));
	});
	addCase(suite, "url escapes issuer and account", []
	{
		CPPUNIT_ASSERT_EQUAL(std::string("otpauth://totp/My%20Shop%26Co:a%2Bb%40example.org?issuer=My%20Shop%26Co"
			"&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30"),
			Totp::url("My Shop&Co", "a+b@example.org", RFC_SECRET));
	});
}
