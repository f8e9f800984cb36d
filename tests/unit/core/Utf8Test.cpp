//
// Utf8Test.cpp
//
// Tests: unit/core
//
// Strict UTF-8: RFC 3629, section 3 and 4.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/Utf8.h"


namespace {


using AuthPlug::Password::Utf8;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


struct Row
{
	const char* name;
	std::string text;
	bool valid;
	std::size_t codePoints;
};


const Row ROWS[] = {
	{"empty", "", true, 0},
	{"ascii", "abc", true, 3},
	{"nul", "a\0b"s, true, 3},
	{"delete", "\x7F", true, 1},
	{"two bytes, first U+0080", "\xC2\x80", true, 1},
	{"two bytes, last U+07FF", "\xDF\xBF", true, 1},
	{"three bytes, first U+0800", "\xE0\xA0\x80", true, 1},
	{"U+D7FF before the surrogates", "\xED\x9F\xBF", true, 1},
	{"U+E000 after the surrogates", "\xEE\x80\x80", true, 1},
	{"byte order mark", "\xEF\xBB\xBF", true, 1},
	{"three bytes, last U+FFFF", "\xEF\xBF\xBF", true, 1},
	{"four bytes, first U+10000", "\xF0\x90\x80\x80", true, 1},
	{"four bytes, last U+10FFFF", "\xF4\x8F\xBF\xBF", true, 1},
	{"emoji and letters", "\xF0\x9F\x98\x80" "a\xC3\xA9", true, 3},
	{"combining mark counts", "e\xCC\x81", true, 2},
	{"lone continuation", "\x80", false, 0},
	{"continuation after ascii", "a\xBF", false, 0},
	{"overlong slash, two bytes", "\xC0\xAF", false, 0},
	{"overlong U+007F, C1", "\xC1\xBF", false, 0},
	{"overlong slash, three bytes", "\xE0\x80\xAF", false, 0},
	{"overlong U+07FF", "\xE0\x9F\xBF", false, 0},
	{"overlong slash, four bytes", "\xF0\x80\x80\xAF", false, 0},
	{"overlong U+FFFF", "\xF0\x8F\xBF\xBF", false, 0},
	{"overlong NUL (modified UTF-8)", "\xC0\x80", false, 0},
	{"first surrogate U+D800", "\xED\xA0\x80", false, 0},
	{"last surrogate U+DFFF", "\xED\xBF\xBF", false, 0},
	{"surrogate pair (CESU-8)", "\xED\xA0\xBD\xED\xB8\x80", false, 0},
	{"U+110000", "\xF4\x90\x80\x80", false, 0},
	{"F5", "\xF5\x80\x80\x80", false, 0},
	{"five bytes", "\xF8\x88\x80\x80\x80", false, 0},
	{"FE", "\xFE", false, 0},
	{"FF", "\xFF", false, 0},
	{"two bytes cut short", "\xC3", false, 0},
	{"three bytes cut short", "\xE2\x82", false, 0},
	{"four bytes cut short", "\xF0\x9F\x98", false, 0},
	{"four bytes cut by ascii", "\xF0\x9F\x98" "a", false, 0},
	{"latin-1", "caf\xE9", false, 0},
	{"utf-16 byte order mark", "\xFF\xFE" "a\0"s, false, 0}
};


void checkEveryCodePoint()
	/// Each value is encoded as the decoder reads it, and surrogates are not.
{
	for (char32_t value = 0; value <= 0x110010; ++value)
	{
		char bytes[Utf8::LONGEST];
		const std::size_t size = Utf8::encode(value, bytes);
		const bool exists = value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
		const std::size_t expected = !exists ? 0 : value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
		CPPUNIT_ASSERT_EQUAL(expected, size);
		if (exists) CPPUNIT_ASSERT_EQUAL(size, Utf8::sequenceLength(std::string_view(bytes, size)));
	}
}


void checkEveryTwoByteText()
	/// Against the definition, in other words: ASCII pairs, and C2..DF followed by a continuation.
{
	for (int first = 0; first < 256; ++first)
	{
		for (int second = 0; second < 256; ++second)
		{
			const std::string text{static_cast<char>(first), static_cast<char>(second)};
			const bool ascii = first < 0x80 && second < 0x80;
			const bool pair = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
			CPPUNIT_ASSERT_EQUAL(ascii || pair, Utf8::valid(text));
		}
	}
}


AUTHPLUG_CASES(Utf8Test)
{
	for (const Row& row : ROWS)
	{
		addCase(suite, row.name, [&row]
		{
			CPPUNIT_ASSERT_EQUAL(row.valid, Utf8::valid(row.text));
			if (row.valid) CPPUNIT_ASSERT_EQUAL(row.codePoints, Utf8::codePoints(row.text));
		});
	}
	addCase(suite, "every code point is encoded and read back", checkEveryCodePoint);
	addCase(suite, "every text of two bytes", checkEveryTwoByteText);
}


} // namespace
