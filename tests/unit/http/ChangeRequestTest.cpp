//
// ChangeRequestTest.cpp
//
// Tests: unit/http
//
// Bodies: what is read, and the exact refusal of what is not.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "http/AnswerTable.h"
#include "http/ChangeRequest.h"


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


std::string repeat(const std::string& text, std::size_t times)
{
	std::string result;
	for (std::size_t i = 0; i < times; ++i) result += text;
	return result;
}


const std::string EMOJI = "\xF0\x9F\x98\x80";
const std::string BOTH = "\"oldPassword\":\"o\",\"newPassword\":\"nnnnnnnn\"";


struct Accepted
{
	const char* name;
	std::string body;
	std::string oldPassword;
	std::string newPassword;
};


const Accepted ACCEPTED[] = {
	{"plain", "{\"oldPassword\":\"Old-password-1\",\"newPassword\":\"New-password-2\"}", "Old-password-1", "New-password-2"},
	{"other order", "{\"newPassword\":\"nnnnnnnn\",\"oldPassword\":\"o\"}", "o", "nnnnnnnn"},
	{"white space everywhere", " \t\r\n{ \"oldPassword\" :\t\"o\" ,\n\"newPassword\":\r\"nnnnnnnn\" } \n", "o", "nnnnnnnn"},
	{"empty old password", "{\"oldPassword\":\"\",\"newPassword\":\"nnnnnnnn\"}", "", "nnnnnnnn"},
	{"blanks inside stay", "{\"oldPassword\":\" o \",\"newPassword\":\"  nnnn  \"}", " o ", "  nnnn  "},
	{"short escapes", "{\"oldPassword\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"newPassword\":\"nnnnnnnn\"}", "\"\\/\b\f\n\r\t", "nnnnnnnn"},
	{"unicode escapes of all lengths", "{\"oldPassword\":\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\",\"newPassword\":\"nnnnnnnn\"}", "A\xC3\xA9\xE2\x82\xAC" + EMOJI, "nnnnnnnn"},
	{"surrogates in upper case", "{\"oldPassword\":\"\\uD83D\\uDE00\",\"newPassword\":\"nnnnnnnn\"}", EMOJI, "nnnnnnnn"},
	{"highest code point", "{\"oldPassword\":\"\\udbff\\udfff\",\"newPassword\":\"nnnnnnnn\"}", "\xF4\x8F\xBF\xBF", "nnnnnnnn"},
	{"escaped NUL in the old password", "{\"oldPassword\":\"a\\u0000b\",\"newPassword\":\"nnnnnnnn\"}", "a\0b"s, "nnnnnnnn"},
	{"escaped NUL in the new one is left to the policy", "{\"oldPassword\":\"o\",\"newPassword\":\"nnnn\\u0000nnnn\"}", "o", "nnnn\0nnnn"s},
	{"escaped backslash before u", "{\"oldPassword\":\"\\\\u0041\",\"newPassword\":\"nnnnnnnn\"}", "\\u0041", "nnnnnnnn"},
	{"raw UTF-8", "{\"oldPassword\":\"\xC3\xA9" + EMOJI + "\",\"newPassword\":\"nnnnnnnn\"}", "\xC3\xA9" + EMOJI, "nnnnnnnn"},
	{"raw U+2028", "{\"oldPassword\":\"\xE2\x80\xA8\",\"newPassword\":\"nnnnnnnn\"}", "\xE2\x80\xA8", "nnnnnnnn"},
	{"raw DEL", "{\"oldPassword\":\"\x7F\",\"newPassword\":\"nnnnnnnn\"}", "\x7F", "nnnnnnnn"},
	{"byte order mark inside a string", "{\"oldPassword\":\"\xEF\xBB\xBF\",\"newPassword\":\"nnnnnnnn\"}", "\xEF\xBB\xBF", "nnnnnnnn"},
	{"256 emoji", "{\"oldPassword\":\"" + repeat(EMOJI, 256) + "\",\"newPassword\":\"" + repeat(EMOJI, 256) + "\"}", repeat(EMOJI, 256), repeat(EMOJI, 256)},
	{"256 escaped emoji", "{\"oldPassword\":\"" + repeat("\\ud83d\\ude00", 256) + "\",\"newPassword\":\"nnnnnnnn\"}", repeat(EMOJI, 256), "nnnnnnnn"},
	{"escaped member name", "{\"\\u006fldPassword\":\"o\",\"newPassword\":\"nnnnnnnn\"}", "o", "nnnnnnnn"},
	{"unknown string", "{" + BOTH + ",\"x\":\"y\"}", "o", "nnnnnnnn"},
	{"unknown null", "{" + BOTH + ",\"x\":null}", "o", "nnnnnnnn"},
	{"unknown true and false", "{" + BOTH + ",\"x\":true,\"y\":false}", "o", "nnnnnnnn"},
	{"unknown numbers of each form", "{\"a\":0,\"b\":-0,\"c\":12,\"d\":-1.50,\"e\":1e9,\"f\":1E+9,\"g\":0.1e-1," + BOTH + "}", "o", "nnnnnnnn"},
	{"unknown numbers beyond any range", "{\"a\":1e999,\"b\":18446744073709551616,\"c\":-1e-999," + BOTH + "}", "o", "nnnnnnnn"},
	{"unknown array", "{" + BOTH + ",\"x\":[1,\"a\",null,[],{}]}", "o", "nnnnnnnn"},
	{"unknown object", "{" + BOTH + ",\"x\":{\"y\":{}}}", "o", "nnnnnnnn"},
	{"depth 4", "{" + BOTH + ",\"x\":[[[]]]}", "o", "nnnnnnnn"},
	{"depth 4 with objects", "{" + BOTH + ",\"x\":{\"y\":{\"z\":{\"w\":1}}}}", "o", "nnnnnnnn"},
	{"the same name at different depths", "{" + BOTH + ",\"x\":{\"oldPassword\":1,\"x\":{\"x\":2}}}", "o", "nnnnnnnn"},
	{"names in other case", "{" + BOTH + ",\"OldPassword\":\"x\",\"oldpassword\":1,\"OLDPASSWORD\":2}", "o", "nnnnnnnn"},
	{"name with NUL behind", "{" + BOTH + ",\"oldPassword\\u0000\":\"x\"}", "o", "nnnnnnnn"},
	{"names of which one begins with the other", "{" + BOTH + ",\"oldPass\":1,\"newPasswordX\":2}", "o", "nnnnnnnn"},
	{"empty name", "{" + BOTH + ",\"\":1}", "o", "nnnnnnnn"},
	{"user named in the body has no effect", "{" + BOTH + ",\"userId\":\"18\",\"token\":\"t\"}", "o", "nnnnnnnn"}
};


