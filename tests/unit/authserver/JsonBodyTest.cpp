//
// JsonBodyTest.cpp
//
// Tests: unit/authserver
//
// Request bodies by table: the first fault, in the order of the contract.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "Cases.h"
#include "LeakWatch.h"
#include "api/JsonBody.h"
#include "api/Problem.h"


namespace {


using namespace AuthServer;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::Canary;
using AuthPlug::Tests::LeakWatch;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


const std::vector<StringRule> LOGIN = {{"username", 0, 256}, {"password", 0, 256}};
const std::vector<StringRule> CODE = {{"totp", 6, 6}};


std::string times(std::size_t count, const std::string& text)
{
	std::string all;
	for (std::size_t i = 0; i < count; ++i) all += text;
	return all;
}


struct Body
{
	const char* name;
	const std::vector<StringRule>& rules;
	std::string text;
	std::string message;  // empty: accepted
};


const std::string MALFORMED = "The request body is not valid JSON";
const std::string DUPLICATE = "The request body holds a member more than once";
const std::string DEEP = "The request body is nested too deeply";
const std::string SECRET = Canary::password();
const std::string EMOJI = "\xf0\x9f\x98\x80";


const Body BODIES[] = {
	{"both", LOGIN, R"({"username":"a","password":"b"})", ""},
	{"empty texts", LOGIN, R"({"username":"","password":""})", ""},
	{"other members are ignored", LOGIN, R"({"a":1,"username":"a","b":[{"password":3}],"password":"b","c":null})", ""},
	{"blanks around", LOGIN, " \r\n\t{\"username\":\"a\",\"password\":\"b\"} \n", ""},
	{"256 characters", LOGIN, R"({"username":"a","password":")" + times(256, EMOJI) + "\"}", ""},
	{"257 characters", LOGIN, R"({"username":"a","password":")" + times(257, EMOJI) + "\"}", "body/password must NOT have more than 256 characters"},
	{"257 in the name", LOGIN, R"({"username":")" + times(257, "x") + R"(","password":")" + times(257, "x") + "\"}", "body/username must NOT have more than 256 characters"},
	{"no name", LOGIN, R"({"password":"b"})", "body must have required property 'username'"},
	{"no password", LOGIN, R"({"username":"a"})", "body must have required property 'password'"},
	{"neither", LOGIN, "{}", "body must have required property 'username'"},
	{"required comes before type", LOGIN, R"({"username":1})", "body must have required property 'password'"},
	{"type comes before length", LOGIN, R"({"username":")" + times(257, "x") + R"(","password":1})", "body/password must be string"},
	{"number", LOGIN, R"({"username":1,"password":"b"})", "body/username must be string"},
	{"true", LOGIN, R"({"username":true,"password":"b"})", "body/username must be string"},
	{"null", LOGIN, R"({"username":null,"password":"b"})", "body/username must be string"},
	{"array of the member", LOGIN, R"({"username":["a"],"password":"b"})", "body/username must be string"},
	{"object with the member", LOGIN, R"({"username":{"username":"a"},"password":"b"})", "body/username must be string"},
	{"root array", LOGIN, "[]", "body must be object"},
	{"root array of objects", LOGIN, R"([{"username":"a","password":"b"}])", "body must be object"},
	{"root string", LOGIN, "\"x\"", "body must be object"},
	{"root number", LOGIN, "1", "body must be object"},
	{"root null", LOGIN, "null", "body must be object"},
	{"nothing", LOGIN, "", MALFORMED},
	{"blanks only", LOGIN, "  ", MALFORMED},
	{"two roots", LOGIN, R"({"username":"a","password":"b"},{})", MALFORMED},
	{"two scalars", LOGIN, "1,2", MALFORMED},
	{"a bracket too many", LOGIN, R"({"username":"a","password":"b"}])", MALFORMED},
	{"brackets that match ours", LOGIN, R"({"username":"a","password":"b"}],[{})", MALFORMED},
	{"a comma behind", LOGIN, R"({"username":"a","password":"b"},)", MALFORMED},
	{"cut", LOGIN, R"({"username":"a")", MALFORMED},
	{"unquoted", LOGIN, "{username:1}", MALFORMED},
	{"trailing comma", LOGIN, R"({"username":"a","password":"b",})", MALFORMED},
	{"comment", LOGIN, R"({"username":"a",/**/"password":"b"})", MALFORMED},
	{"byte order mark", LOGIN, "\xef\xbb\xbf{\"username\":\"a\",\"password\":\"b\"}", MALFORMED},
	{"broken UTF-8", LOGIN, "{\"username\":\"\xff\",\"password\":\"b\"}", "The request body is not valid UTF-8"},
	{"overlong UTF-8", LOGIN, "{\"username\":\"\xc0\xaf\",\"password\":\"b\"}", "The request body is not valid UTF-8"},
	{"lone surrogate", LOGIN, R"({"username":"\ud800","password":"b"})", MALFORMED},
	{"twice", LOGIN, R"({"username":"a","password":"b","password":"c"})", DUPLICATE},
	{"twice, escaped", LOGIN, R"({"username":"a","password":"b","p\u0061ssword":"c"})", DUPLICATE},
	{"another member twice", LOGIN, R"({"username":"a","password":"b","x":1,"x":2})", DUPLICATE},
	{"twice inside", LOGIN, R"({"username":"a","password":"b","x":{"y":1,"y":2}})", DUPLICATE},
	{"same name at two depths", LOGIN, R"({"username":"a","password":"b","x":{"username":"y"}})", ""},
	{"four deep", LOGIN, R"({"username":"a","password":"b","x":[[[1]]]})", ""},
	{"five deep", LOGIN, R"({"username":"a","password":"b","x":[[[[1]]]]})", DEEP},
	{"a password in an array is not repeated", LOGIN, R"({"username":"a","password":[")" + SECRET + "\"]}", "body/password must be string"},
	{"a long password is not repeated", LOGIN, R"({"username":"a","password":")" + times(20, SECRET) + "\"}", "body/password must NOT have more than 256 characters"},
	{"a password before a fault is not repeated", LOGIN, R"({"username":"a","password":")" + SECRET + "\"", MALFORMED},
	{"a password that is no JSON is not repeated", LOGIN, R"({"username":"a","password":)" + SECRET + "}", MALFORMED},
	{"a password as a name is not repeated", LOGIN, "{\"" + SECRET + "\":1,\"" + SECRET + "\":2}", DUPLICATE},
	{"six characters", CODE, R"({"totp":"123456"})", ""},
	{"five characters", CODE, R"({"totp":"12345"})", "body/totp must NOT have fewer than 6 characters"},
	{"seven characters", CODE, R"({"totp":"1234567"})", "body/totp must NOT have more than 6 characters"},
	{"a number as code", CODE, R"({"totp":123456})", "body/totp must be string"}
};


