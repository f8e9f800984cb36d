//
// HandlerTest.cpp
//
// Tests: unit
//
// The handler: order of checks, answers, headers, what it logs.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/CountingMetrics.h"
#include "AuthPlug/Testing/FakeClock.h"
#include "AuthPlug/Testing/FakeExchange.h"
#include "AuthPlug/Testing/FakeHashSlots.h"
#include "AuthPlug/Testing/FakeHasher.h"
#include "AuthPlug/Testing/FakeRandom.h"
#include "AuthPlug/Testing/FakeRequestContext.h"
#include "AuthPlug/Testing/FakeSessions.h"
#include "AuthPlug/Testing/FakeSudoTokens.h"
#include "AuthPlug/Testing/RecordingLog.h"
#include "AuthPlug/Testing/RequestBuilder.h"
#include "Canary.h"
#include "Cases.h"
#include "LeakWatch.h"
#include "MemoryAccounts.h"
#include "SearchedLog.h"
#include "SearchedMetrics.h"
#include "http/BearerToken.h"
#include "http/ChangePasswordHandlerFactory.h"
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>


using namespace AuthPlug;
using namespace AuthPlug::Password;
using AuthPlug::Testing::FakeHasher;
using AuthPlug::Testing::FakeRequest;
using AuthPlug::Testing::FakeResponse;
using AuthPlug::Testing::RequestBuilder;
using AuthPlug::Tests::Canary;
using AuthPlug::Tests::addCase;


