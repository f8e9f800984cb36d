//
// OutageTest.cpp
//
// Tests: contract
//
// What a server answers whose database is gone: 503, never a wrong password,
// never an open door.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestUser.h"
#include <csignal>
#include <fstream>
#include <string>


using namespace AuthPlug::Tests;


namespace {


class Outage
	/// A server that has lost its database, and tokens from before.
{
public:
	Outage(): _deployment("outage", 1), _user(_deployment)
	{
		refresh = _user.refresh();
		access = _user.access(refresh);
		std::ifstream file(_deployment.state() + "/mariadb/server.pid");
		pid_t database = 0;
		file >> database;
		if (database > 0) ::kill(database, SIGKILL);
	}

	static Outage& shared()
	{
		static Outage instance;
		return instance;
	}

	Answer exchange(const Request& request)
	{
		return _deployment.exchange(request);
	}

	const std::string& login() const
	{
		return _user.login();
	}

	std::string refresh;
	std::string access;

private:
	Deployment _deployment;
	TestUser _user;
};


struct Operation
{
	const char* method;
	const char* path;
	const char* body;
	bool takesRefresh;
};


} // namespace


AUTHPLUG_CASES(WithoutDatabase)
{
	const Operation operations[] = {
		{"PUT", "/user/password/old-password", R"({"oldPassword":"Old-password-1","newPassword":"Good-password-1"})", false},
		{"GET", "/auth/refreshtoken", nullptr, true},
		{"GET", "/auth/refreshtoken/validate", nullptr, true},
		{"GET", "/auth/accesstoken", nullptr, true},
		{"GET", "/auth/accesstoken/validate", nullptr, false},
		{"POST", "/auth/logout", "", true},
		{"GET", "/user/2fa", nullptr, false},
		{"POST", "/user/2fa/totp/setup", "{}", false},
		{"POST", "/user/2fa/totp/enable", R"({"totp":"123456"})", false},
		{"POST", "/user/2fa/totp/authenticate", R"({"totp":"123456"})", false},
		{"GET", "/user/2fa/totp/next-guess", nullptr, false},
		{"POST", "/user/2fa/recovery-code/authenticate", R"({"recoveryCode":"0123456789abcdef"})", false},
		{"DELETE", "/user/2fa/totp", "", false},
	};
	for (const Operation& row : operations)
	{
		addCase(suite, std::string(row.method) + " " + row.path, [row]
		{
			Request request = row.body ? Request::json(row.method, row.path, row.body) : Request::get(row.path);
			request.bearer(row.takesRefresh ? Outage::shared().refresh : Outage::shared().access);
			const Answer answer = Outage::shared().exchange(request);
			const std::string seconds = answer.header("Retry-After");
			CPPUNIT_ASSERT_EQUAL("{\"statusCode\":503,\"error\":\"Service Unavailable\",\"message\":\"TRY_AGAIN_LATER\",\"retryAfter\":" + seconds + "}", answer.body);
		});
	}

	addCase(suite, "POST /auth/login", []
	{
		const Answer answer = Outage::shared().exchange(Request::json("POST", "/auth/login",
			"{\"username\":\"" + Outage::shared().login() + "\",\"password\":\"" + TestUser::PASSWORD + "\"}"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 503, answer.status);
	});

	addCase(suite, "what needs no database is answered as always", []
	{
		expectUnauthorized(Outage::shared().exchange(Request::json("PUT", TestUser::ROUTE, "{}")), "NO_TOKEN_PROVIDED");
		CPPUNIT_ASSERT_EQUAL(200, Outage::shared().exchange(Request::get("/health")).status);
	});
}
