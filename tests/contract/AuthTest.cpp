//
// AuthTest.cpp
//
// Tests: contract
//
// Signing in and out: the `auth` section of the contract.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestUser.h"
#include <Poco/JSONString.h>
#include <string>


using namespace AuthPlug::Tests;


namespace {


const char* const BAD = "Bearer error=\"invalid_token\"";


Answer login(const std::string& body)
{
	return Deployment::shared().exchange(Request::json("POST", "/auth/login", body));
}


std::string credentials(const std::string& name, const std::string& password)
{
	return "{\"username\":" + Poco::toJSON(name) + ",\"password\":" + Poco::toJSON(password) + "}";
}


Answer get(const std::string& path, const std::string& token, int server = 0)
{
	return Deployment::shared().exchange(Request::get(path).bearer(token), server);
}


Answer logout(const std::string& token)
{
	Request request;
	request.method = "POST";
	request.path = "/auth/logout";
	return Deployment::shared().exchange(request.bearer(token));
}


struct Row
{
	const char* name;
	std::string body;
	const char* message;
};


struct Operation
{
	const char* method;
	const char* path;
};


std::string wrongFor(const std::string& path, TestUser& user)
	/// Returns a good token of a kind that the operation does not take.
{
	const std::string refresh = user.refresh();
	if (path == "/auth/accesstoken/validate") return refresh;
	return user.access(refresh);
}


} // namespace


AUTHPLUG_CASES(Login)
{
	addCase(suite, "answers with a refresh token", []
	{
		TestUser user;
		const Answer answer = login(credentials(user.login(), TestUser::PASSWORD));
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("text/plain; charset=utf-8"), answer.header("Content-Type"));
		CPPUNIT_ASSERT_EQUAL(std::string("refresh"), answer.header("X-Auth-Token-Kind"));
	});

	addCase(suite, "with a second factor answers with a partial token", []
	{
		TestUser user;
		user.switchTotpOn(user.access());
		const Answer answer = login(credentials(user.login(), TestUser::PASSWORD));
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("partial"), answer.header("X-Auth-Token-Kind"));
	});

	addCase(suite, "with a wrong password", []
	{
		TestUser user;
		expectUnauthorized(login(credentials(user.login(), TestUser::password("wrong"))), "PASSWORD_INCORRECT");
	});

	addCase(suite, "of an unknown name looks like a wrong password", []
	{
		TestUser user;
		const Answer wrong = login(credentials(user.login(), TestUser::password("wrong")));
		const Answer unknown = login(credentials("nobody-" + user.login(), TestUser::password("wrong")));
		CPPUNIT_ASSERT_EQUAL(wrong.body, unknown.body);
		CPPUNIT_ASSERT_EQUAL(wrong.headers.size(), unknown.headers.size());
	});

	addCase(suite, "of an unknown name is locked after five, too", []
	{
		TestUser user;
		const std::string name = "nobody-locked-" + user.login();
		for (int i = 0; i < 5; ++i) expectUnauthorized(login(credentials(name, TestUser::password("wrong"))), "PASSWORD_INCORRECT");
		expectLocked(login(credentials(name, TestUser::password("wrong"))));
	});

	addCase(suite, "is locked after five wrong passwords", []
	{
		TestUser user;
		for (int i = 0; i < 5; ++i) expectUnauthorized(login(credentials(user.login(), TestUser::password("wrong"))), "PASSWORD_INCORRECT");
		expectLocked(login(credentials(user.login(), TestUser::PASSWORD)));
	});

	addCase(suite, "without a stored password is NO_PASSWORD_INFO", []
	{
		TestUser user;
		Deployment::shared().sql("UPDATE pw SET hash='' WHERE user_id='" + user.id() + "'");
		expectError(login(credentials(user.login(), TestUser::PASSWORD)), 500, "Internal server error", "NO_PASSWORD_INFO");
	});

	addCase(suite, "compares names as bytes", []
	{
		TestUser user;
		std::string name = user.login();
		name[0] = 'U';
		expectUnauthorized(login(credentials(name, TestUser::PASSWORD)), "PASSWORD_INCORRECT");
	});

	const Row rows[] = {
		{"no name", R"({"password":"x"})", "body must have required property 'username'"},
		{"no password", R"({"username":"x"})", "body must have required property 'password'"},
		{"nothing", "{}", "body must have required property 'username'"},
		{"name a number", R"({"username":1,"password":"x"})", "body/username must be string"},
		{"password null", R"({"username":"x","password":null})", "body/password must be string"},
		{"long name", credentials(std::string(257, 'x'), "x"), "body/username must NOT have more than 256 characters"},
		{"long password", credentials("x", std::string(257, 'x')), "body/password must NOT have more than 256 characters"},
		{"root an array", "[]", "body must be object"},
	};
	for (const Row& row : rows)
	{
		addCase(suite, std::string("400: ") + row.name, [row]
		{
			expectError(login(row.body), 400, "Bad Request", row.message);
		});
	}

	const Row malformed[] = {
		{"empty", "", nullptr},
		{"no JSON", "x", nullptr},
		{"not closed", "{", nullptr},
		{"name twice", R"({"username":"a","username":"b","password":"x"})", nullptr},
		{"invalid UTF-8", "{\"username\":\"\xFF\",\"password\":\"x\"}", nullptr},
	};
	for (const Row& row : malformed)
	{
		addCase(suite, std::string("400, malformed: ") + row.name, [row]
		{
			CPPUNIT_ASSERT_EQUAL(400, login(row.body).status);
		});
	}
}


