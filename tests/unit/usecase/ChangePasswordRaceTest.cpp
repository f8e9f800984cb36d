//
// ChangePasswordRaceTest.cpp
//
// Tests: unit
//
// Requests that are repeated, and requests that meet others.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "UseCaseWorld.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests::UseCase;
using AuthPlug::Tests::addCase;


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
		world.sessions.issue(ACCESS + "-2", world.principal);
		world.expect(Outcome::passwordIncorrect, world.change(OLD, NEW, ACCESS + "-2"), 2, 2, 1);
	});
	addCase(suite, "the same token changes on: two checks", []
	{
		World world;
		world.change(OLD, NEW);
		world.expect(Outcome::changed, world.change(NEW, THIRD), 3, 3, 2);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
	});
	addCase(suite, "a wrong old password of the token that made a change costs two attempts", []
	{
		World world;
		world.change(OLD, NEW);
		int guesses = 0;
		while (world.change(WRONG, THIRD).refusal.outcome == Outcome::passwordIncorrect) ++guesses;
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
		world.account().hash = FakeHasher::stored(THIRD);
		++world.account().version;
		world.account().changedBy.reset();
		world.expect(Outcome::passwordIncorrect, world.change(OLD, NEW), 2, 2, 1);
	});
	addCase(suite, "no replay if another change was made during a wait", []
	{
		World world;
		world.change(OLD, NEW);
		world.slots.waits = true;
		world.slots.whileWaiting = [&]
		{
			changeTo(world, THIRD);
			world.account().changedBy.reset();
		};
		world.expect(Outcome::passwordIncorrect, world.change(OLD, NEW), 2, 2, 1);
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(THIRD), world.account().hash);
	});
	addCase(suite, "another process did this very request during a wait: replayed", []
	{
		World world;
		world.change(OLD, NEW);
		const Tests::MemoryAccounts::Account done = world.account();
		world.account() = Tests::MemoryAccounts::Account();
		world.account().hash = FakeHasher::stored(OLD);
		world.slots.waits = true;
		world.slots.whileWaiting = [&] { world.account() = done; };
		world.expect(Outcome::replayed, world.change(OLD, NEW), 3, 3, 2);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.account().version);
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
			world.account().hash = FakeHasher::stored(OTHER);
			++world.account().version;
		};
		const ChangeResult result = world.change(OLD, NEW);
		world.expect(Outcome::passwordIncorrect, result, 1, 1, 1);
		CPPUNIT_ASSERT(result.conflict);
		CPPUNIT_ASSERT_EQUAL(std::string("conflict"), std::string(ChangeJournal::wordFor(result)));
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(OTHER), world.account().hash);
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
			world.account().hash = FakeHasher::stored(OTHER);
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
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.log.events("password.commit_found").size());
	});
	addCase(suite, "COMMIT in doubt, not applied: busy, settled", []
	{
		World world;
		world.accounts.answer = PasswordStore::Commit::unknown;
		world.accounts.applied = false;
		world.expect(Outcome::busy, world.change(OLD, NEW), 1, 1, 1);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.open());
		CPPUNIT_ASSERT(world.events.changed().empty());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.log.events("password.commit_not_found").size());
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
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.log.events("password.commit_unresolved").size());
	});
}
