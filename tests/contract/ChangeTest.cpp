//
// ChangeTest.cpp
//
// Tests: contract
//
// The change itself: what it does, how it may be repeated, what stops it.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestUser.h"
#include <Poco/JSONString.h>
#include <atomic>
#include <string>
#include <thread>
#include <vector>


using namespace AuthPlug::Tests;


namespace {


const char* const TOKEN_BAD = "Bearer error=\"invalid_token\"";


void expectChanged(const Answer& answer)
{
	CPPUNIT_ASSERT_EQUAL(std::string("null"), answer.body);
	CPPUNIT_ASSERT_EQUAL(200, answer.status);
	CPPUNIT_ASSERT_EQUAL(std::string("application/json; charset=utf-8"), answer.header("Content-Type"));
}


Answer signIn(const TestUser& user, const std::string& password)
{
	return Deployment::shared().exchange(Request::json("POST", "/auth/login",
		"{\"username\":" + Poco::toJSON(user.login()) + ",\"password\":" + Poco::toJSON(password) + "}"));
}


std::string version(TestUser& user)
{
	return Deployment::shared().sql("SELECT version FROM pw WHERE user_id='" + user.id() + "'");
}


struct Stored
{
	const char* name;
	const char* statement;   /// `#` stands for the user's id
};


struct NewPassword
{
	const char* name;
	std::string password;
};


std::string repeated(const std::string& text, int times)
{
	std::string result;
	for (int i = 0; i < times; ++i) result += text;
	return result;
}


} // namespace


