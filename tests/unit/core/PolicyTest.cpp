//
// PolicyTest.cpp
//
// Tests: unit/core
//
// The rules for a new password, with the exact answers of the contract.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/Policy.h"
#include "http/AnswerTable.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <clocale>
#include <locale>
#include <sstream>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


std::string badRequest(const std::string& message)
{
	return "{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"" + message + "\"}";
}


const std::string ACCEPTED;
const std::string SHORT = badRequest("body/newPassword must NOT have fewer than 8 characters");
const std::string LONG = badRequest("body/newPassword must NOT have more than 256 characters");
const std::string OLD_LONG = badRequest("body/oldPassword must NOT have more than 256 characters");
const std::string UPPER = badRequest("Password must contain at least one uppercase character");
const std::string LOWER = badRequest("Password must contain at least one lowercase character");
const std::string DIGIT = badRequest("Password must contain at least one digit");
const std::string LINE_BREAK = badRequest("Password must not contain a line break");
const std::string NUL = badRequest("Password must not contain the character U+0000");
const std::string UTF8 = badRequest("The request body is not valid UTF-8");
const std::string LISTED = badRequest("Password is among the most common ones and easily guessed, choose another one");
const std::string PERSONAL = badRequest("Password must not be your name, your address or the name of this service, choose another one");


std::string repeat(const std::string& text, std::size_t times)
{
	std::string result;
	for (std::size_t i = 0; i < times; ++i) result += text;
	return result;
}


Blocklist someList()
{
	std::istringstream lines("Password1\nCorrect horse 1\nStra\xC3\x9F" "e123\n");
	return Blocklist::read(lines, "list");
}


std::string bodyOf(const std::optional<Refusal>& refusal)
{
	return refusal ? answerFor(*refusal, "").body : ACCEPTED;
}


struct Row
{
	const char* name;
	std::string password;
	std::string body;
};


const std::string EMOJI = "\xF0\x9F\x98\x80";


const Row DEFAULTS[] = {
	{"7 characters", "Abcde12", SHORT},
	{"8 characters", "Abcdef12", ACCEPTED},
	{"empty", "", SHORT},
	{"256 characters", "Aa1" + repeat("x", 253), ACCEPTED},
	{"257 characters", "Aa1" + repeat("x", 254), LONG},
	{"256 characters, mostly emoji (1015 bytes)", "Aa1" + repeat(EMOJI, 253), ACCEPTED},
	{"257 characters, mostly emoji", "Aa1" + repeat(EMOJI, 254), LONG},
	{"5 characters in 8 bytes", "Aa1x" + EMOJI, SHORT},
	{"8 characters with emoji", "Aa1xyz" + EMOJI + EMOJI, ACCEPTED},
	{"a combining mark is a character", "Aa1xyze\xCC\x81", ACCEPTED},
	{"not normalised: NFC has one less", "Aa1xyz\xC3\xA9", SHORT},
	{"no upper", "abcdefg1", UPPER},
	{"no lower", "ABCDEFG1", LOWER},
	{"no digit", "Abcdefgh", DIGIT},
	{"short comes before upper", "abc", SHORT},
	{"long comes before upper", repeat("a", 257), LONG},
	{"upper comes before lower and digit", "--------", UPPER},
	{"upper comes before digit", "abcdefgh", UPPER},
	{"lower comes before digit", "ABCDEFGH", LOWER},
	{"the documentation's own example", "stringst", UPPER},
	{"no symbol rule", "Abcdefg1", ACCEPTED},
	{"spaces stay", "  Aa1   ", ACCEPTED},
	{"capital of another alphabet does not count", "\xC3\x84" "bcdefg1", UPPER},
	{"small letter of another alphabet does not count", "ABCDEF1\xC3\xA4", LOWER},
	{"digit of another alphabet does not count", "Abcdefg\xD9\xA1", DIGIT},
	{"fullwidth digit does not count", "Abcdefg\xEF\xBC\x91", DIGIT},
	{"dotted capital I of Turkish does not count", "\xC4\xB0" "bcdefg1", UPPER},
	{"line feed", "Abcdefg1\n", LINE_BREAK},
	{"carriage return", "Abcd\refg1", LINE_BREAK},
	{"U+2028", "Abcdefg1\xE2\x80\xA8", LINE_BREAK},
	{"U+2029", "\xE2\x80\xA9" "Abcdefg1", LINE_BREAK},
	{"U+2027 is no line break", "Abcdefg1\xE2\x80\xA7", ACCEPTED},
	{"U+0085 is none to the pattern", "Abcdefg1\xC2\x85", ACCEPTED},
	{"vertical tab and form feed are none", "Abcdefg1\v\f", ACCEPTED},
	{"tab", "Abcdefg1\t", ACCEPTED},
	{"digit comes before line break", "Abcdefgh\n", DIGIT},
	{"U+0000", "Abcdefg1\0"s, NUL},
	{"U+0000 in front", "\0Abcdefg1"s, NUL},
	{"line break comes before U+0000", "Abcdefg1\0\n"s, LINE_BREAK},
	{"not UTF-8", "Abcdefg1\xFF", UTF8},
	{"listed", "Password1", LISTED},
	{"listed in another case", "pASSWORD1", LISTED},
	{"longer than a listed one", "Password12", ACCEPTED},
	{"a phrase with a listed one in it", "my Password1 is not this", ACCEPTED},
	{"a listed phrase", "Correct horse 1", LISTED},
	{"only ASCII letters are folded", "STRA\xC3\x9F" "e123", LISTED},
	{"other letters are not", "Stra\xE1\xBA\x9E" "e123", ACCEPTED},
	{"login name", "Henrietta1", PERSONAL},
	{"login name in another case with signs", "hENRIETTA123!!!", PERSONAL},
	{"login name and more than six signs", "Henrietta1234567", ACCEPTED},
	{"login name in a phrase", "Henrietta has 2 cats", ACCEPTED},
	{"local part of the address", "H.miller77", PERSONAL},
	{"whole address", "H.Miller@example.org1", PERSONAL},
	{"product word", "Authplug2026!", PERSONAL},
	{"product word in a phrase", "Authplug rocks 1", ACCEPTED}
};


