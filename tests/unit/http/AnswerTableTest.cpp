//
// AnswerTableTest.cpp
//
// Tests: unit/http
//
// Every outcome as HTTP, to the letter.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "http/AnswerTable.h"


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


struct Row
{
	Refusal refusal;
	int status;
	const char* reason;
	const char* body;
	const char* challenge;
	std::uint64_t retryAfter;
};


#define BAD_REQUEST(message) "{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"" message "\"}"
#define UNAUTHORIZED(message) "{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"" message "\"}"


const Row ROWS[] = {
	{{Outcome::changed, 0, 0}, 200, "OK", "null", "", 0},
	{{Outcome::replayed, 0, 0}, 200, "OK", "null", "", 0},
	{{Outcome::noToken, 0, 0}, 401, "Unauthorized", UNAUTHORIZED("NO_TOKEN_PROVIDED"), "Bearer", 0},
	{{Outcome::invalidToken, 0, 0}, 401, "Unauthorized", UNAUTHORIZED("INVALID_TOKEN"), "Bearer error=\"invalid_token\"", 0},
	{{Outcome::sudoTokenRequired, 0, 0}, 401, "Unauthorized", UNAUTHORIZED("SUDO_TOKEN_REQUIRED"), "Bearer error=\"insufficient_user_authentication\", max_age=300", 0},
	{{Outcome::passwordIncorrect, 0, 0}, 401, "Unauthorized", UNAUTHORIZED("PASSWORD_INCORRECT"), "Bearer", 0},
	{{Outcome::locked, 17, 0}, 429, "Too Many Requests", "{\"statusCode\":429,\"error\":\"Too many requests\",\"message\":\"TOO_MANY_FAILED_PASSWORD_CHECKS\",\"retryAfter\":17}", "", 17},
	{{Outcome::locked, 0, 0}, 429, "Too Many Requests", "{\"statusCode\":429,\"error\":\"Too many requests\",\"message\":\"TOO_MANY_FAILED_PASSWORD_CHECKS\",\"retryAfter\":1}", "", 1},
	{{Outcome::bodyMalformed, 0, 0}, 400, "Bad Request", BAD_REQUEST("The request body is not valid JSON"), "", 0},
	{{Outcome::bodyNotUtf8, 0, 0}, 400, "Bad Request", BAD_REQUEST("The request body is not valid UTF-8"), "", 0},
	{{Outcome::bodyTooDeep, 0, 0}, 400, "Bad Request", BAD_REQUEST("The request body is nested too deeply"), "", 0},
	{{Outcome::bodyNotObject, 0, 0}, 400, "Bad Request", BAD_REQUEST("body must be object"), "", 0},
	{{Outcome::duplicateMember, 0, 0}, 400, "Bad Request", BAD_REQUEST("The request body holds a member more than once"), "", 0},
	{{Outcome::oldPasswordMissing, 0, 0}, 400, "Bad Request", BAD_REQUEST("body must have required property 'oldPassword'"), "", 0},
	{{Outcome::newPasswordMissing, 0, 0}, 400, "Bad Request", BAD_REQUEST("body must have required property 'newPassword'"), "", 0},
	{{Outcome::oldPasswordNotString, 0, 0}, 400, "Bad Request", BAD_REQUEST("body/oldPassword must be string"), "", 0},
	{{Outcome::newPasswordNotString, 0, 0}, 400, "Bad Request", BAD_REQUEST("body/newPassword must be string"), "", 0},
	{{Outcome::newPasswordTooShort, 0, 8}, 400, "Bad Request", BAD_REQUEST("body/newPassword must NOT have fewer than 8 characters"), "", 0},
	{{Outcome::newPasswordTooShort, 0, 15}, 400, "Bad Request", BAD_REQUEST("body/newPassword must NOT have fewer than 15 characters"), "", 0},
	{{Outcome::oldPasswordTooLong, 0, 256}, 400, "Bad Request", BAD_REQUEST("body/oldPassword must NOT have more than 256 characters"), "", 0},
	{{Outcome::newPasswordTooLong, 0, 256}, 400, "Bad Request", BAD_REQUEST("body/newPassword must NOT have more than 256 characters"), "", 0},
	{{Outcome::newPasswordHasNul, 0, 0}, 400, "Bad Request", BAD_REQUEST("Password must not contain the character U+0000"), "", 0},
	{{Outcome::newPasswordHasLineBreak, 0, 0}, 400, "Bad Request", BAD_REQUEST("Password must not contain a line break"), "", 0},
	{{Outcome::newPasswordLacksUpper, 0, 0}, 400, "Bad Request", BAD_REQUEST("Password must contain at least one uppercase character"), "", 0},
	{{Outcome::newPasswordLacksLower, 0, 0}, 400, "Bad Request", BAD_REQUEST("Password must contain at least one lowercase character"), "", 0},
	{{Outcome::newPasswordLacksDigit, 0, 0}, 400, "Bad Request", BAD_REQUEST("Password must contain at least one digit"), "", 0},
	{{Outcome::newPasswordListed, 0, 0}, 400, "Bad Request", BAD_REQUEST("Password is among the most common ones and easily guessed, choose another one"), "", 0},
	{{Outcome::newPasswordPersonal, 0, 0}, 400, "Bad Request", BAD_REQUEST("Password must not be your name, your address or the name of this service, choose another one"), "", 0},
	{{Outcome::newPasswordIsCurrent, 0, 0}, 400, "Bad Request", BAD_REQUEST("The new password must differ from the current one"), "", 0},
	{{Outcome::noPasswordInfo, 0, 0}, 500, "Internal Server Error", "{\"statusCode\":500,\"error\":\"Internal server error\",\"message\":\"NO_PASSWORD_INFO\"}", "", 0},
	{{Outcome::busy, 3, 0}, 503, "Service Unavailable", "{\"statusCode\":503,\"error\":\"Service Unavailable\",\"message\":\"TRY_AGAIN_LATER\",\"retryAfter\":3}", "", 3},
	{{Outcome::busy, 0, 0}, 503, "Service Unavailable", "{\"statusCode\":503,\"error\":\"Service Unavailable\",\"message\":\"TRY_AGAIN_LATER\",\"retryAfter\":1}", "", 1},
	{{Outcome::failed, 0, 0}, 500, "Internal Server Error", "{\"statusCode\":500,\"error\":\"Internal server error\",\"message\":\"INTERNAL_ERROR\",\"reference\":\"r-1\"}", "", 0},
	// A value that no row knows must not become a success.
	{{static_cast<Outcome>(99), 0, 0}, 500, "Internal Server Error", "{\"statusCode\":500,\"error\":\"Internal server error\",\"message\":\"INTERNAL_ERROR\",\"reference\":\"r-1\"}", "", 0}
};


AUTHPLUG_CASES(AnswerTableTest)
{
	for (const Row& row : ROWS)
	{
		addCase(suite, "outcome " + std::to_string(static_cast<int>(row.refusal.outcome)) + ": " + row.body, [&row]
		{
			const Answer answer = answerFor(row.refusal, "r-1");
			CPPUNIT_ASSERT_EQUAL(row.status, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string(row.reason), std::string(answer.reason));
			CPPUNIT_ASSERT_EQUAL(std::string(row.body), answer.body);
			CPPUNIT_ASSERT_EQUAL(std::string(row.challenge), std::string(answer.challenge ? answer.challenge : ""));
			CPPUNIT_ASSERT_EQUAL(row.retryAfter, answer.retryAfterSeconds);
		});
	}
}


} // namespace