AUTHPLUG_CASES(Change)
{
	addCase(suite, "with an access token", []
	{
		TestUser user;
		const std::string next = TestUser::password("next");
		expectChanged(user.change(user.access(), TestUser::PASSWORD, next));
		CPPUNIT_ASSERT_EQUAL(200, signIn(user, next).status);
		expectUnauthorized(signIn(user, TestUser::PASSWORD), "PASSWORD_INCORRECT");
	});

	addCase(suite, "with a sudo token", []
	{
		TestUser user;
		const std::string token = user.access();
		const Totp totp = user.switchTotpOn(token);
		expectChanged(user.change(user.sudo(token, totp, 0), TestUser::PASSWORD, TestUser::password("next")));
	});

	addCase(suite, "with a sudo token and no second factor any more", []
	{
		TestUser user;
		const std::string token = user.access();
		const std::string sudo = user.sudo(token, user.switchTotpOn(token), 0);
		Request off = Request::json("DELETE", "/user/2fa/totp", "");
		off.headers.clear();
		CPPUNIT_ASSERT_EQUAL(200, Deployment::shared().exchange(off.bearer(sudo)).status);
		expectChanged(user.change(sudo, TestUser::PASSWORD, TestUser::password("next")));
	});

	addCase(suite, "ends the other sessions and keeps its own", []
	{
		TestUser user;
		const std::string mine = user.refresh();
		const std::string other = user.refresh();
		const std::string otherAccess = user.access(other);
		expectChanged(user.change(user.access(mine), TestUser::PASSWORD, TestUser::password("next")));
		expectUnauthorized(Deployment::shared().exchange(Request::get("/auth/accesstoken").bearer(other)), "INVALID_TOKEN", TOKEN_BAD);
		expectUnauthorized(Deployment::shared().exchange(Request::get("/auth/accesstoken/validate").bearer(otherAccess)), "INVALID_TOKEN", TOKEN_BAD);
		CPPUNIT_ASSERT_EQUAL(200, Deployment::shared().exchange(Request::get("/auth/accesstoken").bearer(mine)).status);
	});

	addCase(suite, "settles the guess limit", []
	{
		TestUser user;
		const std::string token = user.access();
		for (int i = 0; i < 4; ++i) expectUnauthorized(user.change(token, TestUser::password("wrong"), TestUser::password("next")), "PASSWORD_INCORRECT");
		expectChanged(user.change(token, TestUser::PASSWORD, TestUser::password("next")));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), user.counter("used"));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), user.counter("seq-base"));
	});

	addCase(suite, "is written as Argon2id", []
	{
		TestUser user;
		expectChanged(user.change(user.access(), TestUser::PASSWORD, TestUser::password("next")));
		const std::string hash = Deployment::shared().sql("SELECT hash FROM pw WHERE user_id='" + user.id() + "'");
		CPPUNIT_ASSERT_EQUAL(std::string("$argon2id$v=19$m="), hash.substr(0, 17));
	});

	addCase(suite, "leaves an outbox row", []
	{
		TestUser user;
		expectChanged(user.change(user.access(), TestUser::PASSWORD, TestUser::password("next")));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), Deployment::shared().sql("SELECT COUNT(*) FROM pw_outbox WHERE user_id='" + user.id() + "'"));
	});

	addCase(suite, "of a bcrypt hash upgrades it", []
	{
		// bcrypt of "Old-password-1", cost 5, made with libxcrypt.
		TestUser user;
		const std::string token = user.access();
		Deployment::shared().sql("UPDATE pw SET hash='$2b$05$......................FJlqpZWHePEokV6ZsfQCUD4AnT48sZ2' WHERE user_id='" + user.id() + "'");
		expectChanged(user.change(token, TestUser::PASSWORD, TestUser::password("next")));
		const std::string hash = Deployment::shared().sql("SELECT hash FROM pw WHERE user_id='" + user.id() + "'");
		CPPUNIT_ASSERT_EQUAL(std::string("$argon2id$"), hash.substr(0, 10));
	});

	addCase(suite, "takes no user from the body or the query", []
	{
		TestUser user;
		TestUser victim;
		const std::string before = version(victim);
		Request request = Request::json("PUT", std::string(TestUser::ROUTE) + "?userId=" + victim.id(),
			"{\"userId\":" + victim.id() + ",\"username\":" + Poco::toJSON(victim.login()) + ",\"oldPassword\":\"" + TestUser::PASSWORD + "\",\"newPassword\":\"" + TestUser::password("next") + "\"}");
		expectChanged(Deployment::shared().exchange(request.bearer(user.access())));
		CPPUNIT_ASSERT_EQUAL(before, version(victim));
	});

	addCase(suite, "to the current password is refused and settles the limit", []
	{
		TestUser user;
		const std::string token = user.access();
		expectUnauthorized(user.change(token, TestUser::password("wrong"), TestUser::password("next")), "PASSWORD_INCORRECT");
		expectError(user.change(token, TestUser::PASSWORD, TestUser::PASSWORD), 400, "Bad Request", "The new password must differ from the current one");
		CPPUNIT_ASSERT_EQUAL(std::string("0"), user.counter("used"));
	});

	addCase(suite, "to the user's own name is refused, once the old password is proven", []
	{
		TestUser user;
		const std::string token = user.access();
		std::string name = user.login();
		name[0] = 'U';
		expectUnauthorized(user.change(token, TestUser::password("wrong"), name), "PASSWORD_INCORRECT");
		expectError(user.change(token, TestUser::PASSWORD, name), 400, "Bad Request",
			"Password must not be your name, your address or the name of this service, choose another one");
		CPPUNIT_ASSERT_EQUAL(std::string("0"), user.counter("used"));
	});

	addCase(suite, "with a wrong old password", []
	{
		TestUser user;
		expectUnauthorized(user.change(user.access(), TestUser::password("wrong"), TestUser::password("next")), "PASSWORD_INCORRECT");
		CPPUNIT_ASSERT_EQUAL(std::string("1"), user.counter("seq"));
	});

	addCase(suite, "with an empty old password", []
	{
		TestUser user;
		expectUnauthorized(user.change(user.access(), "", TestUser::password("next")), "PASSWORD_INCORRECT");
	});

	const struct
	{
		const char* name;
		const char* password;
	}
	almost[] = {
		{"in small letters", "old-password-1"},
		{"with a blank behind", "Old-password-1 "},
		{"with a blank before", " Old-password-1"},
		{"without its last character", "Old-password-"},
		{"with a character more", "Old-password-11"}};
	for (const auto& row : almost)
	{
		addCase(suite, std::string("with the old password ") + row.name, [row]
		{
			TestUser user;
			expectUnauthorized(user.change(user.access(), row.password, TestUser::password("next")), "PASSWORD_INCORRECT");
		});
	}

	addCase(suite, "with a NUL after the old password", []
	{
		TestUser user;
		expectUnauthorized(Deployment::shared().exchange(Request::json("PUT", TestUser::ROUTE,
			R"({"oldPassword":"Old-password-1\u0000","newPassword":"Good-password-7"})").bearer(user.access())), "PASSWORD_INCORRECT");
	});

	const NewPassword accepted[] = {
		{"8 characters", "Aa1.Zz9;"},
		{"256 characters", "Aa1" + repeated("x", 253)},
		{"256 characters of 4 bytes", "Aa1" + repeated("\xF0\x9F\x94\x91", 253)},
		{"blanks around it", "  Aa1 blank 9  "},
		{"composed letters", "Aa1-caf\xC3\xA9-ok"},
		{"decomposed letters", "Aa1-cafe\xCC\x81-ok"},
		{"quotes and backslash", "Aa1\"\\/'`;--"},
	};
	for (const NewPassword& row : accepted)
	{
		addCase(suite, std::string("and signing in: ") + row.name, [row]
		{
			TestUser user;
			expectChanged(user.change(user.access(), TestUser::PASSWORD, row.password));
			CPPUNIT_ASSERT_EQUAL(200, signIn(user, row.password).status);
		});
	}

	const Stored stored[] = {
		{"no row", "DELETE FROM pw WHERE user_id='#'"},
		{"empty", "UPDATE pw SET hash='' WHERE user_id='#'"},
		{"of an unknown scheme", "UPDATE pw SET hash='$unknown$abc' WHERE user_id='#'"},
		{"plain text", "UPDATE pw SET hash='Stored-as-it-is-1' WHERE user_id='#'"},
		{"a locked account's mark", "UPDATE pw SET hash='*' WHERE user_id='#'"},
		{"with hostile memory", "UPDATE pw SET hash='$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' WHERE user_id='#'"},
		{"cut short", "UPDATE pw SET hash=LEFT(hash, 40) WHERE user_id='#'"},
	};
	for (const Stored& row : stored)
	{
		addCase(suite, std::string("NO_PASSWORD_INFO: stored password ") + row.name, [row]
		{
			TestUser user;
			const std::string token = user.access();
			std::string statement = row.statement;
			statement.replace(statement.find('#'), 1, user.id());
			Deployment::shared().sql(statement);
			expectError(user.change(token, TestUser::PASSWORD, TestUser::password("next")), 500, "Internal server error", "NO_PASSWORD_INFO");
			const std::string charged = user.counter("seq");
			CPPUNIT_ASSERT_MESSAGE("seq is " + charged, charged.empty() || charged == "0");
		});
	}
}


