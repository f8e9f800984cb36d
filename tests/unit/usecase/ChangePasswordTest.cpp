//
// ChangePasswordTest.cpp
//
// Tests: unit
//
// Every way through the use case, with what it costs.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/FakeClock.h"
#include "AuthPlug/Testing/FakeHashSlots.h"
#include "AuthPlug/Testing/FakeHasher.h"
#include "AuthPlug/Testing/FakeRandom.h"
#include "AuthPlug/Testing/FakeRequestContext.h"
#include "AuthPlug/Testing/FakeSessions.h"
#include "AuthPlug/Testing/FakeSudoTokens.h"
#include "AuthPlug/Testing/RecordingEvents.h"
#include "AuthPlug/Testing/RecordingLog.h"
#include "Cases.h"
#include "MemoryAccounts.h"
#include "core/ChangeJournal.h"
#include "core/ChangePassword.h"


using namespace AuthPlug;
using namespace AuthPlug::Password;
using AuthPlug::Testing::FakeHasher;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::MemoryAccounts;


namespace {


constexpr std::int64_t SECOND = 1000000;
const char* const OLD = "Old-password-1";
const char* const NEW = "New-password-1";


struct World
	/// One user, one session, and everything the use case works with.
{
	World():
		context(clock),
		accounts(clock),
		authority(sessions, sudoTokens),
		changePassword(
			ChangePassword::Services{accounts, accounts, hasher, authority, sessions, slots, clock, random, log, &events},
			ChangePassword::Options{accounts.limit, 600})
	{
		principal.userId.assign("17");
		principal.sessionId.assign("session-1");
		principal.tokenId.assign("token-1");
		principal.loginName.assign("alice");
		principal.email.assign("alice.smith@example.org");
		sessions.issue("access", principal);
		accounts.accounts["17"].hash = FakeHasher::stored(OLD);
	}

	ChangeResult change(const std::string& oldPassword, const std::string& newPassword, const std::string& token = "access")
	{
		Caller caller;
		if (const auto refusal = authority.authenticate(Api::SecretView(token), context.deadline(), caller)) return ChangeResult{*refusal, 0, false};
		return changePassword.change(ChangeOrder{caller, Api::SecretView(token), Api::SecretView(oldPassword), Api::SecretView(newPassword), context});
	}

	MemoryAccounts::Account& account()
	{
		return accounts.accounts["17"];
	}

	void expect(Outcome wanted, const ChangeResult& result, int charges, int verifications, int hashes)
	{
		CPPUNIT_ASSERT_EQUAL(static_cast<int>(wanted), static_cast<int>(result.refusal.outcome));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("charges", charges, accounts.charges);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("verifications", verifications, hasher.verifications.load());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("hashes", hashes, hasher.hashes.load());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("slots still held", 0, slots.slots.load());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("turns still held", 0, slots.turns.load());
		CPPUNIT_ASSERT(!log.mentions(OLD) && !log.mentions(NEW));
	}

	std::uint64_t open()
		/// Attempts that count against the user.
	{
		return account().limit.sequence - account().limit.base;
	}

	Testing::FakeClock clock;
	Testing::FakeRandom random;
	Testing::FakeSessions sessions;
	Testing::FakeSudoTokens sudoTokens;
	Testing::FakeHasher hasher;
	Testing::FakeHashSlots slots;
	Testing::RecordingLog log;
	Testing::RecordingEvents events;
	Testing::FakeRequestContext context;
	Api::Principal principal;
	MemoryAccounts accounts;
	Authority authority;
	ChangePassword changePassword;
};


} // namespace


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
		world.sudoTokens.issue("sudo", world.principal);
		world.expect(Outcome::changed, world.change(OLD, NEW, "sudo"), 1, 1, 1);
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
		const ChangeResult result = world.change("wrong", NEW);
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
		for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT(world.change("wrong", NEW).refusal.outcome == Outcome::passwordIncorrect);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.locked().size());
		CPPUNIT_ASSERT_EQUAL(std::string("17/900"), world.events.locked()[0]);
		const LimitState before = world.account().limit;
		const ChangeResult right = world.change(OLD, NEW);
		world.expect(Outcome::locked, right, 5, 5, 0);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(900), right.refusal.retryAfterSeconds);
		world.expect(Outcome::locked, world.change("wrong", NEW), 5, 5, 0);
		CPPUNIT_ASSERT_EQUAL(before.freeAtMicros, world.account().limit.freeAtMicros);
		world.clock.advance(900*SECOND);
		CPPUNIT_ASSERT(world.change(OLD, NEW).refusal.outcome == Outcome::changed);
	});

	addCase(suite, "a locked account is told so even when there is no slot", []
	{
		World world;
		world.slots.slotOutcome = Api::HashSlots::Outcome::full;
		world.account().limit = LimitState{5, 0, 5, world.accounts.nowMicros() + 90*SECOND};
		world.expect(Outcome::locked, world.change(OLD, NEW), 0, 0, 0);
	});

	addCase(suite, "the cap raises an alarm", []
	{
		World world;
		world.account().limit = LimitState{49, 0, 4, 0};
		CPPUNIT_ASSERT(world.change("wrong", NEW).refusal.outcome == Outcome::passwordIncorrect);
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
		world.change("wrong", NEW);
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
		world.expect(Outcome::passwordIncorrect, world.change("wrong", "Alice1"), 1, 1, 0);
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
			world.slots.slotOutcome = outcome;
			world.expect(Outcome::busy, world.change(OLD, NEW), 0, 0, 0);
			CPPUNIT_ASSERT_EQUAL(1, world.accounts.reads);
		});
	}

	addCase(suite, "the account is read once without a wait", []
	{
		World world;
		world.change("wrong", NEW);
		CPPUNIT_ASSERT_EQUAL(1, world.accounts.reads);
	});

	addCase(suite, "after a wait the account is read again, so that a new password is not called wrong", []
	{
		World world;
		world.slots.waits = true;
		world.slots.whileWaiting = [&]
		{
			world.account().hash = FakeHasher::stored("Other-password-1");
			++world.account().version;
		};
		world.expect(Outcome::changed, world.change("Other-password-1", NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(2, world.accounts.reads);
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

	addCase(suite, "the slot is given back before the transaction, the turn is kept", []
	{
		World world;
		int slots = -1;
		int turns = -1;
		world.accounts.beforeChange = [&]
		{
			slots = world.slots.slots;
			turns = world.slots.turns;
		};
		world.change(OLD, NEW);
		CPPUNIT_ASSERT_EQUAL(0, slots);
		CPPUNIT_ASSERT_EQUAL(1, turns);
	});
}


AUTHPLUG_CASES(ChangePasswordAuthority)
{
	addCase(suite, "unknown token", []
	{
		World world;
		world.expect(Outcome::invalidToken, world.change(OLD, NEW, "nonsense"), 0, 0, 0);
		CPPUNIT_ASSERT_EQUAL(0, world.accounts.reads);
	});
	addCase(suite, "expired sudo token is not tried as an access token", []
	{
		World world;
		world.sudoTokens.expire("access");
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
		world.sessions.issue("access", world.principal);
		world.expect(Outcome::failed, world.change(OLD, NEW), 0, 0, 0);
	});
	addCase(suite, "revoked while the hash runs: refused, settled", []
	{
		World world;
		world.hasher.duringHash = [&] { world.sessions.revoke("access"); };
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
	addCase(suite, "token that now names another user: refused", []
	{
		World world;
		world.hasher.duringHash = [&]
		{
			world.principal.userId.assign("18");
			world.sessions.issue("access", world.principal);
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


AUTHPLUG_CASES(ChangePasswordReplay)
{
	addCase(suite, "the same request again: replayed, one check, no write of the password", []
	{
		World world;
		world.change(OLD, NEW);
		world.expect(Outcome::replayed, world.change(OLD, NEW), 2, 2, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.account().version);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.changed().size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.sessions.ended().size());
	});
	addCase(suite, "another token gets no replay", []
	{
		World world;
		world.change(OLD, NEW);
		world.principal.tokenId.assign("token-2");
		world.sessions.issue("access-2", world.principal);
		world.expect(Outcome::passwordIncorrect, world.change(OLD, NEW, "access-2"), 2, 2, 1);
	});
	addCase(suite, "the same token changes on: two checks", []
	{
		World world;
		world.change(OLD, NEW);
		world.expect(Outcome::changed, world.change(NEW, "Third-password-1"), 3, 3, 2);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});
	addCase(suite, "a wrong old password of the token that made a change costs two attempts", []
	{
		World world;
		world.change(OLD, NEW);
		int guesses = 0;
		while (world.change("wrong", "Third-password-1").refusal.outcome == Outcome::passwordIncorrect) ++guesses;
		CPPUNIT_ASSERT_EQUAL(2, guesses);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(5), world.open());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.locked().size());
	});
	addCase(suite, "no replay after the window", []
	{
		World world;
		world.change(OLD, NEW);
		world.clock.advance(600*SECOND);
		world.context.latest = world.clock.in(10*SECOND);
		world.expect(Outcome::passwordIncorrect, world.change(OLD, NEW), 2, 2, 1);
	});
	addCase(suite, "replay just before the end of the window", []
	{
		World world;
		world.change(OLD, NEW);
		world.clock.advance(600*SECOND - 1);
		world.expect(Outcome::replayed, world.change(OLD, NEW), 2, 2, 1);
	});
	addCase(suite, "no replay after another change", []
	{
		World world;
		world.change(OLD, NEW);
		world.account().hash = FakeHasher::stored("Reset-password-1");
		++world.account().version;
		world.account().changedBy.reset();
		world.expect(Outcome::passwordIncorrect, world.change(OLD, NEW), 2, 2, 1);
	});
	addCase(suite, "while locked there is no replay either", []
	{
		World world;
		world.change(OLD, NEW);
		world.account().limit = LimitState{6, 1, 5, world.accounts.nowMicros() + 90*SECOND};
		world.expect(Outcome::locked, world.change(OLD, NEW), 1, 1, 1);
	});
}


AUTHPLUG_CASES(ChangePasswordRaces)
{
	addCase(suite, "another process was faster with another password", []
	{
		World world;
		world.accounts.beforeChange = [&]
		{
			world.account().hash = FakeHasher::stored("Other-password-1");
			++world.account().version;
		};
		const ChangeResult result = world.change(OLD, NEW);
		world.expect(Outcome::passwordIncorrect, result, 1, 1, 1);
		CPPUNIT_ASSERT(result.conflict);
		CPPUNIT_ASSERT_EQUAL(std::string("conflict"), std::string(ChangeJournal::wordFor(result)));
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored("Other-password-1"), world.account().hash);
	});
	addCase(suite, "another process was faster with this very request", []
	{
		World world;
		world.accounts.beforeChange = [&]
		{
			world.account().hash = FakeHasher::stored(NEW);
			++world.account().version;
			world.account().changedBy = fingerprintOf("token-1");
			world.account().changedAtMicros = world.accounts.nowMicros();
		};
		world.expect(Outcome::replayed, world.change(OLD, NEW), 2, 2, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.account().version);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});
	addCase(suite, "the same token was faster with another new password", []
	{
		World world;
		world.accounts.beforeChange = [&]
		{
			world.account().hash = FakeHasher::stored("Other-password-1");
			++world.account().version;
			world.account().changedBy = fingerprintOf("token-1");
			world.account().changedAtMicros = world.accounts.nowMicros();
		};
		world.expect(Outcome::passwordIncorrect, world.change(OLD, NEW), 2, 2, 1);
	});
	addCase(suite, "a login has upgraded the hash: proven again, changed", []
	{
		World world;
		world.accounts.beforeChange = [&] { world.account().hash = FakeHasher::stored(OLD, 2); };
		world.expect(Outcome::changed, world.change(OLD, NEW), 2, 2, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.account().version);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});
	addCase(suite, "a login has upgraded the hash, with one attempt in the budget", []
	{
		World world;
		world.accounts.limit.attempts = 1;
		world.accounts.beforeChange = [&] { world.account().hash = FakeHasher::stored(OLD, 2); };
		world.expect(Outcome::changed, world.change(OLD, NEW), 2, 2, 1);
	});
	addCase(suite, "upgraded twice: busy, settled, no third check", []
	{
		World world;
		world.accounts.beforeChange = [&]
		{
			world.account().hash = FakeHasher::stored(OLD, 2);
			world.accounts.beforeChange = [&] { world.account().hash = FakeHasher::stored(OLD, 3); };
		};
		world.expect(Outcome::busy, world.change(OLD, NEW), 2, 2, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});
	addCase(suite, "COMMIT in doubt, applied: changed", []
	{
		World world;
		world.accounts.answer = PasswordStore::Commit::unknown;
		world.expect(Outcome::changed, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(1, world.accounts.finds);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.changed().size());
	});
	addCase(suite, "COMMIT in doubt, not applied: busy, settled", []
	{
		World world;
		world.accounts.answer = PasswordStore::Commit::unknown;
		world.accounts.applied = false;
		world.expect(Outcome::busy, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
		CPPUNIT_ASSERT(world.events.changed().empty());
	});
	addCase(suite, "COMMIT in doubt, resolved at the second try", []
	{
		World world;
		world.accounts.answer = PasswordStore::Commit::unknown;
		world.accounts.unresolved = 1;
		world.expect(Outcome::changed, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(2, world.accounts.finds);
	});
	addCase(suite, "COMMIT in doubt until the deadline: busy", []
	{
		World world;
		world.accounts.answer = PasswordStore::Commit::unknown;
		world.accounts.unresolved = 100;
		world.expect(Outcome::busy, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT(world.events.changed().empty());
	});
}