namespace {


const std::string OLD = Canary::password("Old");
const std::string NEW = Canary::password("New");
const std::string ACCESS = Canary::token("access");


class BrokenStore final: public PasswordStore
	/// Throws what a fault deep inside might throw.
{
public:
	Read read(std::string_view, Api::Deadline, PasswordRecord&) override
	{
		throw std::runtime_error("no row for " + OLD);
	}

	bool readLimit(std::string_view, Api::Deadline, LimitState&, std::uint64_t&) override
	{
		return false;
	}

	Commit change(const PasswordChange&, Api::Deadline) override
	{
		return Commit::unavailable;
	}

	Found find(std::string_view, const ChangeId&, Api::Deadline) override
	{
		return Found::unavailable;
	}

	bool upgrade(std::string_view, std::string_view, std::string_view, Api::Deadline) override
	{
		return false;
	}
};


std::string bodyOf(const std::string& oldPassword, const std::string& newPassword)
{
	return RequestBuilder::changePassword("", oldPassword, newPassword).body();
}


struct World
	/// What reaches log, metrics and client is searched for secrets.
{
	explicit World(PasswordStore* store = nullptr):
		context(clock),
		accounts(clock),
		authority(sessions, sudoTokens),
		policy(PolicyOptions()),
		changePassword(
			ChangePassword::Services{store ? *store : static_cast<PasswordStore&>(accounts), accounts, hasher, authority, sessions, slots, clock, random, searchedLog, nullptr},
			ChangePassword::Options{accounts.limit, 600}),
		journal(clock, searchedLog, &searchedMetrics, 100),
		endpoint{context, clock, random, authority, policy, changePassword, journal},
		factory(endpoint)
	{
		Api::Principal principal;
		principal.userId.assign("17");
		principal.tokenId.assign("token-1");
		sessions.issue(ACCESS, principal);
		accounts.accounts["17"].hash = FakeHasher::stored(OLD);
		context.bodyText = bodyOf(OLD, NEW);
	}

	void send(const std::string& authorization = "Bearer " + ACCESS)
	{
		FakeRequest request(response, "PUT", "/user/password/old-password");
		if (!authorization.empty()) request.set("Authorization", authorization);
		send(request);
	}

	void send(FakeRequest& request)
	{
		const std::unique_ptr<Poco::Net::HTTPRequestHandler> handler(factory.createRequestHandler(request));
		handler->handleRequest(request, response);
		Tests::LeakWatch::search("the answer", response.sentBody);
		for (const auto& [name, value]: static_cast<const Poco::Net::NameValueCollection&>(response))
		{
			Tests::LeakWatch::search("header " + name + " of the answer", value);
		}
	}

	void expect(int status, const std::string& body)
	{
		CPPUNIT_ASSERT_EQUAL(status, static_cast<int>(response.getStatus()));
		CPPUNIT_ASSERT_EQUAL(body, response.sentBody);
		CPPUNIT_ASSERT_EQUAL(1, response.sends);
		CPPUNIT_ASSERT_EQUAL(std::string("no-store"), response.get("Cache-Control"));
		CPPUNIT_ASSERT_EQUAL(std::string("nosniff"), response.get("X-Content-Type-Options"));
		CPPUNIT_ASSERT_EQUAL(std::string("application/json; charset=utf-8"), response.getContentType());
		CPPUNIT_ASSERT_EQUAL(static_cast<Poco::Int64>(body.size()), response.getContentLength64());
		CPPUNIT_ASSERT_EQUAL(status == 401, response.has("WWW-Authenticate"));
		CPPUNIT_ASSERT_EQUAL(status == 429 || status == 503, response.has("Retry-After"));
	}

	Testing::FakeClock clock;
	Testing::FakeRandom random;
	Testing::FakeSessions sessions;
	Testing::FakeSudoTokens sudoTokens;
	Testing::FakeHasher hasher;
	Testing::FakeHashSlots slots;
	Testing::RecordingLog log;
	Tests::SearchedLog searchedLog{log};
	Testing::CountingMetrics metrics;
	Tests::SearchedMetrics searchedMetrics{metrics};
	Testing::FakeRequestContext context;
	Tests::MemoryAccounts accounts;
	Authority authority;
	Policy policy;
	ChangePassword changePassword;
	ChangeJournal journal;
	ChangeEndpoint endpoint;
	ChangePasswordHandlerFactory factory;
	FakeResponse response;
};


const char* const INVALID = "{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"INVALID_TOKEN\"}";
const char* const NO_TOKEN = "{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"NO_TOKEN_PROVIDED\"}";


struct BearerRow
{
	const char* name;
	const char* header;
	BearerToken::Form form;
	const char* token;
};


const BearerRow BEARER_ROWS[] = {
	{"plain", "Bearer abc", BearerToken::Form::wellFormed, "abc"},
	{"scheme in lower case", "bearer abc", BearerToken::Form::wellFormed, "abc"},
	{"scheme in capitals", "BEARER abc", BearerToken::Form::wellFormed, "abc"},
	{"several spaces", "Bearer    abc", BearerToken::Form::wellFormed, "abc"},
	{"spaces at the ends", "  Bearer abc  ", BearerToken::Form::wellFormed, "abc"},
	{"all characters", "Bearer AZaz09-._~+/==", BearerToken::Form::wellFormed, "AZaz09-._~+/=="},
	{"empty value", "", BearerToken::Form::absent, ""},
	{"scheme without token", "Bearer", BearerToken::Form::absent, ""},
	{"scheme and spaces", "Bearer   ", BearerToken::Form::absent, ""},
	{"another scheme", "Basic YTpi", BearerToken::Form::absent, ""},
	{"a scheme that begins alike", "Bearers abc", BearerToken::Form::absent, ""},
	{"the token alone", "abc", BearerToken::Form::absent, ""},
	{"two tokens", "Bearer abc def", BearerToken::Form::malformed, ""},
	{"two tokens by comma", "Bearer abc,def", BearerToken::Form::malformed, ""},
	{"padding only", "Bearer ==", BearerToken::Form::malformed, ""},
	{"padding inside", "Bearer a=b", BearerToken::Form::malformed, ""},
	{"quotes", "Bearer \"abc\"", BearerToken::Form::malformed, ""},
	{"a control character", "Bearer a\tb", BearerToken::Form::malformed, ""},
	{"a line break", "Bearer a\r\nb", BearerToken::Form::malformed, ""},
	{"not ASCII", "Bearer \xc3\xa4", BearerToken::Form::malformed, ""}};


} // namespace


AUTHPLUG_CASES(BearerTokenForms)
{
	for (const BearerRow& row: BEARER_ROWS)
	{
		addCase(suite, row.name, [row]
		{
			FakeResponse response;
			FakeRequest request(response, "PUT", "/");
			request.set("authorization", row.header);
			const BearerToken bearer(request);
			CPPUNIT_ASSERT_EQUAL(static_cast<int>(row.form), static_cast<int>(bearer.form()));
			CPPUNIT_ASSERT_EQUAL(std::string(row.token), std::string(bearer.token().expose()));
		});
	}
	addCase(suite, "no header", []
	{
		FakeResponse response;
		FakeRequest request(response, "PUT", "/?access_token=abc");
		request.set("Cookie", "token=abc");
		CPPUNIT_ASSERT(BearerToken(request).form() == BearerToken::Form::absent);
	});
	addCase(suite, "two headers", []
	{
		FakeResponse response;
		FakeRequest request(response, "PUT", "/");
		request.add("Authorization", "Bearer abc");
		request.add("authorization", "Bearer abc");
		CPPUNIT_ASSERT(BearerToken(request).form() == BearerToken::Form::malformed);
	});
}


