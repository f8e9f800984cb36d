//
// TestUser.cpp
//
// Tests: contract
//
// SPDX-License-Identifier: BSL-1.0
//


#include "TestUser.h"
#include "Canary.h"
#include <cppunit/TestAssert.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/JSONString.h>
#include <map>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


namespace {


int nextUser(const Deployment& deployment)
{
	static std::map<const Deployment*, int> used;
	const int number = ++used[&deployment];
	if (number > deployment.users()) throw std::runtime_error("the deployment has too few users for these tests");
	return number;
}


} // namespace


TestUser::TestUser(): TestUser(Deployment::shared())
{
}


TestUser::TestUser(Deployment& deployment):
	_deployment(deployment),
	_login("user" + std::to_string(nextUser(deployment)) + "@example.org")
{
}


const std::string& TestUser::login() const
{
	return _login;
}


std::string TestUser::id()
{
	return _deployment.sql("SELECT id FROM account WHERE login='" + _login + "'");
}


std::string TestUser::refresh(const std::string& password)
{
	const Answer answer = _deployment.exchange(Request::json("POST", "/auth/login",
		"{\"username\":" + Poco::toJSON(_login) + ",\"password\":" + Poco::toJSON(password) + "}"));
	CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
	Deployment::rememberSecret(answer.body);
	return answer.body;
}


std::string TestUser::access(const std::string& refreshToken)
{
	const Answer answer = _deployment.exchange(Request::get("/auth/accesstoken").bearer(refreshToken));
	CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
	Deployment::rememberSecret(answer.body);
	return answer.body;
}


std::string TestUser::access()
{
	return access(refresh());
}


Totp TestUser::switchTotpOn(const std::string& accessToken)
{
	const Answer setup = _deployment.exchange(Request::json("POST", "/user/2fa/totp/setup", "{}").bearer(accessToken));
	CPPUNIT_ASSERT_EQUAL_MESSAGE(setup.body, 200, setup.status);
	const Totp totp(member(setup.body, "url"));
	const Answer enabled = _deployment.exchange(Request::json("POST", "/user/2fa/totp/enable",
		"{\"totp\":\"" + totp.code(-1) + "\"}").bearer(accessToken));
	CPPUNIT_ASSERT_EQUAL_MESSAGE(enabled.body, 200, enabled.status);
	return totp;
}


std::string TestUser::sudo(const std::string& token, const Totp& totp, int step)
{
	const Answer answer = _deployment.exchange(Request::json("POST", "/user/2fa/totp/authenticate",
		"{\"totp\":\"" + totp.code(step) + "\"}").bearer(token));
	CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
	const std::string sudoToken = member(answer.body, "sudoToken");
	Deployment::rememberSecret(sudoToken);
	return sudoToken;
}


Answer TestUser::change(const std::string& token, const std::string& oldPassword, const std::string& newPassword, int server)
{
	return _deployment.exchange(Request::json("PUT", ROUTE, changeBody(oldPassword, newPassword)).bearer(token), server);
}


std::string TestUser::counter(const std::string& column)
{
	return _deployment.sql("SELECT " + column + " FROM pw_check WHERE user_id='" + id() + "' AND purpose='change'");
}


std::string TestUser::password(const std::string& word)
{
	return Canary::password(word);
}


std::string TestUser::changeBody(const std::string& oldPassword, const std::string& newPassword)
{
	return "{\"oldPassword\":" + Poco::toJSON(oldPassword) + ",\"newPassword\":" + Poco::toJSON(newPassword) + "}";
}


std::string member(const std::string& json, const std::string& name)
{
	Poco::JSON::Parser parser;
	const Poco::JSON::Object::Ptr object = parser.parse(json).extract<Poco::JSON::Object::Ptr>();
	CPPUNIT_ASSERT_MESSAGE("no member " + name + " in " + json, object->has(name));
	return object->getValue<std::string>(name);
}


void expectError(const Answer& answer, int status, const std::string& error, const std::string& message)
{
	const std::string wanted = "{\"statusCode\":" + std::to_string(status) + ",\"error\":\"" + error + "\",\"message\":" + Poco::toJSON(message) + "}";
	CPPUNIT_ASSERT_EQUAL(wanted, answer.body);
	CPPUNIT_ASSERT_EQUAL(status, answer.status);
}


void expectUnauthorized(const Answer& answer, const std::string& message, const std::string& challenge)
{
	expectError(answer, 401, "Unauthorized", message);
	CPPUNIT_ASSERT_EQUAL(challenge, answer.header("WWW-Authenticate"));
}


void expectLocked(const Answer& answer, long mostSeconds)
{
	const std::string seconds = answer.header("Retry-After");
	CPPUNIT_ASSERT_EQUAL("{\"statusCode\":429,\"error\":\"Too many requests\",\"message\":\"TOO_MANY_FAILED_PASSWORD_CHECKS\",\"retryAfter\":" + seconds + "}", answer.body);
	CPPUNIT_ASSERT_EQUAL(429, answer.status);
	CPPUNIT_ASSERT_MESSAGE("Retry-After: " + seconds, !seconds.empty() && seconds.find_first_not_of("0123456789") == std::string::npos);
	CPPUNIT_ASSERT_MESSAGE("Retry-After: " + seconds, std::stol(seconds) >= 1 && std::stol(seconds) <= mostSeconds);
}


} } // namespace AuthPlug::Tests
