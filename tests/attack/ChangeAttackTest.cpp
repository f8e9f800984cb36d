//
// ChangeAttackTest.cpp
//
// Tests: attack
//
// Attacks 11, 15 and 16: changes that meet other changes, and tokens that stop
// to hold while a request is on its way.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arena.h"
#include "Burst.h"
#include "HeldRequest.h"
#include <chrono>
#include <thread>


using namespace AuthPlug::Tests;
using AuthServer::TokenKind;


namespace {


FaultWorld& world()
{
	return Arena::world();
}


void sql(const std::string& statement)
{
	world().database().query(statement, world().database().database());
}


Victim withOtherSession(const Victim& victim)
	/// The same account, asked for by its other session.
{
	Victim other = victim;
	other.session = victim.other;
	other.other = victim.session;
	other.token = world().token(TokenKind::access, other);
	return other;
}


void expectRefused(const Reply& reply, const std::string& message)
{
	CPPUNIT_ASSERT_EQUAL("{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"" + message + "\"}", reply.body);
}


struct Pair
{
	const char* name;
	Victim (*second)(const Victim&);
	const char* loserIsTold;
};


struct Meanwhile
	/// What happens while a request with a sudo token computes its hash.
{
	const char* name;
	const char* statement;  /// `#` stands for the account's id, `@` for the session's
	const char* message;
};


std::string filled(std::string text, const Victim& victim)
{
	for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#')) text.replace(at, 1, victim.id);
	for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@')) text.replace(at, 1, "x'" + victim.session + "'");
	return text;
}


} // namespace