void checkDefault(const Row& row)
{
	const Policy policy(PolicyOptions(), someList(), nullptr, {"AuthPlug"});
	CPPUNIT_ASSERT_EQUAL(row.body, bodyOf(policy.check(SecretView(row.password), {"henrietta", "h.miller@example.org", ""})));
}


const Row WITHOUT_COMPOSITION[] = {
	{"letters only", "abcdefgh", ACCEPTED},
	{"line break", "abcd\nefgh", ACCEPTED},
	{"still too short", "abcdefg", SHORT},
	{"still no U+0000", "abcdefgh\0"s, NUL},
	{"still listed", "password1", LISTED}
};


void checkWithoutComposition(const Row& row)
{
	PolicyOptions options;
	options.composition = false;
	const Policy policy(options, someList());
	CPPUNIT_ASSERT_EQUAL(row.body, bodyOf(policy.check(SecretView(row.password))));
}


const Row OTHER_LENGTHS[] = {
	{"14 of 15", "Abcdefg1234567", badRequest("body/newPassword must NOT have fewer than 15 characters")},
	{"15 of 15", "Abcdefg12345678", ACCEPTED},
	{"64 of 64", "Aa1" + repeat("x", 61), ACCEPTED},
	{"65 of 64", "Aa1" + repeat("x", 62), badRequest("body/newPassword must NOT have more than 64 characters")}
};


void checkOtherLengths(const Row& row)
{
	PolicyOptions options;
	options.minimumLength = 15;
	options.maximumLength = 64;
	CPPUNIT_ASSERT_EQUAL(row.body, bodyOf(Policy(options).check(SecretView(row.password))));
}


struct LengthRow
{
	const char* name;
	std::string oldPassword;
	std::string newPassword;
	std::string body;
};


const LengthRow LENGTHS[] = {
	{"empty old password", "", "12345678", ACCEPTED},
	{"old password of 256", repeat("x", 256), "12345678", ACCEPTED},
	{"old password of 256 emoji", repeat(EMOJI, 256), "12345678", ACCEPTED},
	{"old password of 257", repeat("x", 257), "12345678", OLD_LONG},
	{"old password of 257 emoji", repeat(EMOJI, 257), "12345678", OLD_LONG},
	{"minimum before the old one's maximum", repeat("x", 257), "1234567", SHORT},
	{"the old one's maximum before the new one's", repeat("x", 257), repeat("x", 257), OLD_LONG},
	{"only lengths", "", "aaaaaaaa", ACCEPTED},
	{"new password of 257", "", repeat("x", 257), LONG}
};


