//
// SecondFactorTest.cpp
//
// Tests: contract
//
// TOTP: setting up, switching on, proving presence, switching off.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestUser.h"
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <string>
#include <vector>


using namespace AuthPlug::Tests;


namespace {


const char* const BAD = "Bearer error=\"invalid_token\"";
const char* const STEP_UP = "Bearer error=\"insufficient_user_authentication\", max_age=300";
const char* const SETUP = "/user/2fa/totp/setup";
const char* const ENABLE = "/user/2fa/totp/enable";
const char* const AUTHENTICATE = "/user/2fa/totp/authenticate";
const char* const RECOVER = "/user/2fa/recovery-code/authenticate";


Answer post(const std::string& path, const std::string& token, const std::string& body, int server = 0)
{
	return Deployment::shared().exchange(Request::json("POST", path, body).bearer(token), server);
}


Answer postCode(const std::string& path, const std::string& token, const std::string& code)
{
	return post(path, token, "{\"totp\":\"" + code + "\"}");
}


Answer get(const std::string& path, const std::string& token)
{
	return Deployment::shared().exchange(Request::get(path).bearer(token));
}


Answer switchOff(const std::string& token)
{
	Request request;
	request.method = "DELETE";
	request.path = "/user/2fa/totp";
	return Deployment::shared().exchange(request.bearer(token));
}


void expectTooMany(const Answer& answer, const std::string& message)
{
	const std::string seconds = answer.header("Retry-After");
	CPPUNIT_ASSERT_EQUAL("{\"statusCode\":429,\"error\":\"Too many requests\",\"message\":\"" + message + "\",\"retryAfter\":" + seconds + "}", answer.body);
}


std::vector<std::string> recoveryCodes(TestUser& user, const std::string& token)
	/// Switches TOTP on and returns the codes.
{
	const Totp totp(member(post(SETUP, token, "{}").body, "url"));
	const Answer answer = postCode(ENABLE, token, totp.code());
	CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
	Poco::JSON::Parser parser;
	const Poco::JSON::Array::Ptr array = parser.parse(answer.body).extract<Poco::JSON::Object::Ptr>()->getArray("recoveryCodes");
	std::vector<std::string> codes;
	for (std::size_t i = 0; i < array->size(); ++i) codes.push_back(array->getElement<std::string>(static_cast<unsigned>(i)));
	for (const std::string& code: codes) Deployment::rememberSecret(code);
	CPPUNIT_ASSERT_EQUAL(std::size_t(10), codes.size());
	(void) user;
	return codes;
}


struct Row
{
	const char* name;
	const char* body;
	const char* message;
};


struct Operation
{
	const char* method;
	const char* path;
};


} // namespace