AUTHPLUG_CASES(Handler)
{
	addCase(suite, "changed: 200 null", []
	{
		World world;
		world.send();
		world.expect(200, "null");
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.metrics.counted("authplug_password_change_total", "ok"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.metrics.observed("authplug_password_change_micros"));
	});
	addCase(suite, "no token comes before the body", []
	{
		World world;
		world.context.bodyText = "not JSON but " + OLD;
		world.send("");
		world.expect(401, NO_TOKEN);
		CPPUNIT_ASSERT_EQUAL(std::string("Bearer"), world.response.get("WWW-Authenticate"));
	});
	addCase(suite, "malformed token", []
	{
		World world;
		world.send("Bearer " + ACCESS + " b");
		world.expect(401, INVALID);
		CPPUNIT_ASSERT_EQUAL(std::string("Bearer error=\"invalid_token\""), world.response.get("WWW-Authenticate"));
	});
	addCase(suite, "unknown token looks the same, and comes before the body", []
	{
		World world;
		world.context.bodyText = "not JSON but " + OLD;
		world.send("Bearer " + Canary::token("nobody"));
		world.expect(401, INVALID);
		CPPUNIT_ASSERT_EQUAL(0, world.hasher.verifications.load());
	});
	addCase(suite, "step-up needed", []
	{
		World world;
		world.sudoTokens.setSecondFactor("17", true);
		world.send();
		world.expect(401, "{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"SUDO_TOKEN_REQUIRED\"}");
	});
	addCase(suite, "body that is not JSON: not repeated", []
	{
		World world;
		world.context.bodyText = "not JSON but " + OLD;
		world.send();
		CPPUNIT_ASSERT_EQUAL(400, static_cast<int>(world.response.getStatus()));
		CPPUNIT_ASSERT_EQUAL(0, world.accounts.reads);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.metrics.counted("authplug_password_change_total", "bad_request"));
	});
	addCase(suite, "static rules come before the turn", []
	{
		World world;
		world.slots.turnOutcome = Api::HashSlots::Outcome::full;
		world.context.bodyText = bodyOf(OLD, "new-" + Canary::word() + "-1");
		world.send();
		world.expect(400, "{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Password must contain at least one uppercase character\"}");
		CPPUNIT_ASSERT_EQUAL(0, world.accounts.charges);
	});
	addCase(suite, "wrong old password does not say invalid_token", []
	{
		World world;
		world.context.bodyText = bodyOf(Canary::password("Wrong"), NEW);
		world.send();
		world.expect(401, "{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"PASSWORD_INCORRECT\"}");
		CPPUNIT_ASSERT_EQUAL(std::string("Bearer"), world.response.get("WWW-Authenticate"));
	});
	addCase(suite, "locked: header and body agree", []
	{
		World world;
		world.accounts.accounts["17"].limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 89000001};
		world.send();
		world.expect(429, "{\"statusCode\":429,\"error\":\"Too many requests\",\"message\":\"TOO_MANY_FAILED_PASSWORD_CHECKS\",\"retryAfter\":90}");
		CPPUNIT_ASSERT_EQUAL(std::string("90"), world.response.get("Retry-After"));
	});
	addCase(suite, "no password info", []
	{
		World world;
		world.accounts.accounts.clear();
		world.send();
		world.expect(500, "{\"statusCode\":500,\"error\":\"Internal server error\",\"message\":\"NO_PASSWORD_INFO\"}");
	});
	addCase(suite, "busy: a wait of 1 to 3 seconds, not always the same", []
	{
		World world;
		world.slots.turnOutcome = Api::HashSlots::Outcome::full;
		std::set<std::string> waits;
		for (int i = 0; i < 50; ++i)
		{
			world.response.sends = 0;
			world.send();
			const std::string wait = world.response.get("Retry-After");
			world.expect(503, "{\"statusCode\":503,\"error\":\"Service Unavailable\",\"message\":\"TRY_AGAIN_LATER\",\"retryAfter\":" + wait + "}");
			waits.insert(wait);
		}
		CPPUNIT_ASSERT((waits == std::set<std::string>{"1", "2", "3"}));
	});
	addCase(suite, "an exception: INTERNAL_ERROR with the request's id, and a line in the log", []
	{
		BrokenStore store;
		World world(&store);
		world.send();
		world.expect(500, "{\"statusCode\":500,\"error\":\"Internal server error\",\"message\":\"INTERNAL_ERROR\",\"reference\":\"request-1\"}");
		const auto lines = world.log.events("password.change_error");
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines.size());
		CPPUNIT_ASSERT_EQUAL(std::string("request-1"), lines[0].fields.at("request_id"));
		CPPUNIT_ASSERT_EQUAL(std::string("St13runtime_error"), lines[0].fields.at("reason"));
		CPPUNIT_ASSERT_EQUAL(0, world.slots.turns.load());
	});
	addCase(suite, "a request that has not come through a guard", []
	{
		World world;
		world.context.guarded = false;
		world.send();
		CPPUNIT_ASSERT_EQUAL(500, static_cast<int>(world.response.getStatus()));
		CPPUNIT_ASSERT_EQUAL(0, world.accounts.reads);
	});
	addCase(suite, "a connection that breaks lets nothing out", []
	{
		World world;
		world.response.broken = true;
		world.send();
		CPPUNIT_ASSERT_EQUAL(0, world.response.sends);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.log.events("password.change_error").size());
	});
	addCase(suite, "the line of an outcome", []
	{
		World world;
		world.context.bodyText = bodyOf(Canary::password("Wrong"), NEW);
		world.send();
		const auto lines = world.log.events("password.change");
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines.size());
		const auto& fields = lines[0].fields;
		CPPUNIT_ASSERT_EQUAL(std::string("bad_old"), fields.at("outcome"));
		CPPUNIT_ASSERT_EQUAL(std::string("17"), fields.at("user_id"));
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1"), fields.at("client"));
		CPPUNIT_ASSERT_EQUAL(std::string("request-1"), fields.at("request_id"));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), fields.at("attempt"));
		// SHA-256 of "token-1" begins so.
		CPPUNIT_ASSERT_EQUAL(std::string("3f08aace122ee236"), fields.at("token"));
		CPPUNIT_ASSERT(!world.log.mentions("token-1"));
	});

	// A digest is dear, so whoever is sent away early gets none.
	const struct
	{
		const char* name;
		std::function<void(World&)> prepare;
		const char* word;
		std::size_t fingerprints;
	}
	ends[] = {
		{"refused by a rule", [](World& world) { world.context.bodyText = bodyOf(OLD, "new-" + Canary::word() + "-1"); }, "policy", 0},
		{"no JSON", [](World& world) { world.context.bodyText = "?"; }, "bad_request", 0},
		{"token of nobody", [](World& world) { world.sessions.revoke(ACCESS); }, "bad_token", 0},
		{"no turn", [](World& world) { world.slots.turnOutcome = Api::HashSlots::Outcome::full; }, "shed", 0},
		{"no account", [](World& world) { world.accounts.accounts.clear(); }, "no_info", 0},
		{"locked", [](World& world) { world.accounts.accounts["17"].limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 1000000}; }, "locked", 0},
		{"locked meanwhile", [](World& world)
		{
			world.accounts.beforeCharge = [&] { world.accounts.accounts["17"].limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 1000000}; };
		}, "locked", 1},
		{"no place", [](World& world) { world.slots.placeOutcome = Api::HashSlots::Outcome::full; }, "shed", 1},
		{"changed", [](World&) {}, "ok", 1}};
	for (const auto& row: ends)
	{
		addCase(suite, "fingerprint in the line: " + std::string(row.name), [row]
		{
			World world;
			row.prepare(world);
			world.send();
			const auto lines = world.log.events("password.change");
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines.size());
			CPPUNIT_ASSERT_EQUAL(std::string(row.word), lines[0].fields.at("outcome"));
			CPPUNIT_ASSERT_EQUAL(row.fingerprints, lines[0].fields.count("token"));
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines[0].fields.count("attempt"));
		});
	}

	const struct
	{
		const char* word;
		Outcome outcome;
	}
	words[] = {
		{"ok", Outcome::changed}, {"replay", Outcome::replayed}, {"bad_old", Outcome::passwordIncorrect},
		{"locked", Outcome::locked}, {"policy", Outcome::newPasswordListed}, {"policy", Outcome::newPasswordIsCurrent},
		{"policy", Outcome::newPasswordTooShort}, {"no_info", Outcome::noPasswordInfo}, {"shed", Outcome::busy},
		{"error", Outcome::failed}, {"bad_token", Outcome::noToken}, {"bad_token", Outcome::invalidToken},
		{"step_up", Outcome::sudoTokenRequired}, {"bad_request", Outcome::duplicateMember}};
	for (const auto& row: words)
	{
		addCase(suite, "word " + std::string(row.word) + " for outcome " + std::to_string(static_cast<int>(row.outcome)), [row]
		{
			CPPUNIT_ASSERT_EQUAL(std::string(row.word), std::string(ChangeJournal::wordFor(ChangeResult{Refusal{row.outcome, 0, 0}, 0, false})));
		});
	}
}
