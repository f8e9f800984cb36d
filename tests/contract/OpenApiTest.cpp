//
// OpenApiTest.cpp
//
// Tests: contract
//
// The API description itself, and that its check can fail.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "OpenApi.h"
#include "PrivateMariaDb.h"
#include <Poco/String.h>
#include <string>


using namespace AuthPlug::Tests;


namespace {


const Request CHANGE = Request::json("PUT", "/user/password/old-password", "{}");


Answer goodAnswer()
{
	Answer answer;
	answer.status = 401;
	answer.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"},
		{"Content-Type", "application/json; charset=utf-8"}, {"WWW-Authenticate", "Bearer"}};
	answer.body = R"({"statusCode":401,"error":"Unauthorized","message":"NO_TOKEN_PROVIDED"})";
	return answer;
}


void expectFault(const Answer& answer, const std::string& wanted)
{
	const std::string faults = OpenApi::shared().check(CHANGE, answer);
	CPPUNIT_ASSERT_MESSAGE("'" + faults + "' does not name " + wanted, faults.find(wanted) != std::string::npos);
}


} // namespace


AUTHPLUG_CASES(OpenApiDocument)
{
	addCase(suite, "is a valid OpenAPI 3.1 document", []
	{
		std::string output;
		const int status = PrivateMariaDb::run({"/usr/bin/python3", "-W", "ignore", OpenApi::program(), OpenApi::document(), "--check"}, output);
		CPPUNIT_ASSERT_EQUAL(std::string("ok"), Poco::trim(output));
		CPPUNIT_ASSERT_EQUAL(0, status);
	});

	addCase(suite, "accepts a right answer", []
	{
		CPPUNIT_ASSERT_EQUAL(std::string(), OpenApi::shared().check(CHANGE, goodAnswer()));
	});

	addCase(suite, "refuses a wrong body", []
	{
		Answer answer = goodAnswer();
		answer.body = R"({"statusCode":401,"error":"Unauthorized","message":"NO_TOKEN"})";
		expectFault(answer, "NO_TOKEN");
	});

	addCase(suite, "refuses a missing header", []
	{
		Answer answer = goodAnswer();
		answer.headers.pop_back();
		expectFault(answer, "www-authenticate is missing");
	});

	addCase(suite, "refuses an undocumented status", []
	{
		Answer answer = goodAnswer();
		answer.status = 418;
		expectFault(answer, "status 418 is not documented");
	});

	addCase(suite, "refuses a member too many", []
	{
		Answer answer = goodAnswer();
		answer.body = R"({"statusCode":401,"error":"Unauthorized","message":"NO_TOKEN_PROVIDED","hint":"user exists"})";
		expectFault(answer, "hint");
	});

	addCase(suite, "refuses a wrong header value", []
	{
		Answer answer = goodAnswer();
		answer.headers[0].second = "no-cache";
		expectFault(answer, "cache-control");
	});

	addCase(suite, "refuses another media type", []
	{
		Answer answer = goodAnswer();
		answer.headers[2].second = "application/json";
		expectFault(answer, "Content-Type");
	});

	addCase(suite, "refuses a header that the answer must not have", []
	{
		Answer answer = goodAnswer();
		answer.headers.emplace_back("Retry-After", "1");
		expectFault(answer, "retry-after is not documented");
	});
}