AUTHPLUG_CASES(SecondFactor)
{
	const Operation operations[] = {
		{"GET", "/user/2fa"},
		{"POST", SETUP},
		{"POST", ENABLE},
		{"POST", AUTHENTICATE},
		{"POST", RECOVER},
		{"GET", "/user/2fa/totp/next-guess"},
		{"DELETE", "/user/2fa/totp"},
	};
	for (const Operation& row : operations)
	{
		const std::string name = std::string(row.method) + " " + row.path;
		Request request;
		request.method = row.method;
		request.path = row.path;
		if (request.method == "POST") request.with("Content-Type", "application/json").body = "{}";
		addCase(suite, name + " without a token", [request]
		{
			expectUnauthorized(Deployment::shared().exchange(request), "NO_TOKEN_PROVIDED");
		});
		addCase(suite, name + " with a malformed token", [request]() mutable
		{
			expectUnauthorized(Deployment::shared().exchange(request.bearer("a.b.c")), "INVALID_TOKEN", BAD);
		});
		addCase(suite, name + " with a refresh token", [request]() mutable
		{
			TestUser user;
			expectUnauthorized(Deployment::shared().exchange(request.bearer(user.refresh())), "INVALID_TOKEN", BAD);
		});
	}

	const Row rows[] = {
		{"no code", "{}", "body must have required property 'totp'"},
		{"a number", R"({"totp":123456})", "body/totp must be string"},
		{"5 digits", R"({"totp":"12345"})", "body/totp must NOT have fewer than 6 characters"},
		{"7 digits", R"({"totp":"1234567"})", "body/totp must NOT have more than 6 characters"},
		{"root an array", "[]", "body must be object"},
	};
	for (const Row& row : rows)
	{
		addCase(suite, std::string("enable, 400: ") + row.name, [row]
		{
			TestUser user;
			expectError(post(ENABLE, user.access(), row.body), 400, "Bad Request", row.message);
		});
		addCase(suite, std::string("authenticate, 400: ") + row.name, [row]
		{
			TestUser user;
			expectError(post(AUTHENTICATE, user.access(), row.body), 400, "Bad Request", row.message);
		});
	}

	addCase(suite, "none is active at first", []
	{
		TestUser user;
		CPPUNIT_ASSERT_EQUAL(std::string(R"({"enabled":false,"emailOtp":null,"totp":null,"recoveryCodes":null})"), get("/user/2fa", user.access()).body);
	});

	addCase(suite, "one that is only set up is not active", []
	{
		TestUser user;
		const std::string token = user.access();
		CPPUNIT_ASSERT_EQUAL(200, post(SETUP, token, "{}").status);
		CPPUNIT_ASSERT_EQUAL(std::string(R"({"enabled":false,"emailOtp":null,"totp":null,"recoveryCodes":null})"), get("/user/2fa", token).body);
	});

	addCase(suite, "one that was switched on is active", []
	{
		TestUser user;
		const std::string token = user.access();
		user.switchTotpOn(token);
		const Answer answer = get("/user/2fa", token);
		CPPUNIT_ASSERT_EQUAL(std::string(R"({"enabled":true,"emailOtp":null,"totp":{"completedAt":")"), answer.body.substr(0, 55));
	});

	addCase(suite, "a partial token may ask, too", []
	{
		TestUser user;
		user.switchTotpOn(user.access());
		CPPUNIT_ASSERT_EQUAL(200, get("/user/2fa", user.refresh()).status);
	});

	addCase(suite, "enable without setup", []
	{
		TestUser user;
		expectError(postCode(ENABLE, user.access(), "123456"), 409, "Conflict", "TOTP_UNINITIALIZED");
	});

	addCase(suite, "enable with a wrong code", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp totp(member(post(SETUP, token, "{}").body, "url"));
		expectUnauthorized(postCode(ENABLE, token, totp.wrongCode()), "TOTP_INVALID");
	});

	addCase(suite, "enable with a code that is too old", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp totp(member(post(SETUP, token, "{}").body, "url"));
		expectUnauthorized(postCode(ENABLE, token, totp.code(-3)), "TOTP_INVALID");
	});

	addCase(suite, "set up anew, the first secret is void", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp first(member(post(SETUP, token, "{}").body, "url"));
		const Totp second(member(post(SETUP, token, "{}").body, "url"));
		expectUnauthorized(postCode(ENABLE, token, first.code()), "TOTP_INVALID");
		CPPUNIT_ASSERT_EQUAL(200, postCode(ENABLE, token, second.code()).status);
	});

	addCase(suite, "authenticate without one", []
	{
		TestUser user;
		expectError(postCode(AUTHENTICATE, user.access(), "123456"), 409, "Conflict", "TOTP_UNINITIALIZED");
	});

	addCase(suite, "authenticate gives a sudo token", []
	{
		TestUser user;
		const std::string token = user.access();
		user.sudo(token, user.switchTotpOn(token), 0);
	});

	addCase(suite, "a code is good once", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp totp = user.switchTotpOn(token);
		const std::string code = totp.code();
		CPPUNIT_ASSERT_EQUAL(200, postCode(AUTHENTICATE, token, code).status);
		expectUnauthorized(postCode(AUTHENTICATE, token, code), "TOTP_INVALID");
	});

	addCase(suite, "the code that switched it on is used up", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp totp(member(post(SETUP, token, "{}").body, "url"));
		const std::string code = totp.code();
		CPPUNIT_ASSERT_EQUAL(200, postCode(ENABLE, token, code).status);
		expectUnauthorized(postCode(AUTHENTICATE, token, code), "TOTP_INVALID");
	});

	addCase(suite, "an older code is refused after a newer one", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp totp = user.switchTotpOn(token);
		CPPUNIT_ASSERT_EQUAL(200, postCode(AUTHENTICATE, token, totp.code(1)).status);
		expectUnauthorized(postCode(AUTHENTICATE, token, totp.code(0)), "TOTP_INVALID");
	});

	addCase(suite, "authenticate with a wrong code", []
	{
		TestUser user;
		const std::string token = user.access();
		expectUnauthorized(postCode(AUTHENTICATE, token, user.switchTotpOn(token).wrongCode()), "TOTP_INVALID");
	});

	addCase(suite, "five wrong codes are 401, then it is 429 for the right one, too", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp totp = user.switchTotpOn(token);
		for (int i = 0; i < 5; ++i) expectUnauthorized(postCode(AUTHENTICATE, token, totp.wrongCode()), "TOTP_INVALID");
		expectTooMany(postCode(AUTHENTICATE, token, totp.code()), "TOO_MANY_TOTP_CHECKS");
		const Answer wait = get("/user/2fa/totp/next-guess", token);
		CPPUNIT_ASSERT_EQUAL(200, wait.status);
		CPPUNIT_ASSERT_MESSAGE(wait.body, std::stol(member(wait.body, "duration")) > 0);
	});

	addCase(suite, "the next guess is possible at once without wrong ones", []
	{
		TestUser user;
		const std::string token = user.access();
		user.switchTotpOn(token);
		CPPUNIT_ASSERT_EQUAL(std::string("{\"duration\":0}"), get("/user/2fa/totp/next-guess", token).body);
	});

	addCase(suite, "next guess without one", []
	{
		TestUser user;
		expectError(get("/user/2fa/totp/next-guess", user.access()), 409, "Conflict", "TOTP_UNINITIALIZED");
	});

	addCase(suite, "wrong codes don't lock the password", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp totp = user.switchTotpOn(token);
		const std::string sudo = user.sudo(token, totp, 0);
		for (int i = 0; i < 6; ++i) postCode(AUTHENTICATE, token, totp.wrongCode());
		CPPUNIT_ASSERT_EQUAL(std::string("null"), user.change(sudo, TestUser::PASSWORD, TestUser::password("next")).body);
	});

	addCase(suite, "a stored secret that can't be one is TOTP_CORRUPT", []
	{
		TestUser user;
		const std::string token = user.access();
		user.switchTotpOn(token);
		Deployment::shared().sql("UPDATE totp SET secret='x' WHERE account_id=" + user.id());
		expectError(postCode(AUTHENTICATE, token, "123456"), 500, "Internal server error", "TOTP_CORRUPT");
	});

	addCase(suite, "signing in with it: partial token, code, all three tokens", []
	{
		TestUser user;
		const Totp totp = user.switchTotpOn(user.access());
		const std::string partial = user.refresh();
		const Answer answer = postCode(AUTHENTICATE, partial, totp.code());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		for (const char* name : {"accessToken", "refreshToken", "sudoToken"}) Deployment::rememberSecret(member(answer.body, name));
		CPPUNIT_ASSERT_EQUAL(200, get("/auth/accesstoken", member(answer.body, "refreshToken")).status);
		CPPUNIT_ASSERT_EQUAL(200, get("/auth/accesstoken/validate", member(answer.body, "accessToken")).status);
		CPPUNIT_ASSERT_EQUAL(std::string("null"), user.change(member(answer.body, "sudoToken"), TestUser::PASSWORD, TestUser::password("next")).body);
	});

	addCase(suite, "a partial token sets nothing up", []
	{
		TestUser user;
		user.switchTotpOn(user.access());
		expectUnauthorized(post(SETUP, user.refresh(), "{}"), "INVALID_TOKEN", BAD);
	});

	addCase(suite, "setting it up anew wants a sudo token", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp totp = user.switchTotpOn(token);
		expectUnauthorized(post(SETUP, token, "{}"), "SUDO_TOKEN_REQUIRED", STEP_UP);
		CPPUNIT_ASSERT_EQUAL(200, post(SETUP, user.sudo(token, totp, 0), "{}").status);
	});

	addCase(suite, "switching off wants a sudo token", []
	{
		TestUser user;
		const std::string token = user.access();
		user.switchTotpOn(token);
		expectUnauthorized(switchOff(token), "SUDO_TOKEN_REQUIRED", STEP_UP);
	});

	addCase(suite, "switching off, and off again", []
	{
		TestUser user;
		const std::string token = user.access();
		const std::string sudo = user.sudo(token, user.switchTotpOn(token), 0);
		CPPUNIT_ASSERT_EQUAL(std::string("null"), switchOff(sudo).body);
		expectError(switchOff(sudo), 409, "Conflict", "TOTP_ALREADY_INACTIVE");
		CPPUNIT_ASSERT_EQUAL(std::string(R"({"enabled":false)"), get("/user/2fa", token).body.substr(0, 16));
		CPPUNIT_ASSERT_EQUAL(std::string("null"), user.change(token, TestUser::PASSWORD, TestUser::password("next")).body);
	});
}


