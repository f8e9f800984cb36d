//
// GuessAttackTest.cpp
//
// Tests: attack
//
// Attacks 01 to 06 and 10: guesses that meet each other, or a fault.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arena.h"
#include "Burst.h"
#include "HeldRequest.h"
#include <chrono>
#include <iostream>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


constexpr int LIMIT = 5;
const std::string WRONG = Canary::password("Guess");


FaultWorld& world()
{
	return Arena::world();
}


std::uint16_t portOf(int server)
{
	return (server % 2 == 0 ? world().first() : world().second()).port();
}


void expectStatus(int status, const Reply& reply)
{
	CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, status, reply.status);
}


class Hangup
	/// A request that is held at a point, whose client then goes away.
{
public:
	Hangup(FaultServer& server, const std::string& point, const Victim& victim, const std::string& oldPassword)
	{
		server.command("hold " + point + " 1");
		{
			Wire wire(server.port());
			wire.send(Arena::change(victim.token, oldPassword, FaultWorld::newPassword()).bytes());
			isHeld = server.awaitHit(20);
		}
		server.command("go");
	}

	bool isHeld = false;
};


} // namespace


AUTHPLUG_CASES(Attack)
{
	// CVE-2024-4629 (Keycloak), django-axes#592: parallel guesses all pass before
	// the first of them is counted.
	addCase(suite, "01 parallel burst: of 500 wrong passwords whose last bytes come together, five are checked", []
	{
		const Victim victim = world().newVictim(true);
		const Span span;
		Burst burst;
		for (int i = 0; i < 500; ++i)
		{
			burst.add(portOf(i), Arena::change(victim.token, Canary::password("Guess" + std::to_string(i)), FaultWorld::newPassword()));
		}
		std::map<int, int> counts = Burst::statuses(burst.release());
		std::cout << "     500 at once: " << Burst::written(counts) << std::endl;
		CPPUNIT_ASSERT_EQUAL(LIMIT, counts[401]);
		// A process lets 96 wait and sheds the rest, before it charges anything.
		CPPUNIT_ASSERT_EQUAL(500 - LIMIT, counts[429] + counts[503]);
		CPPUNIT_ASSERT(counts[429] > 0);
		CPPUNIT_ASSERT_EQUAL(LIMIT, span.said().verified);
		CPPUNIT_ASSERT_EQUAL(LIMIT, world().truthOf(victim).seq);
		expectUntouched(victim);
	});

	addCase(suite, "01 parallel burst: the account's very first attempts, 150 at once", []
	{
		const Victim victim = world().newVictim(false);
		const Span span;
		Burst burst;
		for (int i = 0; i < 150; ++i) burst.add(portOf(i), Arena::change(victim.token, WRONG, FaultWorld::newPassword()));
		CPPUNIT_ASSERT_EQUAL(std::string("5 x 401, 145 x 429"), Burst::written(Burst::statuses(burst.release())));
		CPPUNIT_ASSERT_EQUAL(LIMIT, span.said().verified);
		CPPUNIT_ASSERT_EQUAL(LIMIT, world().truthOf(victim).seq);
	});

	// Authentik's lockout module, CVE-2024-4629: the guess that is right gets
	// through although the lock was set before it was counted.
	addCase(suite, "02 right one in the burst: read before the lock, charged after it, it is refused", []
	{
		const Victim victim = world().newVictim(true);
		HeldRequest right(world().first(), "charge.before", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		for (int i = 0; i < LIMIT; ++i) expectUnauthorized(Arena::guess(portOf(1), victim, WRONG), "PASSWORD_INCORRECT");
		expectStatus(429, right.release());
		expectUntouched(victim);
		CPPUNIT_ASSERT_EQUAL(LIMIT, world().truthOf(victim).seq);
	});

	addCase(suite, "02 right one in the burst: sent last among 60, it succeeds only if it was one of the first five", []
	{
		const Victim victim = world().newVictim(true);
		const Span span;
		Burst burst;
		// Another new password than the right one's: for that it would be a replay.
		for (int i = 0; i < 60; ++i) burst.add(portOf(i), Arena::change(victim.token, WRONG, FaultWorld::thirdPassword()));
		burst.add(portOf(1), Arena::change(victim.token, FaultWorld::oldPassword(), FaultWorld::newPassword()));
		std::map<int, int> counts = Burst::statuses(burst.release());
		const Truth truth = world().truthOf(victim);
		CPPUNIT_ASSERT_EQUAL(truth.version, counts[200]);
		CPPUNIT_ASSERT_EQUAL(span.said().verified, truth.seq);
		// Before the success at most four, after it at most five, two each for the token that made it.
		CPPUNIT_ASSERT(truth.seq <= (truth.version == 1 ? 2*LIMIT : LIMIT));
		if (truth.version == 0) expectUntouched(victim);
		else expectChangedTo(victim, FaultWorld::newPassword());
	});

	// rocketmq-dashboard#3045: a check that ends late clears or overwrites the lock.
	addCase(suite, "03 late failure: after a success it resurrects nothing", []
	{
		const Victim victim = world().newVictim(true);
		HeldRequest late(world().first(), "verify.before", victim, WRONG, FaultWorld::newPassword());
		CPPUNIT_ASSERT_EQUAL(200, Arena::guess(portOf(1), victim, FaultWorld::oldPassword()).status);
		const std::string before = Arena::counters(victim);
		expectStatus(401, late.release());
		CPPUNIT_ASSERT_EQUAL(before, Arena::counters(victim));
		CPPUNIT_ASSERT_EQUAL(0, world().truthOf(victim).used);
		expectChangedTo(victim, FaultWorld::newPassword());
	});

	addCase(suite, "03 late failure: after the lock it clears and shortens nothing", []
	{
		const Victim victim = world().newVictim(true);
		HeldRequest late(world().first(), "verify.before", victim, WRONG, FaultWorld::newPassword());
		for (int i = 1; i < LIMIT; ++i) expectUnauthorized(Arena::guess(portOf(1), victim, WRONG), "PASSWORD_INCORRECT");
		expectLocked(Arena::guess(portOf(1), victim, WRONG));
		const std::string before = Arena::counters(victim);
		expectStatus(401, late.release());
		CPPUNIT_ASSERT_EQUAL(before, Arena::counters(victim));
		expectLocked(Arena::guess(portOf(0), victim, FaultWorld::oldPassword()));
	});

	addCase(suite, "03 late failure: after the lock has ended it brings no new one", []
	{
		const Victim victim = world().newVictim(true);
		HeldRequest late(world().first(), "verify.before", victim, WRONG, FaultWorld::newPassword());
		for (int i = 1; i < LIMIT; ++i) Arena::guess(portOf(1), victim, WRONG);
		Arena::setCounters(victim, "free_at_us=1");
		const std::string before = Arena::counters(victim);
		expectStatus(401, late.release());
		CPPUNIT_ASSERT_EQUAL(before, Arena::counters(victim));
		CPPUNIT_ASSERT_EQUAL(200, Arena::guess(portOf(0), victim, FaultWorld::oldPassword()).status);
	});

	// parse-server PR #10266, Keycloak#52646: a success wipes the failures that
	// were counted while it was on its way.
	addCase(suite, "04 success against failures: those charged after it began stay counted", []
	{
		const Victim victim = world().newVictim(true);
		expectUnauthorized(Arena::guess(portOf(1), victim, WRONG), "PASSWORD_INCORRECT");
		HeldRequest success(world().first(), "transaction.before", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		for (int i = 0; i < 3; ++i) expectUnauthorized(Arena::guess(portOf(1), victim, WRONG), "PASSWORD_INCORRECT");
		expectStatus(200, success.release());
		const Truth truth = world().truthOf(victim);
		CPPUNIT_ASSERT_EQUAL(5, truth.seq);
		CPPUNIT_ASSERT_EQUAL(2, truth.base);
		CPPUNIT_ASSERT_EQUAL(3, truth.used);
	});

	addCase(suite, "04 success against failures: it doesn't open the lock that they have closed meanwhile", []
	{
		const Victim victim = world().newVictim(true);
		HeldRequest success(world().first(), "transaction.before", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		for (int i = 1; i < LIMIT; ++i) expectUnauthorized(Arena::guess(portOf(1), victim, WRONG), "PASSWORD_INCORRECT");
		expectLocked(Arena::guess(portOf(1), victim, WRONG));
		expectStatus(200, success.release());
		CPPUNIT_ASSERT_EQUAL(LIMIT - 1, world().truthOf(victim).used);
		// One attempt is left, and no more: this token pays twice for a wrong one.
		expectLocked(Arena::ask(portOf(1), Arena::change(victim.token, WRONG, FaultWorld::thirdPassword())));
		CPPUNIT_ASSERT_EQUAL(LIMIT + 1, world().truthOf(victim).seq);
	});

	// Keycloak#52646: whoever finds the window over resets what another one has
	// just counted in the new window.
	addCase(suite, "05 window boundary: two that find the window over both count in the new one", []
	{
		const Victim victim = world().newVictim(true);
		Arena::setCounters(victim, "seq=5, used=5, free_at_us=1");
		HeldRequest held(world().first(), "charge.before", victim, WRONG, FaultWorld::newPassword());
		expectUnauthorized(Arena::guess(portOf(1), victim, WRONG), "PASSWORD_INCORRECT");
		expectStatus(401, held.release());
		const Truth truth = world().truthOf(victim);
		CPPUNIT_ASSERT_EQUAL(2, truth.used);
		CPPUNIT_ASSERT_EQUAL(7, truth.seq);
	});

	addCase(suite, "05 window boundary: a burst that comes when the window ends gets five checks", []
	{
		const Victim victim = world().newVictim(true);
		const Span span;
		Burst burst;
		for (int i = 0; i < 60; ++i) burst.add(portOf(i), Arena::change(victim.token, WRONG, FaultWorld::newPassword()));
		Arena::setCounters(victim, "seq=5, used=5, free_at_us=CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) AS UNSIGNED)+5000");
		std::map<int, int> counts = Burst::statuses(burst.release());
		// Those before the end are refused; those after it are one window's.
		CPPUNIT_ASSERT_EQUAL(span.said().verified, counts[401]);
		CPPUNIT_ASSERT_EQUAL(60, counts[401] + counts[429]);
		CPPUNIT_ASSERT(counts[401] <= LIMIT);
		// Nobody was checked: a quick server has refused all before the end.
		if (counts[401] == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
		while (Arena::guess(portOf(0), victim, WRONG).status == 401) ++counts[401];
		CPPUNIT_ASSERT_EQUAL(LIMIT, counts[401]);
		CPPUNIT_ASSERT_EQUAL(2*LIMIT, world().truthOf(victim).seq);
	});

	// CVE-2026-35597 (Vikunja): the failure is rolled back with the request's
	// transaction.
	addCase(suite, "06 rollback: a client that hangs up during the check has paid", []
	{
		const Victim victim = world().newVictim(true);
		const Hangup hangup(world().first(), "verify.before", victim, WRONG);
		CPPUNIT_ASSERT(hangup.isHeld);
		// Served after the other one, whose turn it was.
		expectUnauthorized(Arena::guess(portOf(0), victim, WRONG), "PASSWORD_INCORRECT");
		CPPUNIT_ASSERT_EQUAL(2, world().truthOf(victim).seq);
		CPPUNIT_ASSERT_EQUAL(2, world().truthOf(victim).used);
	});

	addCase(suite, "06 rollback: all connections to the database killed during the check, the failure stays", []
	{
		const Victim victim = world().newVictim(true);
		HeldRequest wrong(world().first(), "verify.after", victim, WRONG, FaultWorld::newPassword());
		Arena::killConnections();
		expectStatus(401, wrong.release());
		CPPUNIT_ASSERT_EQUAL(1, world().truthOf(victim).used);
		// The server's pool is whole again.
		CPPUNIT_ASSERT_EQUAL(200, Arena::guess(portOf(0), victim, FaultWorld::oldPassword()).status);
	});

	addCase(suite, "06 rollback: the change is rolled back by its host, the charge is not", []
	{
		const Victim victim = world().newVictim(true);
		expectUnauthorized(Arena::guess(portOf(1), victim, WRONG), "PASSWORD_INCORRECT");
		HeldRequest right(world().first(), "transaction.begun", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		PrivateMariaDb& database = world().database();
		database.query("UPDATE account SET enabled=0 WHERE id=" + victim.id, database.database());
		expectStatus(401, right.release());
		const Truth truth = world().truthOf(victim);
		CPPUNIT_ASSERT_EQUAL(2, truth.seq);
		CPPUNIT_ASSERT_EQUAL(2, truth.base);  // the proof was real, and is settled by itself
		expectUntouched(victim);
	});

	// Devise PR #2826, zitadel#12615: one too many, or one counted twice.
	addCase(suite, "10 off by one: after n wrong ones n are counted, and the one after the limit is refused", []
	{
		const Victim victim = world().newVictim(true);
		for (int n = 1; n <= LIMIT; ++n)
		{
			expectUnauthorized(Arena::guess(portOf(n), victim, WRONG), "PASSWORD_INCORRECT");
			CPPUNIT_ASSERT_EQUAL(n, world().truthOf(victim).seq);
			CPPUNIT_ASSERT_EQUAL(n, world().truthOf(victim).used);
		}
		for (int n = 0; n < 3; ++n) expectLocked(Arena::guess(portOf(n), victim, FaultWorld::oldPassword()));
		CPPUNIT_ASSERT_EQUAL(LIMIT, world().truthOf(victim).seq);
	});
}
