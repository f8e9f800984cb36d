//
// RouteTest.cpp
//
// Tests: contract
//
// What PUT /user/password/old-password refuses before it looks at the account:
// every row of the contract about the body, and the order of the checks.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestUser.h"
#include <Poco/JSONString.h>
#include <string>


using namespace AuthPlug::Tests;


namespace {


class Fixture
	/// One signed-in user for all the rows: none of them may change anything.
{
public:
	Fixture(): token(user.access())
	{
	}

	static Fixture& shared()
	{
		static Fixture instance;
		return instance;
	}

	TestUser user;
	std::string token;
};


Answer put(const std::string& body, const std::string& contentType = "application/json")
{
	Request request;
	request.method = "PUT";
	request.path = TestUser::ROUTE;
	request.body = body;
	request.with("Content-Type", contentType).bearer(Fixture::shared().token);
	return Deployment::shared().exchange(request);
}


std::string repeated(const std::string& text, int times)
{
	std::string result;
	for (int i = 0; i < times; ++i) result += text;
	return result;
}


std::string changeTo(const std::string& newPassword)
{
	return TestUser::changeBody("Wrong-but-never-looked-at-1", newPassword);
}


struct Row
{
	const char* name;
	std::string body;
	const char* message;
};


const char* const UPPER = "Password must contain at least one uppercase character";
const char* const LOWER = "Password must contain at least one lowercase character";
const char* const DIGIT = "Password must contain at least one digit";
const char* const LINE_BREAK = "Password must not contain a line break";
const char* const LISTED = "Password is among the most common ones and easily guessed, choose another one";
const char* const NO_JSON = "The request body is not valid JSON";
const char* const NO_UTF8 = "The request body is not valid UTF-8";
const char* const TWICE = "The request body holds a member more than once";
const char* const TOO_SHORT = "body/newPassword must NOT have fewer than 8 characters";
const char* const NEW_TOO_LONG = "body/newPassword must NOT have more than 256 characters";
const char* const OLD_TOO_LONG = "body/oldPassword must NOT have more than 256 characters";
const char* const NO_OLD = "body must have required property 'oldPassword'";
const char* const NO_NEW = "body must have required property 'newPassword'";
const char* const OLD_TYPE = "body/oldPassword must be string";
const char* const NEW_TYPE = "body/newPassword must be string";
const char* const NO_OBJECT = "body must be object";


} // namespace


