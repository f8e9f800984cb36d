//
// FramingTest.cpp
//
// Tests: contract
//
// Method, length, size and media type: what is refused from the header alone.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestUser.h"
#include <string>


using namespace AuthPlug::Tests;


namespace {


const std::string BODY = R"({"oldPassword":"stringst","newPassword":"stringst"})";


Request putWith(const std::string& contentType)
{
	Request request;
	request.method = "PUT";
	request.path = TestUser::ROUTE;
	request.body = BODY;
	if (!contentType.empty()) request.with("Content-Type", contentType);
	return request;
}


struct Method
{
	const char* method;
	const char* path;
	const char* allow;
};


struct Operation
{
	const char* method;
	const char* path;
	bool takesJson;  /// otherwise the body may be missing, and its media type doesn't matter
};


struct MediaType
{
	const char* name;
	const char* value;
	int status;
};


} // namespace


AUTHPLUG_CASES(Framing)
{
	const Method methods[] = {
		{"GET", "/user/password/old-password", "PUT"},
		{"POST", "/user/password/old-password", "PUT"},
		{"DELETE", "/user/password/old-password", "PUT"},
		{"PATCH", "/user/password/old-password", "PUT"},
		{"GET", "/auth/login", "POST"},
		{"POST", "/auth/accesstoken", "GET"},
		{"POST", "/auth/refreshtoken", "GET"},
		{"PUT", "/auth/logout", "POST"},
		{"GET", "/user/2fa/totp", "DELETE"},
		{"GET", "/user/2fa/totp/setup", "POST"},
		{"GET", "/user/2fa/totp/enable", "POST"},
		{"GET", "/user/2fa/totp/authenticate", "POST"},
		{"POST", "/user/2fa", "GET"},
	};
	for (const Method& row : methods)
	{
		addCase(suite, std::string("405 ") + row.method + " " + row.path, [row]
		{
			Request request = Request::json(row.method, row.path, "{}");
			const Answer answer = Deployment::shared().exchange(request);
			CPPUNIT_ASSERT_EQUAL(405, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string(row.allow), answer.header("Allow"));
		});
	}

	const Operation operations[] = {
		{"PUT", "/user/password/old-password", true},
		{"POST", "/auth/login", true},
		{"POST", "/auth/logout", false},
		{"POST", "/user/2fa/totp/setup", false},
		{"POST", "/user/2fa/totp/enable", true},
		{"POST", "/user/2fa/totp/authenticate", true},
		{"POST", "/user/2fa/recovery-code/authenticate", true},
		{"DELETE", "/user/2fa/totp", false},
	};
	for (const Operation& row : operations)
	{
		const std::string name = std::string(row.method) + " " + row.path;
		addCase(suite, "413 " + name, [row]
		{
			CPPUNIT_ASSERT_EQUAL(413, Deployment::shared().exchange(Request::json(row.method, row.path, std::string(8193, ' '))).status);
		});
		if (!row.takesJson) continue;
		addCase(suite, "415 " + name, [row]
		{
			Request request = Request::json(row.method, row.path, "x");
			request.headers[0].second = "text/plain";
			CPPUNIT_ASSERT_EQUAL(415, Deployment::shared().exchange(request).status);
		});
		addCase(suite, "411 " + name, [row]
		{
			Wire wire(Deployment::shared().port());
			wire.send(std::string(row.method) + " " + row.path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\r\n");
			const Answer answer = wire.receive();
			checkAnswer(Request::json(row.method, row.path, ""), answer);
			CPPUNIT_ASSERT_EQUAL(411, answer.status);
		});
	}

	for (const char* path : {"/", "/user", "/user/password", "/user/password/old-password/", "/User/password/old-password", "/user/password/old-passwor%64", "/nothing"})
	{
		addCase(suite, std::string("404 ") + path, [path = std::string(path)]
		{
			Request request = Request::json("PUT", path, BODY);
			CPPUNIT_ASSERT_EQUAL(404, Deployment::shared().exchange(request).status);
		});
	}

	const MediaType types[] = {
		{"none", "", 415},
		{"text", "text/plain", 415},
		{"form", "application/x-www-form-urlencoded", 415},
		{"problem", "application/problem+json", 415},
		{"another subtype", "application/jsonp", 415},
		{"another charset", "application/json; charset=iso-8859-1", 415},
		{"with charset", "application/json; charset=utf-8", 401},
		{"with charset in capitals", "Application/JSON;charset=UTF-8", 401},
	};
	for (const MediaType& row : types)
	{
		addCase(suite, std::string("media type: ") + row.name, [row]
		{
			CPPUNIT_ASSERT_EQUAL(row.status, Deployment::shared().exchange(putWith(row.value)).status);
		});
	}

	addCase(suite, "8192 bytes are taken", []
	{
		TestUser user;
		Request request = Request::json("PUT", TestUser::ROUTE, BODY + std::string(8192 - BODY.size(), ' ')).bearer(user.access());
		expectError(Deployment::shared().exchange(request), 400, "Bad Request", "Password must contain at least one uppercase character");
	});

	addCase(suite, "8193 bytes are not", []
	{
		Request request = Request::json("PUT", TestUser::ROUTE, BODY + std::string(8193 - BODY.size(), ' '));
		CPPUNIT_ASSERT_EQUAL(413, Deployment::shared().exchange(request).status);
	});

	addCase(suite, "two requests on one connection", []
	{
		Wire wire(Deployment::shared().port());
		expectUnauthorized(Deployment::shared().exchangeOn(wire, putWith("application/json")), "NO_TOKEN_PROVIDED");
		expectUnauthorized(Deployment::shared().exchangeOn(wire, putWith("application/json")), "NO_TOKEN_PROVIDED");
	});

	addCase(suite, "a refused body is not taken for the next request", []
	{
		Wire wire(Deployment::shared().port());
		const std::string hidden = "GET /user/2fa HTTP/1.1\r\nHost: x\r\n\r\n";
		Request request = Request::json("PUT", TestUser::ROUTE, hidden);
		request.headers[0].second = "text/plain";
		CPPUNIT_ASSERT_EQUAL(415, Deployment::shared().exchangeOn(wire, request).status);
		CPPUNIT_ASSERT_MESSAGE("the connection must end, with nothing more in it", wire.ended());
	});
}