AUTHPLUG_CASES(RecoveryCode)
{
	addCase(suite, "gives a sudo token, once", []
	{
		TestUser user;
		const std::string token = user.access();
		const std::string code = recoveryCodes(user, token).front();
		const Answer answer = post(RECOVER, token, "{\"recoveryCode\":\"" + code + "\"}");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		Deployment::rememberSecret(member(answer.body, "sudoToken"));
		expectUnauthorized(post(RECOVER, token, "{\"recoveryCode\":\"" + code + "\"}"), "RECOVERY_CODE_INVALID");
	});

	addCase(suite, "of another user is wrong", []
	{
		TestUser user;
		TestUser other;
		const std::string otherToken = other.access();
		const std::string token = user.access();
		const std::string code = recoveryCodes(other, otherToken).front();
		recoveryCodes(user, token);
		expectUnauthorized(post(RECOVER, token, "{\"recoveryCode\":\"" + code + "\"}"), "RECOVERY_CODE_INVALID");
	});

	addCase(suite, "without any", []
	{
		TestUser user;
		expectError(post(RECOVER, user.access(), R"({"recoveryCode":"0123456789abcdef"})"), 409, "Conflict", "RECOVERY_CODES_UNINITIALIZED");
	});

	addCase(suite, "is locked after five wrong ones", []
	{
		TestUser user;
		const std::string token = user.access();
		const std::string code = recoveryCodes(user, token).front();
		for (int i = 0; i < 5; ++i) expectUnauthorized(post(RECOVER, token, R"({"recoveryCode":"0123456789abcdef"})"), "RECOVERY_CODE_INVALID");
		expectTooMany(post(RECOVER, token, "{\"recoveryCode\":\"" + code + "\"}"), "TOO_MANY_RECOVERY_CODE_CHECKS");
	});

	addCase(suite, "of 15 characters is 400", []
	{
		TestUser user;
		expectError(post(RECOVER, user.access(), R"({"recoveryCode":"0123456789abcde"})"), 400, "Bad Request", "body/recoveryCode must NOT have fewer than 16 characters");
	});
}