AUTHPLUG_CASES(Replay)
{
	addCase(suite, "the same request again is 200 and changes nothing", []
	{
		TestUser user;
		const std::string token = user.access();
		const std::string next = TestUser::password("next");
		const long before = std::stol(version(user));
		expectChanged(user.change(token, TestUser::PASSWORD, next));
		expectChanged(user.change(token, TestUser::PASSWORD, next, 1));
		expectChanged(user.change(token, TestUser::PASSWORD, next));
		CPPUNIT_ASSERT_EQUAL(before + 1, std::stol(version(user)));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), Deployment::shared().sql("SELECT COUNT(*) FROM pw_outbox WHERE user_id='" + user.id() + "'"));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), user.counter("used"));
	});

	addCase(suite, "another token gets no replay", []
	{
		TestUser user;
		const std::string mine = user.refresh();
		const std::string next = TestUser::password("next");
		expectChanged(user.change(user.access(mine), TestUser::PASSWORD, next));
		expectUnauthorized(user.change(user.access(mine), TestUser::PASSWORD, next), "PASSWORD_INCORRECT");
	});

	addCase(suite, "the same token may change it again", []
	{
		TestUser user;
		const std::string token = user.access();
		expectChanged(user.change(token, TestUser::PASSWORD, TestUser::password("next")));
		expectChanged(user.change(token, TestUser::password("next"), TestUser::password("third")));
		CPPUNIT_ASSERT_EQUAL(200, signIn(user, TestUser::password("third")).status);
	});

	addCase(suite, "a token that has made a change gets about half the guesses", []
	{
		// A wrong request of such a token costs two charges, for two hashes.
		TestUser user;
		const std::string token = user.access();
		expectChanged(user.change(token, TestUser::PASSWORD, TestUser::password("next")));
		int guesses = 0;
		while (guesses < 6 && user.change(token, TestUser::password("wrong"), TestUser::password("third")).status == 401) ++guesses;
		CPPUNIT_ASSERT_EQUAL(2, guesses);
		CPPUNIT_ASSERT_EQUAL(std::string("5"), user.counter("seq-base"));
	});

	addCase(suite, "12 identical requests at once over two processes: all 200, one change", []
	{
		TestUser user;
		const std::string token = user.access();
		const std::string next = TestUser::password("next");
		const long before = std::stol(version(user));
		const std::string bytes = Request::json("PUT", TestUser::ROUTE, TestUser::changeBody(TestUser::PASSWORD, next)).bearer(token).bytes();
		std::vector<std::thread> threads;
		std::vector<std::string> bodies(12);
		std::atomic<int> ready{0};
		for (int i = 0; i < 12; ++i)
		{
			threads.emplace_back([&, i]
			{
				try
				{
					Wire wire(Deployment::shared().port(i % 2));
					wire.send(bytes.substr(0, bytes.size() - 1));
					++ready;
					while (ready < 12) std::this_thread::yield();
					wire.send(bytes.substr(bytes.size() - 1));
					const Answer answer = wire.receive();
					bodies[static_cast<std::size_t>(i)] = std::to_string(answer.status) + " " + answer.body;
				}
				catch (const std::exception& exception)
				{
					++ready;
					bodies[static_cast<std::size_t>(i)] = exception.what();
				}
			});
		}
		for (std::thread& thread : threads) thread.join();
		for (const std::string& body : bodies) CPPUNIT_ASSERT_EQUAL(std::string("200 null"), body);
		CPPUNIT_ASSERT_EQUAL(before + 1, std::stol(version(user)));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), Deployment::shared().sql("SELECT COUNT(*) FROM pw_outbox WHERE user_id='" + user.id() + "'"));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), user.counter("used"));
	});

	addCase(suite, "two different changes at once: one winner", []
	{
		TestUser user;
		const std::string first = user.refresh();
		const std::string tokens[] = {user.access(first), user.access(first)};
		int statuses[2] = {0, 0};
		std::vector<std::thread> threads;
		for (int i = 0; i < 2; ++i)
		{
			threads.emplace_back([&, i]
			{
				const std::string bytes = Request::json("PUT", TestUser::ROUTE,
					TestUser::changeBody(TestUser::PASSWORD, TestUser::password("winner" + std::to_string(i)))).bearer(tokens[i]).bytes();
				Wire wire(Deployment::shared().port(i));
				wire.send(bytes);
				statuses[i] = wire.receive().status;
			});
		}
		for (std::thread& thread : threads) thread.join();
		CPPUNIT_ASSERT_EQUAL(601, statuses[0] + statuses[1]);
		const int winner = statuses[0] == 200 ? 0 : 1;
		CPPUNIT_ASSERT_EQUAL(200, signIn(user, TestUser::password("winner" + std::to_string(winner))).status);
	});
}