AUTHPLUG_CASES(RouteBody)
{
	const Row rows[] = {
		{"no upper case", changeTo("all-lower-1"), UPPER},
		{"no lower case", changeTo("ALL-UPPER-1"), LOWER},
		{"no digit", changeTo("No-Digit-Here"), DIGIT},
		{"no upper case and no digit", changeTo("stringst"), UPPER},
		{"no lower case and no digit", changeTo("STRINGST"), LOWER},
		{"digits only", changeTo("1234567890"), UPPER},
		{"upper case of another alphabet", changeTo("\xD0\x9F-lower-1"), UPPER},
		{"digit of another script", changeTo("Abcdefg\xD9\xA3"), DIGIT},
		{"line feed", changeTo("Good-pass\n-1"), LINE_BREAK},
		{"carriage return", changeTo("Good-pass\r-1"), LINE_BREAK},
		{"line separator", changeTo("Good-pass\xE2\x80\xA8-1"), LINE_BREAK},
		{"paragraph separator", changeTo("Good-pass\xE2\x80\xA9-1"), LINE_BREAK},
		{"7 characters", changeTo("Short-1"), TOO_SHORT},
		{"7 characters of 4 bytes", changeTo("Aa1" + repeated("\xF0\x9F\x94\x91", 4)), TOO_SHORT},
		{"empty new password", changeTo(""), TOO_SHORT},
		{"257 characters", changeTo("Aa1" + repeated("x", 254)), NEW_TOO_LONG},
		{"257 characters of 4 bytes", changeTo("Aa1" + repeated("\xF0\x9F\x94\x91", 254)), NEW_TOO_LONG},
		{"old password of 257 characters", TestUser::changeBody(repeated("x", 257), "Good-password-1"), OLD_TOO_LONG},
		{"common password", changeTo("Password1"), LISTED},
		{"nothing but an object", "{}", NO_OLD},
		{"no old password", R"({"newPassword":"Good-password-1"})", NO_OLD},
		{"no new password", R"({"oldPassword":"x"})", NO_NEW},
		{"names differ in case", R"({"OldPassword":"x","NewPassword":"Good-password-1"})", NO_OLD},
		{"old password a number", R"({"oldPassword":12345678,"newPassword":"Good-password-1"})", OLD_TYPE},
		{"old password null", R"({"oldPassword":null,"newPassword":"Good-password-1"})", OLD_TYPE},
		{"old password an object", R"({"oldPassword":{},"newPassword":"Good-password-1"})", OLD_TYPE},
		{"new password a number", R"({"oldPassword":"x","newPassword":12345678})", NEW_TYPE},
		{"new password a boolean", R"({"oldPassword":"x","newPassword":true})", NEW_TYPE},
		{"new password an array", R"({"oldPassword":"x","newPassword":["Good-password-1"]})", NEW_TYPE},
		{"new password null", R"({"oldPassword":"x","newPassword":null})", NEW_TYPE},
		{"root an array", "[]", NO_OBJECT},
		{"root a string", R"("oldPassword")", NO_OBJECT},
		{"root null", "null", NO_OBJECT},
		{"root a number", "1", NO_OBJECT},
		{"empty body", "", NO_JSON},
		{"blanks only", "  \n ", NO_JSON},
		{"not closed", R"({"oldPassword":"x","newPassword":"Good-password-1")", NO_JSON},
		{"something behind it", R"({"oldPassword":"x","newPassword":"Good-password-1"}{})", NO_JSON},
		{"comma at the end", R"({"oldPassword":"x","newPassword":"Good-password-1",})", NO_JSON},
		{"single quotes", "{'oldPassword':'x','newPassword':'Good-password-1'}", NO_JSON},
		{"comment", R"({"oldPassword":"x",/*c*/"newPassword":"Good-password-1"})", NO_JSON},
		{"raw control character", "{\"oldPassword\":\"x\x01\",\"newPassword\":\"Good-password-1\"}", NO_JSON},
		{"unknown escape", R"({"oldPassword":"\x","newPassword":"Good-password-1"})", NO_JSON},
		{"form instead of JSON", "oldPassword=x&newPassword=Good-password-1", NO_JSON},
		{"old password twice", R"({"oldPassword":"a","oldPassword":"b","newPassword":"Good-password-1"})", TWICE},
		{"old password twice, once escaped", R"({"oldPassword":"a","\u006fldPassword":"b","newPassword":"Good-password-1"})", TWICE},
		{"new password twice", R"({"oldPassword":"a","newPassword":"Good-password-1","newPassword":"Good-password-1"})", TWICE},
		{"other member twice", R"({"x":1,"x":2,"oldPassword":"a","newPassword":"Good-password-1"})", TWICE},
		{"invalid UTF-8", "{\"oldPassword\":\"\xFF\",\"newPassword\":\"Good-password-1\"}", NO_UTF8},
		{"overlong UTF-8", "{\"oldPassword\":\"\xC0\xAF\",\"newPassword\":\"Good-password-1\"}", NO_UTF8},
		{"surrogate in UTF-8", "{\"oldPassword\":\"\xED\xA0\x80\",\"newPassword\":\"Good-password-1\"}", NO_UTF8},
		{"type before length", TestUser::changeBody(repeated("x", 257), "x").replace(15, 259, "1"), OLD_TYPE},
		{"minimum before maximum", TestUser::changeBody(repeated("x", 257), "x"), TOO_SHORT},
		{"required before type", R"({"oldPassword":1})", NO_NEW},
		{"length before composition", changeTo("short"), TOO_SHORT},
	};
	for (const Row& row : rows)
	{
		addCase(suite, row.name, [row]
		{
			expectError(put(row.body), 400, "Bad Request", row.message);
		});
	}

	addCase(suite, "byte order mark", []
	{
		const Answer answer = put("\xEF\xBB\xBF" + TestUser::changeBody("x", "Good-password-1"));
		CPPUNIT_ASSERT_EQUAL(400, answer.status);
	});

	addCase(suite, "lone surrogate escape", []
	{
		const Answer answer = put(R"({"oldPassword":"\ud800","newPassword":"Good-password-1"})");
		CPPUNIT_ASSERT_EQUAL(400, answer.status);
	});

	addCase(suite, "nested five deep", []
	{
		expectError(put(R"({"x":{"x":{"x":{"x":{}}}},"oldPassword":"a","newPassword":"Good-password-1"})"), 400, "Bad Request", "The request body is nested too deeply");
	});

	addCase(suite, "U+0000 in the new password", []
	{
		expectError(put(R"({"oldPassword":"x","newPassword":"Good-pass\u0000-1"})"), 400, "Bad Request", "Password must not contain the character U+0000");
	});

	addCase(suite, "none of them cost an attempt", []
	{
		for (const char* body : {"{}", "x", R"({"oldPassword":"x","newPassword":"stringst"})"}) put(body);
		const std::string charged = Fixture::shared().user.counter("seq");
		CPPUNIT_ASSERT_MESSAGE("seq is " + charged, charged.empty() || charged == "0");
	});
}


