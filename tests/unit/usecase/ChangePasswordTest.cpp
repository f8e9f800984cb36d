//
// ChangePasswordTest.cpp
//
// Tests: unit
//
// Every way through the use case, with what it costs.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "UseCaseWorld.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests::UseCase;
using AuthPlug::Tests::Canary;
using AuthPlug::Tests::addCase;


AUTHPLUG_CASES(ChangePasswordPaths)
{
	addCase(suite, "changed", []
	{
		World world;
		world.expect(Outcome::changed, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(NEW), world.account().hash);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.account().version);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
		CPPUNIT_ASSERT_EQUAL(0, world.accounts.settles);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.sessions.ended().size());
		CPPUNIT_ASSERT_EQUAL(std::string("session-1"), world.sessions.ended()[0].keptSessionId);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.changed().size());
	});

	addCase(suite, "changed with a sudo token while a second factor is on", []
	{
		World world;
		world.sudoTokens.setSecondFactor("17", true);
		world.sudoTokens.issue(SUDO, world.principal);
		world.expect(Outcome::changed, world.change(OLD, NEW, SUDO), 1, 1, 1);
	});

	addCase(suite, "changed although the other sessions can't be ended now", []
	{
		World world;
		world.accounts.beforeChange = [&] { world.sessions.setAvailable(false); };
		world.expect(Outcome::changed, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.log.events("password.sessions_left_to_relay").size());
	});

	addCase(suite, "wrong old password", []
	{
		World world;
		const ChangeResult result = world.change(WRONG, NEW);
		world.expect(Outcome::passwordIncorrect, result, 1, 1, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), result.ordinal);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.open());
		CPPUNIT_ASSERT(world.events.locked().empty());
	});

	addCase(suite, "empty old password is a wrong one", []
	{
		World world;
		world.expect(Outcome::passwordIncorrect, world.change("", NEW), 1, 1, 0);
	});

	addCase(suite, "five wrong ones, then locked for right and wrong alike", []
	{
		World world;
		for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT(world.change(WRONG, NEW).refusal.outcome == Outcome::passwordIncorrect);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.locked().size());
		CPPUNIT_ASSERT_EQUAL(std::string("17/900"), world.events.locked()[0]);
		const LimitState before = world.account().limit;
		const ChangeResult right = world.change(OLD, NEW);
		world.expect(Outcome::locked, right, 5, 5, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(900), right.refusal.retryAfterSeconds);
		world.expect(Outcome::locked, world.change(WRONG, NEW), 5, 5, 0);
		CPPUNIT_ASSERT_EQUAL(before.freeAtMicros, world.account().limit.freeAtMicros);
		world.clock.advance(900*SECOND);
		CPPUNIT_ASSERT(world.change(OLD, NEW).refusal.outcome == Outcome::changed);
	});

	addCase(suite, "a locked account is told so even when there is no slot", []
	{
		World world;
		world.slots.placeOutcome = Api::HashSlots::Outcome::full;
		world.account().limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 90*SECOND};
		world.expect(Outcome::locked, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "the cap raises an alarm", []
	{
		World world;
		world.account().limit = LimitState{49, 0, 4, 0};
		CPPUNIT_ASSERT(world.change(WRONG, NEW).refusal.outcome == Outcome::passwordIncorrect);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.log.events("password.limit_cap_reached").size());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(57600), world.change(OLD, NEW).refusal.retryAfterSeconds);
	});

	addCase(suite, "locked between snapshot and charge", []
	{
		World world;
		world.accounts.beforeCharge = [&] { world.account().limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 90*SECOND}; };
		const ChangeResult result = world.change(OLD, NEW);
		world.expect(Outcome::locked, result, 0, 0, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(90), result.refusal.retryAfterSeconds);
	});

	addCase(suite, "who was found locked is asked about the lock alone next time, until it has ended", []
	{
		World world;
		world.account().limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 90*SECOND};
		world.expect(Outcome::locked, world.change(OLD, NEW), 0, 0, 0);
		CPPUNIT_ASSERT_EQUAL(1, world.accounts.reads);
		CPPUNIT_ASSERT_EQUAL(0, world.accounts.limitReads);
		world.clock.advance(30*SECOND);
		world.context.latest = world.clock.in(10*SECOND);
		const ChangeResult again = world.change(OLD, NEW);
		world.expect(Outcome::locked, again, 0, 0, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(60), again.refusal.retryAfterSeconds);
		CPPUNIT_ASSERT_EQUAL(1, world.accounts.reads);
		CPPUNIT_ASSERT_EQUAL(1, world.accounts.limitReads);
		world.clock.advance(60*SECOND);
		world.context.latest = world.clock.in(10*SECOND);
		world.expect(Outcome::changed, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(2, world.accounts.reads);
		CPPUNIT_ASSERT_EQUAL(2, world.accounts.limitReads);
		world.expect(Outcome::changed, world.change(NEW, OTHER), 3, 3, 2);
		CPPUNIT_ASSERT_EQUAL(2, world.accounts.limitReads);
	});

	addCase(suite, "an operator's reset holds at once, also for who was found locked", []
	{
		World world;
		world.account().limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 90*SECOND};
		world.expect(Outcome::locked, world.change(OLD, NEW), 0, 0, 0);
		world.account().limit = LimitState{5, 5, 0, 0};
		world.expect(Outcome::changed, world.change(OLD, NEW), 1, 1, 1);
	});

	addCase(suite, "found locked, then the password removed: locked until the lock has ended", []
	{
		World world;
		world.account().limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 90*SECOND};
		world.expect(Outcome::locked, world.change(OLD, NEW), 0, 0, 0);
		world.account().hash = "";
		world.expect(Outcome::locked, world.change(OLD, NEW), 0, 0, 0);
		world.clock.advance(90*SECOND);
		world.context.latest = world.clock.in(10*SECOND);
		world.expect(Outcome::noPasswordInfo, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "found locked, and the counters can't be read: busy", []
	{
		World world;
		world.account().limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 90*SECOND};
		world.expect(Outcome::locked, world.change(OLD, NEW), 0, 0, 0);
		world.accounts.readable = false;
		world.expect(Outcome::busy, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "no row is NO_PASSWORD_INFO and costs nothing", []
	{
		World world;
		world.accounts.accounts.clear();
		world.expect(Outcome::noPasswordInfo, world.change(OLD, NEW), 0, 0, 0);
	});

	for (const char* stored: {"", "fake", "$2y$05$broken", "plain text"})
	{
		addCase(suite, std::string("unusable stored form is NO_PASSWORD_INFO and costs nothing: '") + stored + "'", [stored]
		{
			World world;
			world.account().hash = stored;
			world.expect(Outcome::noPasswordInfo, world.change("", NEW), 0, 0, 0);
			CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account().limit.sequence);
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.log.events("password.unusable").size());
		});
	}

	addCase(suite, "a password that was stored as it is opens nothing, and is not logged", []
	{
		World world;
		world.account().hash = OLD;
		world.expect(Outcome::noPasswordInfo, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "no account info comes before the lock", []
	{
		World world;
		world.account().hash = "";
		world.account().limit = LimitState{50, 0, 5, world.accounts.nowMicros() + 90*SECOND};
		world.expect(Outcome::noPasswordInfo, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "same as the current one: refused, but settled", []
	{
		World world;
		world.change(WRONG, NEW);
		world.expect(Outcome::newPasswordIsCurrent, world.change(OLD, OLD), 2, 2, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account().version);
	});

	for (const char* personal: {"Alice1", "ALICE2024", "Alice.Smith1"})
	{
		addCase(suite, std::string("the user's own name: refused, but settled: ") + personal, [personal]
		{
			World world;
			world.expect(Outcome::newPasswordPersonal, world.change(OLD, personal), 1, 1, 0);
			CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
		});
	}

	addCase(suite, "personal rules tell nothing without the old password", []
	{
		World world;
		world.expect(Outcome::passwordIncorrect, world.change(WRONG, "Alice1"), 1, 1, 0);
	});
}


AUTHPLUG_CASES(ChangePasswordCapacity)
{
	for (const auto outcome: {Api::HashSlots::Outcome::full, Api::HashSlots::Outcome::timedOut, Api::HashSlots::Outcome::draining})
	{
		addCase(suite, "no turn: busy, nothing read " + std::to_string(static_cast<int>(outcome)), [outcome]
		{
			World world;
			world.slots.turnOutcome = outcome;
			world.expect(Outcome::busy, world.change(OLD, NEW), 0, 0, 0);
			CPPUNIT_ASSERT_EQUAL(0, world.accounts.reads);
		});
		addCase(suite, "no slot: busy, nothing charged " + std::to_string(static_cast<int>(outcome)), [outcome]
		{
			World world;
			world.slots.placeOutcome = outcome;
			world.expect(Outcome::busy, world.change(OLD, NEW), 0, 0, 0);
			CPPUNIT_ASSERT_EQUAL(1, world.accounts.reads);
		});
	}

	addCase(suite, "the account is read once without a wait", []
	{
		World world;
		world.change(WRONG, NEW);
		CPPUNIT_ASSERT_EQUAL(1, world.accounts.reads);
	});

	addCase(suite, "after a wait the account is not read again for a right password", []
	{
		World world;
		world.slots.waits = true;
		world.expect(Outcome::changed, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(1, world.accounts.reads);
	});

	addCase(suite, "after a wait the account is read again before a password is called wrong", []
	{
		World world;
		world.slots.waits = true;
		world.expect(Outcome::passwordIncorrect, world.change(WRONG, NEW), 1, 1, 0);
		CPPUNIT_ASSERT_EQUAL(2, world.accounts.reads);
	});

	addCase(suite, "changed during the wait: the new password is not called wrong", []
	{
		World world;
		world.slots.waits = true;
		world.slots.whileWaiting = [&] { changeTo(world, OTHER); };
		world.expect(Outcome::changed, world.change(OTHER, NEW), 2, 2, 1);
		CPPUNIT_ASSERT_EQUAL(2, world.accounts.reads);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), world.account().version);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});

	addCase(suite, "changed during the wait: the former password changes nothing", []
	{
		World world;
		world.slots.waits = true;
		world.slots.whileWaiting = [&] { changeTo(world, OTHER); };
		const ChangeResult result = world.change(OLD, NEW);
		world.expect(Outcome::passwordIncorrect, result, 1, 1, 1);
		CPPUNIT_ASSERT(result.conflict);
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(OTHER), world.account().hash);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.open());
	});

	addCase(suite, "changed during the wait: a wrong password costs two attempts, once told", []
	{
		World world;
		world.slots.waits = true;
		world.account().limit = LimitState{3, 0, 3, world.accounts.nowMicros() + 90*SECOND};
		world.slots.whileWaiting = [&] { changeTo(world, OTHER); };
		world.expect(Outcome::passwordIncorrect, world.change(WRONG, NEW), 2, 2, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(5), world.open());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.locked().size());
	});

	addCase(suite, "changed during the wait, and the last attempt used: locked", []
	{
		World world;
		world.slots.waits = true;
		world.account().limit = LimitState{4, 0, 4, world.accounts.nowMicros() + 90*SECOND};
		world.slots.whileWaiting = [&] { changeTo(world, OTHER); };
		world.expect(Outcome::locked, world.change(OTHER, NEW), 1, 1, 0);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.locked().size());
	});

	addCase(suite, "locked by a later attempt, seen when the account is read again: told by whoever made that one", []
	{
		World world;
		world.slots.waits = true;
		world.account().limit = LimitState{3, 0, 3, world.accounts.nowMicros() + 90*SECOND};
		world.hasher.duringVerify = [&] { world.account().limit = *LimitMath::charged(world.account().limit, world.accounts.nowMicros(), world.accounts.limit); };
		world.expect(Outcome::passwordIncorrect, world.change(WRONG, NEW), 1, 1, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(5), world.open());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), world.events.locked().size());
	});

	addCase(suite, "the account removed during the wait: NO_PASSWORD_INFO instead of a wrong password", []
	{
		World world;
		world.slots.waits = true;
		world.hasher.duringVerify = [&] { world.accounts.accounts.erase("17"); };
		world.expect(Outcome::noPasswordInfo, world.change(WRONG, NEW), 1, 1, 0);
	});

	addCase(suite, "database away before a password can be called wrong: busy, the charge stays", []
	{
		World world;
		world.slots.waits = true;
		world.hasher.duringVerify = [&] { world.accounts.readable = false; };
		world.expect(Outcome::busy, world.change(WRONG, NEW), 1, 1, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.open());
	});

	addCase(suite, "locked during the wait: refused without a charge", []
	{
		World world;
		world.slots.waits = true;
		world.slots.whileWaiting = [&] { world.account().limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 90*SECOND}; };
		world.expect(Outcome::locked, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "a caller who has gone is dropped before the charge", []
	{
		World world;
		world.context.gone = true;
		world.expect(Outcome::busy, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "a caller who goes after the charge gets the change done", []
	{
		World world;
		world.hasher.duringVerify = [&] { world.context.gone = true; };
		world.expect(Outcome::changed, world.change(OLD, NEW), 1, 1, 1);
	});

	addCase(suite, "database away at the snapshot: busy", []
	{
		World world;
		world.accounts.readable = false;
		world.expect(Outcome::busy, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "charge in doubt: busy, and no check", []
	{
		World world;
		world.accounts.chargeable = false;
		world.expect(Outcome::busy, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "hash can't be computed: busy, the charge stays", []
	{
		World world;
		world.hasher.failing = true;
		world.expect(Outcome::busy, world.change(OLD, NEW), 1, 1, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.open());
	});

	addCase(suite, "new hash can't be computed: busy, settled", []
	{
		World world;
		world.hasher.duringHash = [&] { world.hasher.failing = true; };
		world.expect(Outcome::busy, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});

	addCase(suite, "no random bytes: failed, settled, nothing changed", []
	{
		World world;
		world.random.fail(true);
		world.expect(Outcome::failed, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account().version);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});

	addCase(suite, "the place is given back before the transaction, the turn is kept", []
	{
		World world;
		int places = -1;
		int turns = -1;
		world.accounts.beforeChange = [&]
		{
			places = world.slots.places;
			turns = world.slots.turns;
		};
		world.change(OLD, NEW);
		CPPUNIT_ASSERT_EQUAL(0, places);
		CPPUNIT_ASSERT_EQUAL(1, turns);
	});
}


AUTHPLUG_CASES(ChangePasswordAuthority)
{
	addCase(suite, "unknown token", []
	{
		World world;
		world.expect(Outcome::invalidToken, world.change(OLD, NEW, Canary::token("nobody")), 0, 0, 0);
		CPPUNIT_ASSERT_EQUAL(0, world.accounts.reads);
	});
	addCase(suite, "expired sudo token is not tried as an access token", []
	{
		World world;
		world.sudoTokens.expire(ACCESS);
		world.expect(Outcome::invalidToken, world.change(OLD, NEW), 0, 0, 0);
	});
	addCase(suite, "access token while a second factor is on", []
	{
		World world;
		world.sudoTokens.setSecondFactor("17", true);
		world.expect(Outcome::sudoTokenRequired, world.change(OLD, NEW), 0, 0, 0);
	});
	addCase(suite, "token services away: busy", []
	{
		World world;
		world.sudoTokens.setAvailable(false);
		world.expect(Outcome::busy, world.change(OLD, NEW), 0, 0, 0);
	});
	addCase(suite, "principal without token id is the host's fault", []
	{
		World world;
		world.principal.tokenId.assign("");
		world.sessions.issue(ACCESS, world.principal);
		world.expect(Outcome::failed, world.change(OLD, NEW), 0, 0, 0);
	});
	addCase(suite, "revoked while the hash runs: refused, settled", []
	{
		World world;
		world.hasher.duringHash = [&] { world.sessions.revoke(ACCESS); };
		world.expect(Outcome::invalidToken, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account().version);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});
	addCase(suite, "second factor switched on while the hash runs: refused, settled", []
	{
		World world;
		world.hasher.duringHash = [&] { world.sudoTokens.setSecondFactor("17", true); };
		world.expect(Outcome::sudoTokenRequired, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account().version);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});
	addCase(suite, "token that now has another identifier: refused", []
	{
		World world;
		world.hasher.duringHash = [&]
		{
			world.principal.tokenId.assign("token-2");
			world.sessions.issue(ACCESS, world.principal);
		};
		world.expect(Outcome::invalidToken, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account().version);
	});
	addCase(suite, "token that now names another user: refused", []
	{
		World world;
		world.hasher.duringHash = [&]
		{
			world.principal.userId.assign("18");
			world.sessions.issue(ACCESS, world.principal);
		};
		world.expect(Outcome::invalidToken, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account().version);
	});

	const struct
	{
		const char* name;
		PasswordStore::Commit commit;
		Outcome outcome;
	}
	vetoes[] = {
		{"token gone", PasswordStore::Commit::tokenGone, Outcome::invalidToken},
		{"account disabled", PasswordStore::Commit::disabled, Outcome::invalidToken},
		{"second factor on", PasswordStore::Commit::stepUpNeeded, Outcome::sudoTokenRequired},
		{"nothing written", PasswordStore::Commit::unavailable, Outcome::busy}};
	for (const auto& veto: vetoes)
	{
		addCase(suite, std::string("veto in the transaction, settled by itself: ") + veto.name, [veto]
		{
			World world;
			world.accounts.answer = veto.commit;
			world.expect(veto.outcome, world.change(OLD, NEW), 1, 1, 1);
			CPPUNIT_ASSERT_EQUAL(1, world.accounts.settles);
			CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
			CPPUNIT_ASSERT(world.sessions.ended().empty());
			CPPUNIT_ASSERT(world.events.changed().empty());
		});
	}
}