AUTHPLUG_CASES(Session)
{
	const Operation operations[] = {
		{"GET", "/auth/refreshtoken"},
		{"GET", "/auth/refreshtoken/validate"},
		{"GET", "/auth/accesstoken"},
		{"GET", "/auth/accesstoken/validate"},
		{"POST", "/auth/logout"},
	};
	for (const Operation& row : operations)
	{
		const std::string name = std::string(row.method) + " " + row.path;
		Request request;
		request.method = row.method;
		request.path = row.path;
		addCase(suite, name + " without a token", [request]
		{
			expectUnauthorized(Deployment::shared().exchange(request), "NO_TOKEN_PROVIDED");
		});
		addCase(suite, name + " with a malformed token", [request]() mutable
		{
			expectUnauthorized(Deployment::shared().exchange(request.bearer("a.b.c")), "INVALID_TOKEN", BAD);
		});
		addCase(suite, name + " with a token of another kind", [request]() mutable
		{
			TestUser user;
			expectUnauthorized(Deployment::shared().exchange(request.bearer(wrongFor(request.path, user))), "INVALID_TOKEN", BAD);
		});
		addCase(suite, name + " with a partial token", [request]() mutable
		{
			TestUser user;
			user.switchTotpOn(user.access());
			expectUnauthorized(Deployment::shared().exchange(request.bearer(user.refresh())), "INVALID_TOKEN", BAD);
		});
	}

	addCase(suite, "validate names the user", []
	{
		TestUser user;
		const std::string refresh = user.refresh();
		const std::string wanted = "{\"userId\":" + user.id() + "}";
		CPPUNIT_ASSERT_EQUAL(wanted, get("/auth/refreshtoken/validate", refresh).body);
		CPPUNIT_ASSERT_EQUAL(wanted, get("/auth/accesstoken/validate", user.access(refresh), 1).body);
	});

	addCase(suite, "a new refresh token is good", []
	{
		TestUser user;
		const Answer answer = get("/auth/refreshtoken", user.refresh());
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("text/plain; charset=utf-8"), answer.header("Content-Type"));
		Deployment::rememberSecret(answer.body);
		CPPUNIT_ASSERT_EQUAL(200, get("/auth/accesstoken", answer.body, 1).status);
	});

	addCase(suite, "logout is 204 and ends the session", []
	{
		TestUser user;
		const std::string refresh = user.refresh();
		const std::string access = user.access(refresh);
		const Answer answer = logout(refresh);
		CPPUNIT_ASSERT_EQUAL(204, answer.status);
		CPPUNIT_ASSERT(answer.body.empty());
		expectUnauthorized(get("/auth/accesstoken", refresh, 1), "INVALID_TOKEN", BAD);
		expectUnauthorized(get("/auth/accesstoken/validate", access, 1), "INVALID_TOKEN", BAD);
		expectUnauthorized(logout(refresh), "INVALID_TOKEN", BAD);
	});

	addCase(suite, "logout leaves other sessions alone", []
	{
		TestUser user;
		const std::string mine = user.refresh();
		const std::string other = user.refresh();
		logout(mine);
		CPPUNIT_ASSERT_EQUAL(200, get("/auth/accesstoken", other).status);
	});
}