void refusesOptions(std::uint32_t minimum, std::uint32_t maximum)
{
	PolicyOptions options;
	options.minimumLength = minimum;
	options.maximumLength = maximum;
	CPPUNIT_ASSERT_THROW(Policy{options}, Poco::InvalidArgumentException);
}


class OddLetters: public std::ctype<char>
	/// A locale in which `I` and `i` are not a pair, as in Turkish, and in
	/// which `D` is a digit.
{
public:
	OddLetters(): std::ctype<char>(table())
	{
	}

protected:
	char do_tolower(char c) const override
	{
		return c == 'I' ? 'x' : std::ctype<char>::do_tolower(c);
	}

	char do_toupper(char c) const override
	{
		return c == 'i' ? 'Y' : std::ctype<char>::do_toupper(c);
	}

private:
	static const mask* table()
	{
		static mask masks[table_size];
		std::copy(classic_table(), classic_table() + table_size, masks);
		masks[static_cast<unsigned char>('D')] |= digit;
		return masks;
	}
};


class LocaleGuard
{
public:
	LocaleGuard(): _before(std::locale::global(std::locale(std::locale::classic(), new OddLetters)))
	{
		// Where Turkish is installed, the C library's functions use it as well.
		std::setlocale(LC_ALL, "tr_TR.UTF-8");
	}

	LocaleGuard(const LocaleGuard&) = delete;
	LocaleGuard& operator = (const LocaleGuard&) = delete;

	~LocaleGuard()
	{
		std::locale::global(_before);
		std::setlocale(LC_ALL, "C");
	}

private:
	std::locale _before;
};


void noLocaleMatters()
{
	const LocaleGuard guard;
	std::istringstream lines("INITIAL1\n");
	const Policy policy(PolicyOptions(), Blocklist::read(lines, "list"), nullptr, {"WIDGETS"});
	CPPUNIT_ASSERT_EQUAL(LISTED, bodyOf(policy.check(SecretView("Initial1"))));
	CPPUNIT_ASSERT_EQUAL(PERSONAL, bodyOf(policy.check(SecretView("widgetS1"))));
	CPPUNIT_ASSERT_EQUAL(PERSONAL, bodyOf(policy.check(SecretView("Irina123"), {"IRINA"})));
	CPPUNIT_ASSERT_EQUAL(ACCEPTED, bodyOf(policy.check(SecretView("Iiiiiii1"))));
	CPPUNIT_ASSERT_EQUAL(DIGIT, bodyOf(policy.check(SecretView("IiiiiiiD"))));
}


AUTHPLUG_CASES(PolicyTest)
{
	for (const Row& row : DEFAULTS) addCase(suite, row.name, [&row] { checkDefault(row); });
	for (const Row& row : WITHOUT_COMPOSITION) addCase(suite, "without composition: "s + row.name, [&row] { checkWithoutComposition(row); });
	for (const Row& row : OTHER_LENGTHS) addCase(suite, "15 to 64: "s + row.name, [&row] { checkOtherLengths(row); });
	for (const LengthRow& row : LENGTHS)
	{
		addCase(suite, "lengths: "s + row.name, [&row]
		{
			const Policy policy{PolicyOptions()};
			CPPUNIT_ASSERT_EQUAL(row.body, bodyOf(policy.checkLengths(SecretView(row.oldPassword), SecretView(row.newPassword))));
		});
	}
	addCase(suite, "minimum 0 is refused", [] { refusesOptions(0, 256); });
	addCase(suite, "minimum above maximum is refused", [] { refusesOptions(65, 64); });
	addCase(suite, "maximum 63 is refused", [] { refusesOptions(8, 63); });
	addCase(suite, "maximum 257 is refused", [] { refusesOptions(8, 257); });
	addCase(suite, "no locale matters", noLocaleMatters);
}


} // namespace