struct Refused
{
	const char* name;
	std::string body;
	Outcome outcome;
};


const Refused REFUSED[] = {
	{"empty", "", Outcome::bodyMalformed},
	{"blanks", " \n", Outcome::bodyMalformed},
	{"NUL", "\0"s, Outcome::bodyMalformed},
	{"cut after the brace", "{", Outcome::bodyMalformed},
	{"cut in a name", "{\"oldPass", Outcome::bodyMalformed},
	{"cut after a name", "{\"oldPassword\"", Outcome::bodyMalformed},
	{"cut after the colon", "{\"oldPassword\":", Outcome::bodyMalformed},
	{"cut in a string", "{\"oldPassword\":\"o", Outcome::bodyMalformed},
	{"cut after a backslash", "{\"oldPassword\":\"o\\", Outcome::bodyMalformed},
	{"cut in an escape", "{\"oldPassword\":\"\\u00", Outcome::bodyMalformed},
	{"cut after a comma", "{" + BOTH + ",", Outcome::bodyMalformed},
	{"cut before the last brace", "{" + BOTH, Outcome::bodyMalformed},
	{"text behind", "{" + BOTH + "}x", Outcome::bodyMalformed},
	{"second object behind", "{" + BOTH + "}{}", Outcome::bodyMalformed},
	{"comma behind", "{" + BOTH + "},", Outcome::bodyMalformed},
	{"NUL behind", "{" + BOTH + "}\0"s, Outcome::bodyMalformed},
	{"byte order mark", "\xEF\xBB\xBF{" + BOTH + "}", Outcome::bodyMalformed},
	{"comma before the brace", "{" + BOTH + ",}", Outcome::bodyMalformed},
	{"comma after the brace", "{," + BOTH + "}", Outcome::bodyMalformed},
	{"two commas", "{" + BOTH + ",,\"x\":1}", Outcome::bodyMalformed},
	{"no comma", "{\"oldPassword\":\"o\" \"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"equals sign", "{\"oldPassword\"=\"o\"}", Outcome::bodyMalformed},
	{"name without quotes", "{oldPassword:\"o\"}", Outcome::bodyMalformed},
	{"single quotes", "{'oldPassword':'o'}", Outcome::bodyMalformed},
	{"number as a name", "{1:\"o\"}", Outcome::bodyMalformed},
	{"comment", "{/* */" + BOTH + "}", Outcome::bodyMalformed},
	{"line comment", "{" + BOTH + "}//", Outcome::bodyMalformed},
	{"form data", "oldPassword=o&newPassword=nnnnnnnn", Outcome::bodyMalformed},
	{"wrong closing bracket", "{" + BOTH + "]", Outcome::bodyMalformed},
	{"array not closed", "{\"x\":[1,2}", Outcome::bodyMalformed},
	{"array with comma at the end", "{\"x\":[1,]," + BOTH + "}", Outcome::bodyMalformed},
	{"array without comma", "{\"x\":[1 2]," + BOTH + "}", Outcome::bodyMalformed},
	{"raw line feed in a string", "{\"oldPassword\":\"a\nb\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"raw tab in a string", "{\"oldPassword\":\"a\tb\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"raw NUL in a string", "{\"oldPassword\":\"a\0b\",\"newPassword\":\"nnnnnnnn\"}"s, Outcome::bodyMalformed},
	{"raw U+001F in a name", "{\"a\x1F\":1," + BOTH + "}", Outcome::bodyMalformed},
	{"unknown escape", "{\"oldPassword\":\"\\x41\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"escape in upper case", "{\"oldPassword\":\"\\U0041\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"escape of three digits", "{\"oldPassword\":\"\\u041\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"escape with other letter", "{\"oldPassword\":\"\\u00g1\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"escape with sign", "{\"oldPassword\":\"\\u+041\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"lone high surrogate", "{\"oldPassword\":\"\\ud83d\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"lone low surrogate", "{\"oldPassword\":\"\\ude00\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"surrogates in the wrong order", "{\"oldPassword\":\"\\ude00\\ud83d\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"two high surrogates", "{\"oldPassword\":\"\\ud83d\\ud83d\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"high surrogate and a letter", "{\"oldPassword\":\"\\ud83d\\u0041\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyMalformed},
	{"lone surrogate in an unknown member", "{" + BOTH + ",\"x\":\"\\udc00\"}", Outcome::bodyMalformed},
	{"lone surrogate in a name", "{" + BOTH + ",\"\\udc00\":1}", Outcome::bodyMalformed},
	{"number with leading zero", "{\"x\":01," + BOTH + "}", Outcome::bodyMalformed},
	{"number with plus", "{\"x\":+1," + BOTH + "}", Outcome::bodyMalformed},
	{"number with point in front", "{\"x\":.5," + BOTH + "}", Outcome::bodyMalformed},
	{"number with point behind", "{\"x\":5.," + BOTH + "}", Outcome::bodyMalformed},
	{"number with empty exponent", "{\"x\":1e," + BOTH + "}", Outcome::bodyMalformed},
	{"number with signed empty exponent", "{\"x\":1e+," + BOTH + "}", Outcome::bodyMalformed},
	{"lone minus", "{\"x\":-," + BOTH + "}", Outcome::bodyMalformed},
	{"hexadecimal number", "{\"x\":0x1," + BOTH + "}", Outcome::bodyMalformed},
	{"thousands separator", "{\"x\":1,000," + BOTH + "}", Outcome::bodyMalformed},
	{"NaN", "{\"x\":NaN," + BOTH + "}", Outcome::bodyMalformed},
	{"Infinity", "{\"x\":Infinity," + BOTH + "}", Outcome::bodyMalformed},
	{"word in upper case", "{\"x\":NULL," + BOTH + "}", Outcome::bodyMalformed},
	{"word cut short", "{\"x\":tru," + BOTH + "}", Outcome::bodyMalformed},
	{"word with more", "{\"x\":truely," + BOTH + "}", Outcome::bodyMalformed},
	{"no-break space as white space", "{\xC2\xA0" + BOTH + "}", Outcome::bodyMalformed},
	{"form feed as white space", "{\f" + BOTH + "}", Outcome::bodyMalformed},
	{"bad byte in a string", "{\"oldPassword\":\"\xFF\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyNotUtf8},
	{"latin-1", "{\"oldPassword\":\"caf\xE9\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyNotUtf8},
	{"overlong quote", "{\"oldPassword\":\"\xC0\xA2\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyNotUtf8},
	{"overlong NUL", "{\"oldPassword\":\"\xC0\x80\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyNotUtf8},
	{"raw surrogates", "{\"oldPassword\":\"\xED\xA0\xBD\xED\xB8\x80\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyNotUtf8},
	{"above U+10FFFF", "{\"oldPassword\":\"\xF4\x90\x80\x80\",\"newPassword\":\"nnnnnnnn\"}", Outcome::bodyNotUtf8},
	{"bad byte in an unknown member", "{" + BOTH + ",\"x\":\"\x80\"}", Outcome::bodyNotUtf8},
	{"bad byte in a name", "{" + BOTH + ",\"\x80\":1}", Outcome::bodyNotUtf8},
	{"bad byte behind", "{" + BOTH + "}\xFF", Outcome::bodyNotUtf8},
	{"UTF-16", "\xFF\xFE{\0}\0"s, Outcome::bodyNotUtf8},
	{"UTF-8 before the grammar", "{\xFF", Outcome::bodyNotUtf8},
	{"depth 5", "{" + BOTH + ",\"x\":[[[[]]]]}", Outcome::bodyTooDeep},
	{"depth 5 with objects", "{" + BOTH + ",\"x\":{\"y\":{\"z\":{\"w\":{}}}}}", Outcome::bodyTooDeep},
	{"depth 5 in an array root", "[[[[[]]]]]", Outcome::bodyTooDeep},
	{"depth 8000", repeat("[", 8000), Outcome::bodyTooDeep},
	{"depth 1600 with objects", repeat("{\"\":", 1600), Outcome::bodyTooDeep},
	{"array root", "[]", Outcome::bodyNotObject},
	{"array of the members", "[{" + BOTH + "}]", Outcome::bodyNotObject},
	{"string root", "\"oldPassword\"", Outcome::bodyNotObject},
	{"number root", "17", Outcome::bodyNotObject},
	{"null root", "null", Outcome::bodyNotObject},
	{"true root", " true ", Outcome::bodyNotObject},
	{"old password twice", "{\"oldPassword\":\"a\",\"oldPassword\":\"b\",\"newPassword\":\"nnnnnnnn\"}", Outcome::duplicateMember},
	{"old password twice, equal", "{\"oldPassword\":\"a\",\"oldPassword\":\"a\",\"newPassword\":\"nnnnnnnn\"}", Outcome::duplicateMember},
	{"old password twice, once escaped", "{\"oldPassword\":\"a\",\"\\u006fldPassword\":\"b\",\"newPassword\":\"nnnnnnnn\"}", Outcome::duplicateMember},
	{"new password twice, escaped in two ways", "{\"oldPassword\":\"a\",\"new\\u0050assword\":\"b\",\"\\u006EewPassword\":\"nnnnnnnn\"}", Outcome::duplicateMember},
	{"unknown member twice", "{" + BOTH + ",\"x\":1,\"x\":2}", Outcome::duplicateMember},
	{"unknown member twice, far apart", "{\"x\":1," + BOTH + ",\"a\":[],\"b\":{},\"x\":null}", Outcome::duplicateMember},
	{"unknown member twice, slash escaped", "{" + BOTH + ",\"a/b\":1,\"a\\/b\":2}", Outcome::duplicateMember},
	{"unknown member twice, emoji escaped", "{" + BOTH + ",\"" + EMOJI + "\":1,\"\\ud83d\\ude00\":2}", Outcome::duplicateMember},
	{"empty name twice", "{" + BOTH + ",\"\":1,\"\":2}", Outcome::duplicateMember},
	{"twice inside an unknown member", "{" + BOTH + ",\"x\":{\"y\":1,\"y\":2}}", Outcome::duplicateMember},
	{"twice inside an array", "{" + BOTH + ",\"x\":[{\"y\":1,\"y\":2}]}", Outcome::duplicateMember},
	{"twice, and not well-formed later", "{\"x\":1,\"x\":2", Outcome::bodyMalformed},
	{"twice comes before required", "{\"x\":1,\"x\":2}", Outcome::duplicateMember},
	{"twice inside an array root", "[{\"x\":1,\"x\":2}]", Outcome::bodyNotObject},
	{"empty object", "{}", Outcome::oldPasswordMissing},
	{"only unknown members", "{\"x\":1}", Outcome::oldPasswordMissing},
	{"only the new password", "{\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordMissing},
	{"old password in other case", "{\"OldPassword\":\"o\",\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordMissing},
	{"old password with NUL behind the name", "{\"oldPassword\\u0000\":\"o\",\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordMissing},
	{"old password one level down", "{\"x\":{\"oldPassword\":\"o\"},\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordMissing},
	{"only the old password", "{\"oldPassword\":\"o\"}", Outcome::newPasswordMissing},
	{"required before type", "{\"oldPassword\":1}", Outcome::newPasswordMissing},
	{"old password a number", "{\"oldPassword\":12345678,\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordNotString},
	{"old password null", "{\"oldPassword\":null,\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordNotString},
	{"old password true", "{\"oldPassword\":true,\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordNotString},
	{"old password an array", "{\"oldPassword\":[\"o\"],\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordNotString},
	{"old password an object", "{\"oldPassword\":{\"oldPassword\":\"o\"},\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordNotString},
	{"old password before new password", "{\"newPassword\":1,\"oldPassword\":1}", Outcome::oldPasswordNotString},
	{"new password a number", "{\"oldPassword\":\"o\",\"newPassword\":12345678}", Outcome::newPasswordNotString},
	{"new password null", "{\"oldPassword\":\"o\",\"newPassword\":null}", Outcome::newPasswordNotString},
	{"new password false", "{\"oldPassword\":\"o\",\"newPassword\":false}", Outcome::newPasswordNotString},
	{"new password an array", "{\"oldPassword\":\"o\",\"newPassword\":[]}", Outcome::newPasswordNotString},
	{"new password an object", "{\"oldPassword\":\"o\",\"newPassword\":{}}", Outcome::newPasswordNotString},
	{"type before minimum", "{\"oldPassword\":1,\"newPassword\":\"n\"}", Outcome::oldPasswordNotString},
	{"new password of 7", "{\"oldPassword\":\"o\",\"newPassword\":\"nnnnnnn\"}", Outcome::newPasswordTooShort},
	{"new password empty", "{\"oldPassword\":\"o\",\"newPassword\":\"\"}", Outcome::newPasswordTooShort},
	{"new password of 7 escaped emoji", "{\"oldPassword\":\"o\",\"newPassword\":\"" + repeat("\\ud83d\\ude00", 7) + "\"}", Outcome::newPasswordTooShort},
	{"minimum before maximum", "{\"oldPassword\":\"" + repeat("x", 257) + "\",\"newPassword\":\"n\"}", Outcome::newPasswordTooShort},
	{"old password of 257", "{\"oldPassword\":\"" + repeat("x", 257) + "\",\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordTooLong},
	{"old password of 257 escaped emoji", "{\"oldPassword\":\"" + repeat("\\ud83d\\ude00", 257) + "\",\"newPassword\":\"nnnnnnnn\"}", Outcome::oldPasswordTooLong},
	{"both of 257", "{\"oldPassword\":\"" + repeat("x", 257) + "\",\"newPassword\":\"" + repeat("x", 257) + "\"}", Outcome::oldPasswordTooLong},
	{"new password of 257", "{\"oldPassword\":\"o\",\"newPassword\":\"" + repeat("x", 257) + "\"}", Outcome::newPasswordTooLong},
	{"new password of 8000", "{\"oldPassword\":\"o\",\"newPassword\":\"" + repeat("x", 8000) + "\"}", Outcome::newPasswordTooLong}
};


std::variant<ChangeRequest, Refusal> parse(const std::string& body)
{
	return ChangeRequest::parse(SecretView(body), Policy{PolicyOptions()});
}


void reads(const Accepted& row)
{
	const auto result = parse(row.body);
	CPPUNIT_ASSERT(std::holds_alternative<ChangeRequest>(result));
	const ChangeRequest& request = std::get<ChangeRequest>(result);
	CPPUNIT_ASSERT_EQUAL(row.oldPassword, std::string(request.oldPassword().expose()));
	CPPUNIT_ASSERT_EQUAL(row.newPassword, std::string(request.newPassword().expose()));
}


void refuses(const Refused& row)
{
	const auto result = parse(row.body);
	CPPUNIT_ASSERT(std::holds_alternative<Refusal>(result));
	const Refusal& refusal = std::get<Refusal>(result);
	CPPUNIT_ASSERT_EQUAL_MESSAGE(answerFor(refusal, "").body, static_cast<int>(row.outcome), static_cast<int>(refusal.outcome));
}


struct Message
{
	const char* body;
	const char* message;
};


const Message MESSAGES[] = {
	{"[]", "body must be object"},
	{"{}", "body must have required property 'oldPassword'"},
	{"{\"oldPassword\":\"o\"}", "body must have required property 'newPassword'"},
	{"{\"oldPassword\":1,\"newPassword\":\"n\"}", "body/oldPassword must be string"},
	{"{\"oldPassword\":\"o\",\"newPassword\":1}", "body/newPassword must be string"},
	{"{\"oldPassword\":\"o\",\"newPassword\":\"n\"}", "body/newPassword must NOT have fewer than 8 characters"},
	{"{", "The request body is not valid JSON"},
	{"\x80", "The request body is not valid UTF-8"},
	{"[[[[[]]]]]", "The request body is nested too deeply"},
	{"{\"x\":1,\"x\":1}", "The request body holds a member more than once"}
};


void manyNames()
	/// Sixteen hundred names in a body cost no noticeable time, and the one
	/// that is there twice is found wherever it stands.
{
	std::string body = "{" + BOTH;
	for (int i = 0; i < 1200; ++i) body += ",\"" + std::to_string(i) + "\":1";
	CPPUNIT_ASSERT(std::holds_alternative<ChangeRequest>(parse(body + "}")));
	for (const int i : {0, 599, 1199})
	{
		const auto result = parse(body + ",\"" + std::to_string(i) + "\":1}");
		CPPUNIT_ASSERT(std::holds_alternative<Refusal>(result));
		CPPUNIT_ASSERT(std::get<Refusal>(result).outcome == Outcome::duplicateMember);
	}
}


AUTHPLUG_CASES(ChangeRequestTest)
{
	for (const Accepted& row : ACCEPTED) addCase(suite, "read: "s + row.name, [&row] { reads(row); });
	for (const Refused& row : REFUSED) addCase(suite, "refused: "s + row.name, [&row] { refuses(row); });
	for (const Message& row : MESSAGES)
	{
		addCase(suite, "message: "s + row.message, [&row]
		{
			const Answer answer = answerFor(std::get<Refusal>(parse(row.body)), "");
			CPPUNIT_ASSERT_EQUAL(400, answer.status);
			CPPUNIT_ASSERT_EQUAL("{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\""s + row.message + "\"}", answer.body);
		});
	}
	addCase(suite, "many names", manyNames);
}


} // namespace
