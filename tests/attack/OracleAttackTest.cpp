//
// OracleAttackTest.cpp
//
// Tests: attack
//
// Attacks 17, 19 and 22 to 24: what answers give away, what work they cost, and
// passwords that are not what they seem.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arena.h"
#include "CountingServer.h"
#include <Poco/JSONString.h>
#include <Poco/RegularExpression.h>


using namespace AuthPlug::Tests;


namespace {


const std::string WRONG = Canary::password("Guess");


FaultWorld& world()
{
	return Arena::world();
}


Answer change(const Victim& victim, const std::string& oldPassword, const std::string& newPassword)
{
	return Arena::ask(world().first().port(), Arena::change(victim.token, oldPassword, newPassword));
}


Answer changeRaw(const Victim& victim, const std::string& body)
{
	return Arena::ask(world().first().port(), Request::json("PUT", TestUser::ROUTE, body).bearer(victim.token));
}


std::string comparable(const Answer& answer)
	/// Status, header and body, without what tells nothing: the time.
{
	std::string text = std::to_string(answer.status);
	for (const auto& [name, value]: answer.headers)
	{
		if (name != "Date" && name != "Retry-After") text += " " + name + "=" + value;
	}
	std::string body = answer.body;
	Poco::RegularExpression("\"retryAfter\":[0-9]+").subst(body, "\"retryAfter\":#");
	return text + " " + body;
}


std::string repeated(const std::string& text, int times)
{
	std::string result;
	for (int i = 0; i < times; ++i) result += text;
	return result;
}


struct Stored
{
	const char* name;
	std::string hash;
};


const std::string TAG = "K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";
const std::string SALT = "c29tZXNhbHRzb21lc2FsdA";


const Stored BROKEN[] = {
	{"empty", ""},
	{"of an unknown scheme", "$7$unknown$abc"},
	{"with m = 2^31", "$argon2id$v=19$m=2147483648,t=2,p=1$" + SALT + "$" + TAG},
	{"with t = 10^9", "$argon2id$v=19$m=19456,t=1000000000,p=1$" + SALT + "$" + TAG},
	{"with p = 0", "$argon2id$v=19$m=19456,t=2,p=0$" + SALT + "$" + TAG},
	{"with a truncated salt", "$argon2id$v=19$m=19456,t=2,p=1$c29t$" + TAG},
	{"with trailing junk", "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG + "$more"},
	{"with a NUL behind", "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + TAG + std::string(1, '\0')},
	{"in plain text", "Plain-password-1"},
	{"longer than any", "$argon2id$" + repeated("x", 245)}};


} // namespace


AUTHPLUG_CASES(Attack)
{
	// FusionAuth#1896, Devise: the new password is judged before the old one is
	// proven, so that an answer tells whether a guess was right.
	const struct { const char* name; std::string password; } news[] = {
		{"weak", "weak"},
		{"too long", "Aa1" + repeated("x", 254)},
		{"listed", "Password1"},
		{"without a digit", "No-digit-at-all"}};
	for (const auto& row: news)
	{
		addCase(suite, std::string("17 no oracle: a new password that is ") + row.name + " gets one answer, with the right old one or a wrong one", [row]
		{
			const Victim victim = world().newVictim(true);
			const Span span;
			const Answer right = change(victim, FaultWorld::oldPassword(), row.password);
			const Answer wrong = change(victim, WRONG, row.password);
			CPPUNIT_ASSERT_EQUAL(400, right.status);
			CPPUNIT_ASSERT_EQUAL(comparable(right), comparable(wrong));
			CPPUNIT_ASSERT_EQUAL(0, span.said().verified);
			CPPUNIT_ASSERT_EQUAL(0, world().truthOf(victim).seq);
		});
	}

	addCase(suite, "17 no oracle: with a wrong old password the new one may be the current, a former or any one", []
	{
		const Victim victim = world().newVictim(true);
		CPPUNIT_ASSERT_EQUAL(200, change(victim, FaultWorld::oldPassword(), FaultWorld::newPassword()).status);
		Victim again = victim;  // another token, that of no change
		again.token = world().token(AuthServer::TokenKind::access, victim);
		std::string first;
		for (const std::string& next: {FaultWorld::newPassword(), FaultWorld::oldPassword(), FaultWorld::thirdPassword(), WRONG})
		{
			const Span span;
			const Answer answer = change(again, WRONG, next);
			expectUnauthorized(answer, "PASSWORD_INCORRECT");
			if (first.empty()) first = comparable(answer);
			CPPUNIT_ASSERT_EQUAL(first, comparable(answer));
			// The cost is the same as well: one check.
			CPPUNIT_ASSERT_EQUAL(1, span.said().verified);
		}
	});

	// Keycloak PR #2323: a locked account says so only to the right password.
	addCase(suite, "17 no oracle: while locked, right and wrong get one answer, and no hash is computed", []
	{
		const Victim victim = world().newVictim(true);
		for (int i = 0; i < 5; ++i) change(victim, WRONG, FaultWorld::newPassword());
		const Span span;
		const Answer right = change(victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		const Answer wrong = change(victim, WRONG, FaultWorld::newPassword());
		expectLocked(right);
		CPPUNIT_ASSERT_EQUAL(comparable(right), comparable(wrong));
		CPPUNIT_ASSERT_EQUAL(0, span.said().verified);
		expectUntouched(victim);
	});

	// artifact-keeper#2298, better-auth: the slow hash runs for requests that
	// can't succeed.
	addCase(suite, "19 processor shield: 200 requests each for a locked account, with a bad token and too large cost no hash", []
	{
		const Victim victim = world().newVictim(true);
		for (int i = 0; i < 5; ++i) change(victim, WRONG, FaultWorld::newPassword());
		const Span span;
		const std::string before = Arena::counters(victim);
		Wire wire(world().first().port());
		const auto flood = [&](const Request& request, int status)
		{
			for (int i = 0; i < 200; ++i)
			{
				wire.send(request.bytes());
				CPPUNIT_ASSERT_EQUAL(status, wire.receive().status);
			}
		};
		flood(Arena::change(victim.token, FaultWorld::oldPassword(), FaultWorld::newPassword()), 429);
		flood(Arena::change(Canary::token("bad"), FaultWorld::oldPassword(), FaultWorld::newPassword()), 401);
		for (int i = 0; i < 200; ++i)
		{
			const Request large = Arena::change(victim.token, FaultWorld::oldPassword(), repeated("x", 9000));
			CPPUNIT_ASSERT_EQUAL(413, Arena::ask(world().first().port(), large).status);
		}
		CPPUNIT_ASSERT_EQUAL(0, span.said().verified);
		CPPUNIT_ASSERT_EQUAL(0, span.said().granted);
		CPPUNIT_ASSERT_EQUAL(before, Arena::counters(victim));
	});

	// CVE-2025-22228 (Spring), CVE-2013-1443 (Django), axes' NUL: what is set and
	// what is checked differ in length, or are cut.
	const struct { const char* name; std::string whole; std::size_t prefix; } lengths[] = {
		{"73 bytes, of which bcrypt sees 72", "Aa1-" + repeated("b", 69), 72},
		{"256 characters of four bytes", "Aa1" + repeated("\xF0\x9F\x94\x91", 253), 3 + 4*252},
		{"128 letters with two marks each", "Aa1" + repeated("e\xCC\x81\xCC\xA3", 84), 3 + 5*83},
		{"right-to-left marks", "Aa1\xE2\x80\xAE" "drow-ssap\xE2\x80\xAC", 14}};
	for (const auto& row: lengths)
	{
		addCase(suite, std::string("22 length and bytes: ") + row.name + ": nothing is cut at setting or checking", [row]
		{
			const Victim victim = world().newVictim(true);
			CPPUNIT_ASSERT_EQUAL(200, change(victim, FaultWorld::oldPassword(), row.whole).status);
			Victim again = victim;
			again.token = world().token(AuthServer::TokenKind::access, victim);
			expectUnauthorized(change(again, row.whole.substr(0, row.prefix), FaultWorld::newPassword()), "PASSWORD_INCORRECT");
			CPPUNIT_ASSERT_EQUAL(200, change(again, row.whole, FaultWorld::newPassword()).status);
		});
	}

	addCase(suite, "22 length and bytes: 257 characters are too many for either password, 1 MB for the request", []
	{
		const Victim victim = world().newVictim(true);
		const Span span;
		const std::string tooLong = "Aa1" + repeated("\xF0\x9F\x94\x91", 254);
		expectError(change(victim, tooLong, FaultWorld::newPassword()), 400, "Bad Request", "body/oldPassword must NOT have more than 256 characters");
		expectError(change(victim, FaultWorld::oldPassword(), tooLong), 400, "Bad Request", "body/newPassword must NOT have more than 256 characters");
		CPPUNIT_ASSERT_EQUAL(413, change(victim, repeated("x", 1000000), FaultWorld::newPassword()).status);
		CPPUNIT_ASSERT_EQUAL(0, span.said().verified);
	});

	addCase(suite, "22 length and bytes: a NUL counts, and ends nothing", []
	{
		const Victim victim = world().newVictim(true);
		const std::string old = FaultWorld::oldPassword();
		for (const std::string& body: {
			"{\"oldPassword\":\"" + old + "\\u0000\",\"newPassword\":\"" + FaultWorld::newPassword() + "\"}",
			"{\"oldPassword\":\"" + old + "\\u0000more\",\"newPassword\":\"" + FaultWorld::newPassword() + "\"}"})
		{
			expectUnauthorized(changeRaw(victim, body), "PASSWORD_INCORRECT");
		}
		expectUntouched(victim);
	});

	const struct { const char* name; std::string bytes; } malformed[] = {
		{"an unpaired surrogate", "\\ud800"}, {"surrogates in the wrong order", "\\udc00\\ud800"},
		{"an overlong form", "\xC0\xAF"}, {"a surrogate in UTF-8", "\xED\xA0\x80"}, {"half a character", "\xF0\x9F\x94"}};
	for (const auto& row: malformed)
	{
		addCase(suite, std::string("22 length and bytes: ") + row.name + " is refused in either password", [row]
		{
			const Victim victim = world().newVictim(true);
			const Span span;
			const std::string good = FaultWorld::newPassword();
			CPPUNIT_ASSERT_EQUAL(400, changeRaw(victim, "{\"oldPassword\":\"" + FaultWorld::oldPassword() + row.bytes + "\",\"newPassword\":\"" + good + "\"}").status);
			CPPUNIT_ASSERT_EQUAL(400, changeRaw(victim, "{\"oldPassword\":\"" + FaultWorld::oldPassword() + "\",\"newPassword\":\"" + good + row.bytes + "\"}").status);
			CPPUNIT_ASSERT_EQUAL(0, span.said().granted);
		});
	}

	// CVE-2026-19611 (wildfly-elytron): compatibility forms fold passwords together.
	const struct { const char* name; std::string stored; std::string typed; } forms[] = {
		{"composed and decomposed letters", "Aa1-caf\xC3\xA9-ok", "Aa1-cafe\xCC\x81-ok"},
		{"full-width and ASCII letters", "Aa1-\xEF\xBC\xA1\xEF\xBC\xA2-ok", "Aa1-AB-ok"},
		{"a ligature and its letters", "Aa1-o\xEF\xAC\x83" "ce", "Aa1-office"},
		{"no-break and plain spaces", "Aa1\xC2\xA0is\xC2\xA0ok", "Aa1 is ok"}};
	for (const auto& row: forms)
	{
		addCase(suite, std::string("23 Unicode: ") + row.name + " differ, as at the login", [row]
		{
			const Victim victim = world().newVictim(true);
			CPPUNIT_ASSERT_EQUAL(200, change(victim, FaultWorld::oldPassword(), row.stored).status);
			Victim again = victim;
			again.token = world().token(AuthServer::TokenKind::access, victim);
			expectUnauthorized(change(again, row.typed, FaultWorld::newPassword()), "PASSWORD_INCORRECT");
			CPPUNIT_ASSERT_EQUAL(200, change(again, row.stored, FaultWorld::newPassword()).status);
		});
	}

	// Keycloak#52664: in a Turkish locale I is not the capital of i, and a listed
	// password gets by.
	for (const char* const name: {"C.UTF-8", "tr_TR.UTF-8", "az_AZ.UTF-8"})
	{
		const std::string locale = name;
		addCase(suite, "23 Unicode: rules and list are the same in the locale " + locale, [locale]
		{
			static PrivateMariaDb database;
			const std::string user = locale.substr(0, locale.find('.'));
			database.query("INSERT INTO pw(user_id, hash) VALUES('" + user + "', '" + world().truthOf(world().newVictim(true)).hash + "')", database.database());
			const DatabaseAccess access{database.port(), database.user(), database.password(), database.database()};
			const CountingServer server(AUTHPLUG_COUNTING_HOST, access, AUTHPLUG_PLUGIN_FILE, Canary::token(), std::string(), {"LC_ALL=" + locale, "LANG=" + locale});
			const auto ask = [&](const std::string& newPassword)
			{
				return Arena::ask(server.port(), Arena::change(Canary::token() + "." + user, FaultWorld::oldPassword(), newPassword));
			};
			for (const char* const listed: {"Liverpool1", "LIVERPOOl1", "Michael1", "MICHAEl1"})
			{
				const Answer answer = ask(listed);
				CPPUNIT_ASSERT_EQUAL_MESSAGE(listed + (" " + answer.body), 400, answer.status);
			}
			expectError(ask("iiiiiiii1"), 400, "Bad Request", "Password must contain at least one uppercase character");
			expectError(ask("IIIIIIII1"), 400, "Bad Request", "Password must contain at least one lowercase character");
			CPPUNIT_ASSERT_EQUAL(200, ask(Canary::password("Iitle")).status);
		});
	}

	// model-hotel#552, Casdoor, generalbots#1287, FusionAuth#3247: a stored
	// password that is none takes the server down, or opens the account.
	for (const Stored& row: BROKEN)
	{
		addCase(suite, std::string("24 broken stored password: ") + row.name, [row]
		{
			const Victim victim = world().newVictim(true);
			std::string hex;
			for (const char c: row.hash) hex += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4], hex += "0123456789abcdef"[c & 15];
			world().database().query("UPDATE pw SET hash=x'" + hex + "' WHERE user_id='" + victim.id + "'", world().database().database());
			const Span span;
			for (const std::string& typed: {FaultWorld::oldPassword(), std::string(), row.hash.substr(0, 200)})
			{
				// A NUL needs its escape; the others go as they are.
				if (typed.find('\0') != std::string::npos) continue;
				expectError(change(victim, typed, FaultWorld::newPassword()), 500, "Internal server error", "NO_PASSWORD_INFO");
			}
			CPPUNIT_ASSERT_EQUAL(0, span.said().verified);
			const Truth truth = world().truthOf(victim);
			CPPUNIT_ASSERT_EQUAL(0, truth.seq);
			CPPUNIT_ASSERT_EQUAL(0, truth.version);
			CPPUNIT_ASSERT_EQUAL(row.hash, truth.hash);
		});
	}

	addCase(suite, "24 broken stored password: no row at all", []
	{
		const Victim victim = world().newVictim(true);
		world().database().query("DELETE FROM pw WHERE user_id='" + victim.id + "'", world().database().database());
		const Span span;
		expectError(change(victim, FaultWorld::oldPassword(), FaultWorld::newPassword()), 500, "Internal server error", "NO_PASSWORD_INFO");
		expectError(change(victim, "", FaultWorld::newPassword()), 500, "Internal server error", "NO_PASSWORD_INFO");
		CPPUNIT_ASSERT_EQUAL(0, span.said().granted);
		CPPUNIT_ASSERT_EQUAL(std::string("0"), world().database().value("SELECT COUNT(*) FROM " + world().database().database() + ".pw WHERE user_id='" + victim.id + "'"));
	});
}
