//
// TokenTest.cpp
//
// Tests: contract
//
// Which tokens count: where they stand, who made them, what they are for.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Jwt.h"
#include "TestUser.h"
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>


using namespace AuthPlug::Tests;


namespace {


const char* const BAD = "Bearer error=\"invalid_token\"";
const char* const STEP_UP = "Bearer error=\"insufficient_user_authentication\", max_age=300";


Request change()
{
	return Request::json("PUT", TestUser::ROUTE, TestUser::changeBody(TestUser::PASSWORD, TestUser::password("next")));
}


Answer changeWith(const std::string& token)
{
	Deployment::rememberSecret(token);
	return Deployment::shared().exchange(change().bearer(token));
}


void expectBad(const Answer& answer)
{
	expectUnauthorized(answer, "INVALID_TOKEN", BAD);
}


std::string signingKey()
{
	std::ifstream file(Deployment::shared().state() + "/secrets/token.key", std::ios::binary);
	std::string key{std::istreambuf_iterator<char>(file), {}};
	while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
	return key;
}


struct Place
{
	const char* name;
	std::function<Request(const std::string&)> request;
};


struct Header
{
	const char* name;
	std::string value;
	const char* message;
};


struct Forgery
{
	const char* name;
	std::function<std::string(const std::string&)> make;
};


} // namespace


AUTHPLUG_CASES(TokenPlace)
{
	const Place places[] = {
		{"in the query", [](const std::string& token)
		{
			Request request = change();
			request.path += "?access_token=" + token;
			return request;
		}},
		{"in a cookie", [](const std::string& token)
		{
			return change().with("Cookie", "access_token=" + token + "; Authorization=Bearer " + token);
		}},
		{"in the body", [](const std::string& token)
		{
			Request request = change();
			request.body.insert(1, "\"access_token\":\"" + token + "\",");
			return request;
		}},
		{"in a header of another name", [](const std::string& token)
		{
			return change().with("X-Authorization", "Bearer " + token);
		}},
		{"in Proxy-Authorization", [](const std::string& token)
		{
			return change().with("Proxy-Authorization", "Bearer " + token);
		}},
	};
	for (const Place& row : places)
	{
		addCase(suite, std::string("ignored ") + row.name, [row]
		{
			TestUser user;
			expectUnauthorized(Deployment::shared().exchange(row.request(user.access())), "NO_TOKEN_PROVIDED");
		});
	}

	const Header headers[] = {
		{"another scheme", "Basic dXNlcjpwYXNz", "NO_TOKEN_PROVIDED"},
		{"the scheme alone", "Bearer", "NO_TOKEN_PROVIDED"},
		{"the scheme and a blank", "Bearer ", "NO_TOKEN_PROVIDED"},
		{"empty", "", "NO_TOKEN_PROVIDED"},
		{"a word that is no token", "Bearer token", "INVALID_TOKEN"},
		{"three parts that are no token", "Bearer a.b.c", "INVALID_TOKEN"},
		{"two tokens", "Bearer a.b.c d.e.f", "INVALID_TOKEN"},
		{"punctuation", "Bearer !\"$%&/()=?", "INVALID_TOKEN"},
		{"bytes of UTF-8", "Bearer \xC3\xA4\xC3\xB6", "INVALID_TOKEN"},
		{"8185 characters", "Bearer " + std::string(8185, 'a'), "INVALID_TOKEN"},
	};
	for (const Header& row : headers)
	{
		addCase(suite, std::string("Authorization: ") + row.name, [row]
		{
			const Answer answer = Deployment::shared().exchange(change().with("Authorization", row.value));
			expectUnauthorized(answer, row.message, std::string(row.message) == "INVALID_TOKEN" ? BAD : "Bearer");
		});
	}

	addCase(suite, "the scheme's letters don't matter", []
	{
		TestUser user;
		const Answer answer = Deployment::shared().exchange(change().with("Authorization", "bEARER " + user.access()));
		CPPUNIT_ASSERT_EQUAL(std::string("null"), answer.body);
	});
}