AUTHPLUG_CASES(Attack)
{
	// openmrs#6230, lldap#1423, Rodauth: both changes succeed, and the later one
	// overwrites the earlier one's password.
	const Pair pairs[] = {
		{"two sessions", withOtherSession, "INVALID_TOKEN"},  // the winner has ended the loser's
		{"two tokens of one session", [](const Victim& victim) { Victim again = victim; again.token = world().token(TokenKind::access, victim); return again; }, "PASSWORD_INCORRECT"},
		{"one token", [](const Victim& victim) { return victim; }, "PASSWORD_INCORRECT"}};
	for (const Pair& pair: pairs)
	{
		for (const char* const point: {"verify.after", "hash.after", "transaction.before", "transaction.begun"})
		{
			addCase(suite, std::string("11 two changes, one old password: ") + pair.name + ", the slower one at " + point, [pair, point]
			{
				const Victim victim = world().newVictim(true);
				HeldRequest slower(world().first(), point, victim, FaultWorld::oldPassword(), FaultWorld::thirdPassword());
				const Answer winner = Arena::guess(world().second().port(), pair.second(victim), FaultWorld::oldPassword());
				CPPUNIT_ASSERT_EQUAL_MESSAGE(winner.body, 200, winner.status);
				expectRefused(slower.release(), pair.loserIsTold);
				expectChangedTo(victim, FaultWorld::newPassword());
			});
		}
	}

	addCase(suite, "11 two changes, one old password: 40 in one burst, each to another password, one wins", []
	{
		const Victim victim = world().newVictim(true);
		Burst burst;
		for (int i = 0; i < 40; ++i)
		{
			burst.add((i % 2 == 0 ? world().first() : world().second()).port(),
				Arena::change(world().token(TokenKind::access, victim), FaultWorld::oldPassword(), Canary::password("Next" + std::to_string(i))));
		}
		const std::vector<Answer> answers = burst.release();
		CPPUNIT_ASSERT_EQUAL(1, Burst::statuses(answers)[200]);
		for (std::size_t i = 0; i < answers.size(); ++i)
		{
			if (answers[i].status == 200) expectChangedTo(victim, Canary::password("Next" + std::to_string(i)));
		}
	});

	// Sudo#315, Sudo#322, open-mercato#5177, CVE-2026-16103 (Keycloak): a proof of
	// presence that is good for somebody else, for something else, or too long.
	addCase(suite, "15 sudo token: another user's changes that user's password only", []
	{
		const Victim victim = world().newVictim(true);
		const Victim thief = world().newVictim(true);
		const std::string sudo = Arena::secondFactor(thief, true);
		CPPUNIT_ASSERT_EQUAL(200, Arena::ask(world().first().port(), Arena::change(sudo, FaultWorld::oldPassword(), FaultWorld::newPassword())).status);
		expectChangedTo(thief, FaultWorld::newPassword());
		expectUntouched(victim);
	});

	addCase(suite, "15 sudo token: one of another session than it names is refused", []
	{
		const Victim victim = world().newVictim(true);
		const Victim thief = world().newVictim(true);
		Arena::secondFactor(victim, true);
		Victim crossed = victim;
		crossed.session = thief.session;
		const Span span;
		expectUnauthorized(Arena::ask(world().first().port(), Arena::change(world().token(TokenKind::sudo, crossed), FaultWorld::oldPassword(),
			FaultWorld::newPassword())), "INVALID_TOKEN", "Bearer error=\"invalid_token\"");
		expectUntouched(victim);
		expectUntouched(thief);
		CPPUNIT_ASSERT_EQUAL(0, span.said().granted);
	});

	const struct { const char* name; TokenKind kind; } kinds[] = {{"a refresh token", TokenKind::refresh}, {"a partial token", TokenKind::partial}};
	for (const auto& kind: kinds)
	{
		addCase(suite, std::string("15 sudo token: ") + kind.name + " in its place is refused", [kind]
		{
			const Victim victim = world().newVictim(true);
			Arena::secondFactor(victim, true);
			const Span span;
			expectUnauthorized(Arena::ask(world().first().port(), Arena::change(world().token(kind.kind, victim), FaultWorld::oldPassword(),
				FaultWorld::newPassword())), "INVALID_TOKEN", "Bearer error=\"invalid_token\"");
			expectUntouched(victim);
			CPPUNIT_ASSERT_EQUAL(0, span.said().granted);
		});
	}

	addCase(suite, "15 sudo token: expired while the hash runs", []
	{
		const Victim victim = world().newVictim(true);
		Arena::secondFactor(victim, true);
		Victim brief = victim;
		brief.token = world().token(TokenKind::sudo, victim, 4);
		HeldRequest held(world().first(), "verify.after", brief, FaultWorld::oldPassword(), FaultWorld::newPassword());
		std::this_thread::sleep_for(std::chrono::milliseconds(4500));
		expectRefused(held.release(), "INVALID_TOKEN");
		expectUntouched(victim);
		CPPUNIT_ASSERT_EQUAL(0, world().truthOf(victim).used);
	});

	const Meanwhile meanwhiles[] = {
		{"15 sudo token: its session ended", "UPDATE session SET ended_us=1 WHERE id=@", "INVALID_TOKEN"},
		{"15 sudo token: its session's epoch over", "UPDATE account SET session_epoch=session_epoch+7 WHERE id=#", "INVALID_TOKEN"},
		{"15 sudo token: the account disabled", "UPDATE account SET enabled=0 WHERE id=#", "INVALID_TOKEN"},
		{"15 sudo token: the account deleted", "DELETE FROM account WHERE id=#", "INVALID_TOKEN"}};
	for (const Meanwhile& row: meanwhiles)
	{
		for (const char* const point: {"verify.after", "transaction.before", "transaction.begun"})
		{
			addCase(suite, std::string(row.name) + " when the request is at " + point, [row, point]
			{
				const Victim victim = world().newVictim(true);
				Victim withSudo = victim;
				withSudo.token = Arena::secondFactor(victim, true);
				HeldRequest held(world().first(), point, withSudo, FaultWorld::oldPassword(), FaultWorld::newPassword());
				sql(filled(row.statement, victim));
				expectRefused(held.release(), row.message);
				const std::string stored = "SELECT CONCAT_WS(' ', version, (SELECT COUNT(*) FROM pw_outbox o WHERE o.user_id=p.user_id)) FROM pw p WHERE user_id='" + victim.id + "'";
				CPPUNIT_ASSERT_EQUAL(std::string("0 0"), world().database().query(stored, world().database().database()).at(0).at(0).value());
			});
		}
	}

	addCase(suite, "15 sudo token: used twice in parallel, for two passwords, on two processes: one wins", []
	{
		const Victim victim = world().newVictim(true);
		const std::string sudo = Arena::secondFactor(victim, true);
		Burst burst;
		burst.add(world().first().port(), Arena::change(sudo, FaultWorld::oldPassword(), FaultWorld::newPassword()));
		burst.add(world().second().port(), Arena::change(sudo, FaultWorld::oldPassword(), FaultWorld::thirdPassword()));
		const std::vector<Answer> answers = burst.release();
		CPPUNIT_ASSERT_EQUAL(std::string("1 x 200, 1 x 401"), Burst::written(Burst::statuses(answers)));
		expectChangedTo(victim, answers[0].status == 200 ? FaultWorld::newPassword() : FaultWorld::thirdPassword());
	});

	// CVE-2026-9798 (Keycloak) and its kin: what was true at the start is not
	// asked again before the write.
	for (const char* const point: {"record.after", "charge.after", "verify.after", "hash.after", "transaction.before", "transaction.begun"})
	{
		addCase(suite, std::string("16 second factor switched on when the request is at ") + point, [point]
		{
			const Victim victim = world().newVictim(true);
			HeldRequest held(world().first(), point, victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
			sql("UPDATE account SET has_2fa=1 WHERE id=" + victim.id);
			expectRefused(held.release(), "SUDO_TOKEN_REQUIRED");
			expectUntouched(victim);
			CPPUNIT_ASSERT_EQUAL(0, world().truthOf(victim).used);
		});
	}
}