std::string messageOf(const Body& body)
{
	try
	{
		JsonBody read(SecretView(body.text), body.rules);
		return "";
	}
	catch (const Refusal& refusal)
	{
		CPPUNIT_ASSERT_EQUAL(400, refusal.answer().status);
		LeakWatch::search("the refusal", refusal.answer().message);
		LeakWatch::search("the refusal's text", refusal.what());
		return refusal.answer().message;
	}
}


} // namespace


AUTHPLUG_CASES(JsonBodyCases)
{
	for (const Body& body : BODIES)
	{
		addCase(suite, body.name, [&body] { CPPUNIT_ASSERT_EQUAL(body.message, messageOf(body)); });
	}
	addCase(suite, "the values, escapes decoded", []
	{
		const std::string text = R"({"username":"\u00e9\ud83d\ude00","password":"a\u0000b\n\"\\"})";
		const JsonBody body(SecretView(text), LOGIN);
		CPPUNIT_ASSERT_EQUAL("\xc3\xa9\xf0\x9f\x98\x80"s, std::string(body["username"].expose()));
		CPPUNIT_ASSERT_EQUAL("a\0b\n\"\\"s, std::string(body["password"].expose()));
	});
	addCase(suite, "10000 brackets", []
	{
		const std::string text = "{\"username\":" + times(10000, "[");
		CPPUNIT_ASSERT_EQUAL(MALFORMED, messageOf(Body{"", LOGIN, text, ""}));
	});
}