AUTHPLUG_CASES(TokenForged)
{
	addCase(suite, "one that is signed again as it was is accepted", []
	{
		// Without this the cases below would prove nothing.
		TestUser user;
		CPPUNIT_ASSERT_EQUAL(std::string("null"), changeWith(Jwt(user.access()).signedWith(signingKey())).body);
	});

	const Forgery forgeries[] = {
		{"signature of another token", [](const std::string& token)
		{
			TestUser other;
			Jwt jwt(token);
			jwt.signature = Jwt(other.access()).signature;
			return jwt.withOldSignature();
		}},
		{"signed with another key", [](const std::string& token) { return Jwt(token).signedWith("another key of at least 32 bytes in length"); }},
		{"no signature", [](const std::string& token) { return Jwt(token).withoutSignature(); }},
		{"alg none", [](const std::string& token)
		{
			Jwt jwt(token);
			jwt.header = R"({"alg":"none","typ":"JWT"})";
			return jwt.withoutSignature();
		}},
		{"alg none, but signed", [](const std::string& token)
		{
			Jwt jwt(token);
			jwt.header = R"({"alg":"none","typ":"JWT"})";
			return jwt.signedWith(signingKey());
		}},
		{"another algorithm", [](const std::string& token)
		{
			Jwt jwt(token);
			jwt.header = R"({"alg":"HS512","typ":"JWT"})";
			return jwt.signedWith(signingKey());
		}},
		{"expired a second ago", [](const std::string& token)
		{
			return Jwt(token).setNumber("exp", std::time(nullptr) - 1).signedWith(signingKey());
		}},
		{"issued by somebody else", [](const std::string& token) { return Jwt(token).setText("iss", "https://other.example").signedWith(signingKey()); }},
		{"for another audience", [](const std::string& token) { return Jwt(token).setText("aud", "https://other.example").signedWith(signingKey()); }},
		{"of an unknown kind", [](const std::string& token) { return Jwt(token).setText("kind", "root").signedWith(signingKey()); }},
		{"of another user's session", [](const std::string& token)
		{
			TestUser other;
			return Jwt(token).setText("sub", other.id()).signedWith(signingKey());
		}},
		{"of no session", [](const std::string& token) { return Jwt(token).setText("sid", "00000000000000000000000000000000").signedWith(signingKey()); }},
		{"payload changed, signature kept", [](const std::string& token)
		{
			return Jwt(token).setNumber("exp", std::time(nullptr) + 3600).withOldSignature();
		}},
	};
	for (const Forgery& row : forgeries)
	{
		addCase(suite, row.name, [row]
		{
			TestUser user;
			expectBad(changeWith(row.make(user.access())));
			const std::string charged = user.counter("seq");
			CPPUNIT_ASSERT_MESSAGE("seq is " + charged, charged.empty() || charged == "0");
		});
	}
}


AUTHPLUG_CASES(TokenKind)
{
	addCase(suite, "a refresh token doesn't change the password", []
	{
		TestUser user;
		expectBad(changeWith(user.refresh()));
	});

	addCase(suite, "a partial token doesn't change the password", []
	{
		TestUser user;
		user.switchTotpOn(user.access());
		const std::string partial = user.refresh();
		expectBad(changeWith(partial));
	});

	addCase(suite, "an access token doesn't when there is a second factor", []
	{
		TestUser user;
		const std::string token = user.access();
		user.switchTotpOn(token);
		expectUnauthorized(changeWith(token), "SUDO_TOKEN_REQUIRED", STEP_UP);
	});

	addCase(suite, "a second factor counts from the moment it is on, on all processes", []
	{
		TestUser user;
		const std::string older = user.access();
		user.switchTotpOn(user.access());
		for (int server = 0; server < 2; ++server)
		{
			expectUnauthorized(Deployment::shared().exchange(change().bearer(older), server), "SUDO_TOKEN_REQUIRED", STEP_UP);
		}
	});

	addCase(suite, "tokens of one process hold on the other", []
	{
		TestUser user;
		CPPUNIT_ASSERT_EQUAL(std::string("null"), Deployment::shared().exchange(change().bearer(user.access()), 1).body);
	});

	addCase(suite, "one of an ended session is bad at once", []
	{
		TestUser user;
		const std::string refresh = user.refresh();
		const std::string token = user.access(refresh);
		Request logout;
		logout.method = "POST";
		logout.path = "/auth/logout";
		CPPUNIT_ASSERT_EQUAL(204, Deployment::shared().exchange(logout.bearer(refresh), 1).status);
		expectBad(changeWith(token));
	});

	addCase(suite, "one of a disabled account is bad at once", []
	{
		TestUser user;
		const std::string token = user.access();
		Deployment::shared().sql("UPDATE account SET enabled=0 WHERE id=" + user.id());
		expectBad(changeWith(token));
	});

	addCase(suite, "one of a deleted account is bad at once", []
	{
		TestUser user;
		const std::string token = user.access();
		Deployment::shared().sql("DELETE FROM account WHERE id=" + user.id());
		expectBad(changeWith(token));
	});

	addCase(suite, "all bad ones look alike", []
	{
		TestUser user;
		const Answer first = changeWith("a.b.c");
		const Answer second = changeWith(user.refresh());
		CPPUNIT_ASSERT_EQUAL(first.body, second.body);
		CPPUNIT_ASSERT_EQUAL(first.headers.size(), second.headers.size());
		for (std::size_t i = 0; i < first.headers.size(); ++i)
		{
			CPPUNIT_ASSERT_EQUAL(first.headers[i].first, second.headers[i].first);
			if (first.headers[i].first != "Date") CPPUNIT_ASSERT_EQUAL(first.headers[i].second, second.headers[i].second);
		}
	});
}
