//
// RoundTripTest.cpp
//
// Tests: integration
//
// What a change asks the database, counted at the wire, and what it does not
// ask again after a wait.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ChangePath.h"
#include "MySqlProxy.h"
#include <utility>


using namespace AuthPlug;
using namespace AuthPlug::Password;
using namespace AuthPlug::Tests::ChangePaths;
using AuthPlug::Testing::FakeHasher;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::assertOutcome;
using AuthPlug::Tests::ChangeWorld;
using AuthPlug::Tests::MySqlProxy;
using AuthPlug::Tests::NEW;
using AuthPlug::Tests::OLD;
using AuthPlug::Tests::OTHER;
using AuthPlug::Tests::PrivateMariaDb;
using AuthPlug::Tests::WRONG;


namespace {


void addTrips(CppUnit::TestSuite& suite, Path path)
{
	addCase(suite, nameOf(path) + std::string("round trips: 1 when locked, 2 for a wrong password, then as few as can be"), [path]
	{
		MySqlProxy proxy(PrivateMariaDb::shared().port());
		Tests::ChangeOptions options = plain(path);
		options.database.port = proxy.port();
		World world(options);
		// Connects, prepares every statement, makes the row of the limit.
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		world.signIn(world.account.id(), "next token");
		const auto tripsOf = [&](Outcome outcome, const std::string& oldPassword, const std::string& newPassword)
		{
			const int before = proxy.messages();
			assertOutcome(outcome, world.change("next token", oldPassword, newPassword));
			return proxy.messages() - before;
		};
		CPPUNIT_ASSERT_EQUAL(2, tripsOf(Outcome::passwordIncorrect, WRONG, OTHER));
		CPPUNIT_ASSERT_EQUAL(path == Path::procedure ? 3 : 7, tripsOf(Outcome::changed, NEW, OTHER));
		world.signIn(world.account.id(), "last token");
		for (std::uint64_t i = 0; i < world.limitOptions.attempts; ++i) world.limit.charge(world.account.id(), world.soon());
		const int before = proxy.messages();
		assertOutcome(Outcome::locked, world.change("last token", OTHER, OLD));
		CPPUNIT_ASSERT_EQUAL(1, proxy.messages() - before);
		// Asks for the counters alone; prepares that statement first.
		assertOutcome(Outcome::locked, world.change("last token", OTHER, OLD));
		const int again = proxy.messages();
		const ChangeResult locked = world.change("last token", OTHER, OLD);
		assertOutcome(Outcome::locked, locked);
		CPPUNIT_ASSERT(locked.refusal.retryAfterSeconds > 0);
		CPPUNIT_ASSERT_EQUAL(1, proxy.messages() - again);
		CPPUNIT_ASSERT(world.limit.reset(world.account.id(), world.soon()));
		assertOutcome(Outcome::changed, world.change("last token", OTHER, OLD));
	});

	addCase(suite, nameOf(path) + std::string("round trips after a wait for a place: as many for a right password, one more for a wrong one"), [path]
	{
		MySqlProxy proxy(PrivateMariaDb::shared().port());
		Tests::ChangeOptions options = plain(path);
		options.database.port = proxy.port();
		options.queue = false;
		World world(options);
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		world.signIn(world.account.id(), "next token");
		world.allAtOnce.waits = true;
		const auto tripsOf = [&](Outcome outcome, const std::string& oldPassword)
		{
			const int before = proxy.messages();
			assertOutcome(outcome, world.change("next token", oldPassword, OTHER));
			return proxy.messages() - before;
		};
		CPPUNIT_ASSERT_EQUAL(3, tripsOf(Outcome::passwordIncorrect, WRONG));
		CPPUNIT_ASSERT_EQUAL(path == Path::procedure ? 3 : 7, tripsOf(Outcome::changed, NEW));
	});

	addCase(suite, nameOf(path) + std::string("changed by another server during a wait for a place: the new password is not called wrong, the former one changes nothing"), [path]
	{
		Tests::ChangeOptions options = plain(path);
		options.queue = false;
		World world(options);
		ChangeWorld other(plain(path));
		other.signIn(world.account.id(), "elsewhere");
		world.allAtOnce.waits = true;
		ChangeResult meanwhile;
		world.allAtOnce.whileWaiting = [&] { meanwhile = other.change("elsewhere", OLD, NEW); };
		assertOutcome(Outcome::changed, world.change("token", NEW, OTHER));
		assertOutcome(Outcome::changed, meanwhile);
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(OTHER), world.account.password("hash"));
		CPPUNIT_ASSERT_EQUAL(std::string("2"), world.account.password("version"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("seq - base"));

		world.signIn(world.account.id(), "next token");
		bool first = true;
		world.allAtOnce.whileWaiting = [&]
		{
			// It waits again when it has lost the race.
			if (std::exchange(first, false)) meanwhile = other.change("elsewhere", OTHER, NEW);
		};
		const ChangeResult late = world.change("next token", OTHER, WRONG);
		assertOutcome(Outcome::changed, meanwhile);
		assertOutcome(Outcome::passwordIncorrect, late);
		CPPUNIT_ASSERT(late.conflict);
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(NEW), world.account.password("hash"));
		CPPUNIT_ASSERT_EQUAL(std::string("3"), world.account.password("version"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(3), world.account.events());
	});
}


} // namespace


AUTHPLUG_CASES(RoundTrips)
{
	addTrips(suite, Path::statements);
	addTrips(suite, Path::procedure);
}