AUTHPLUG_CASES(RouteDocumented)
{
	// The API documentation's own example, header by header.
	addCase(suite, "the documentation's curl without a token", []
	{
		expectUnauthorized(Deployment::shared().exchange(Request::json("PUT", TestUser::ROUTE,
			R"({"oldPassword":"stringst","newPassword":"stringst"})")), "NO_TOKEN_PROVIDED");
	});

	addCase(suite, "the documentation's curl with a token", []
	{
		expectError(put(R"({"oldPassword":"stringst","newPassword":"stringst"})"), 400, "Bad Request", UPPER);
	});

	addCase(suite, "the documentation's curl, by curl itself", []
	{
		ChildProcess curl({"curl", "--disable", "--silent", "--noproxy", "*", "--request", "PUT",
			"--url", "http://127.0.0.1:" + std::to_string(Deployment::shared().port()) + TestUser::ROUTE,
			"--header", "Content-Type: application/json",
			"--data", R"({"oldPassword":"stringst","newPassword":"stringst"})", "--write-out", "\n%{http_code}\n"});
		std::string body;
		std::string status;
		CPPUNIT_ASSERT(curl.readLine(body) && curl.readLine(status));
		CPPUNIT_ASSERT_EQUAL(std::string(R"({"statusCode":401,"error":"Unauthorized","message":"NO_TOKEN_PROVIDED"})"), body);
		CPPUNIT_ASSERT_EQUAL(std::string("401"), status);
	});
}


AUTHPLUG_CASES(RouteOrder)
{
	addCase(suite, "token before JSON", []
	{
		expectUnauthorized(Deployment::shared().exchange(Request::json("PUT", TestUser::ROUTE, "not JSON")), "NO_TOKEN_PROVIDED");
	});

	addCase(suite, "bad token before JSON", []
	{
		expectUnauthorized(Deployment::shared().exchange(Request::json("PUT", TestUser::ROUTE, "not JSON").bearer("a.b.c")),
			"INVALID_TOKEN", "Bearer error=\"invalid_token\"");
	});

	addCase(suite, "media type before token", []
	{
		Request request;
		request.method = "PUT";
		request.path = TestUser::ROUTE;
		request.body = "x";
		request.with("Content-Type", "text/plain");
		CPPUNIT_ASSERT_EQUAL(415, Deployment::shared().exchange(request).status);
	});

	addCase(suite, "size before token", []
	{
		CPPUNIT_ASSERT_EQUAL(413, Deployment::shared().exchange(Request::json("PUT", TestUser::ROUTE, repeated(" ", 8193))).status);
	});

	addCase(suite, "second factor before JSON", []
	{
		TestUser user;
		const std::string token = user.access();
		user.switchTotpOn(token);
		expectUnauthorized(Deployment::shared().exchange(Request::json("PUT", TestUser::ROUTE, "not JSON").bearer(token)),
			"SUDO_TOKEN_REQUIRED", "Bearer error=\"insufficient_user_authentication\", max_age=300");
	});

	addCase(suite, "rules for the new password before the lock", []
	{
		TestUser user;
		const std::string token = user.access();
		for (int i = 0; i < 5; ++i) user.change(token, TestUser::password("wrong"), TestUser::password("next"));
		expectLocked(user.change(token, TestUser::PASSWORD, TestUser::password("next")));
		expectError(user.change(token, TestUser::PASSWORD, "stringst"), 400, "Bad Request", UPPER);
	});

	addCase(suite, "stored password before the lock", []
	{
		TestUser user;
		const std::string token = user.access();
		for (int i = 0; i < 5; ++i) user.change(token, TestUser::password("wrong"), TestUser::password("next"));
		Deployment::shared().sql("UPDATE pw SET hash='' WHERE user_id='" + user.id() + "'");
		expectError(user.change(token, TestUser::PASSWORD, TestUser::password("next")), 500, "Internal server error", "NO_PASSWORD_INFO");
	});

	addCase(suite, "wrong old password before 'same as the current one'", []
	{
		TestUser user;
		const std::string wrong = TestUser::password("both-the-same");
		expectUnauthorized(user.change(user.access(), wrong, wrong), "PASSWORD_INCORRECT");
	});
}
