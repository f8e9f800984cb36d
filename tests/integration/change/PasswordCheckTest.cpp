//
// PasswordCheckTest.cpp
//
// Tests: integration
//
// The check of a host's login.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ChangeFixture.h"
#include "core/PasswordCheck.h"
#include <Poco/Exception.h>
#include <functional>


using namespace AuthPlug;
using namespace AuthPlug::Password;
using AuthPlug::Testing::FakeHasher;
using AuthPlug::Tests::Account;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::assertOutcome;
using AuthPlug::Tests::ChangeWorld;
using AuthPlug::Tests::NEW;
using AuthPlug::Tests::OLD;
using AuthPlug::Tests::OTHER;
using AuthPlug::Tests::PrivateMariaDb;
using AuthPlug::Tests::WRONG;


namespace {


struct World: ChangeWorld
{
	World(): ChangeWorld(optionsFor(PrivateMariaDb::shared())), login(database, pool, counting, log, loginOptions())
	{
		signIn(account.id(), "token");
	}

	PasswordCheck::Result check(const std::string& password)
	{
		return login.check(account.id(), Api::SecretView(password), soon());
	}

	void expect(PasswordCheck::Verdict wanted, const PasswordCheck::Result& result)
	{
		CPPUNIT_ASSERT_EQUAL(static_cast<int>(wanted), static_cast<int>(result.verdict));
	}

	PasswordCheck::Options loginOptions()
	{
		PasswordCheck::Options options;
		options.outdated = [this](std::string_view stored) { return outdated && outdated(stored); };
		return options;
	}

	std::function<bool(std::string_view)> outdated;
	Account account;
	PasswordCheck login;
};


} // namespace


AUTHPLUG_CASES(LoginCheck)
{
	using Verdict = PasswordCheck::Verdict;

	addCase(suite, "right password: ok, settled", []
	{
		World world;
		world.check(WRONG);
		world.expect(Verdict::ok, world.check(OLD));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), world.account.counter("seq", "login"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("used", "login"));
	});
	addCase(suite, "five wrong ones, then locked; the change is not", []
	{
		World world;
		for (int i = 0; i < 5; ++i) world.expect(Verdict::wrong, world.check(WRONG));
		const PasswordCheck::Result locked = world.check(OLD);
		world.expect(Verdict::locked, locked);
		CPPUNIT_ASSERT(locked.retryAfterSeconds > 840 && locked.retryAfterSeconds <= 900);
		CPPUNIT_ASSERT_EQUAL(std::string("NULL"), world.account.counters("change"));
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
	});
	addCase(suite, "no usable password: no attempt", []
	{
		World world;
		world.account.update("pw", "hash = ''");
		world.expect(Verdict::noPasswordInfo, world.check(""));
		CPPUNIT_ASSERT_EQUAL(std::string("NULL"), world.account.counters("login"));
	});
	addCase(suite, "an unknown user costs one verification and writes nothing", []
	{
		World world;
		world.expect(Verdict::wrong, world.login.checkUnknown("mallory", Api::SecretView(WRONG), world.soon()));
		const std::uint64_t before = world.counting.verified();
		world.expect(Verdict::wrong, world.login.checkUnknown("mallory", Api::SecretView(WRONG), world.soon()));
		CPPUNIT_ASSERT_EQUAL(before + 1, world.counting.verified());
		// As the wrong password of an account does.
		world.expect(Verdict::wrong, world.check(WRONG));
		CPPUNIT_ASSERT_EQUAL(before + 2, world.counting.verified());
		CPPUNIT_ASSERT_EQUAL(std::string("0"), world.account.value("SELECT COUNT(*) FROM pw_check WHERE user_id = 'mallory'"));
	});
	addCase(suite, "no password at all opens an unknown account", []
	{
		World world;
		world.expect(Verdict::wrong, world.login.checkUnknown("mallory", Api::SecretView(OTHER), world.soon()));
	});
	addCase(suite, "an old form is upgraded, the version stays", []
	{
		World world;
		world.hasher.generation = 2;
		world.outdated = [](std::string_view stored) { return stored.find("$1$") != std::string_view::npos; };
		const PasswordCheck::Result first = world.check(OLD);
		world.expect(Verdict::ok, first);
		CPPUNIT_ASSERT(first.upgraded);
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(OLD, 2), world.account.password("hash"));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), world.account.password("version"));
		CPPUNIT_ASSERT(!world.check(OLD).upgraded);
	});
	addCase(suite, "a delayed upgrade does not undo a change", []
	{
		World world;
		ChangeWorld other(optionsFor(PrivateMariaDb::shared()));
		other.signIn(world.account.id(), "token");
		world.outdated = [&](std::string_view)
		{
			assertOutcome(Outcome::changed, other.change("token", OLD, NEW));
			return true;
		};
		const PasswordCheck::Result result = world.check(OLD);
		world.expect(Verdict::ok, result);
		CPPUNIT_ASSERT(!result.upgraded);
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(NEW), world.account.password("hash"));
	});
	addCase(suite, "an upgrade in the middle of a change: the change goes through", []
	{
		World world;
		ChangeWorld other(optionsFor(PrivateMariaDb::shared()));
		PasswordCheck::Options options;
		options.outdated = [](std::string_view) { return true; };
		PasswordCheck otherLogin(other.database, other.pool, other.counting, other.log, options);
		other.hasher.generation = 2;
		world.hasher.duringHash = [&]
		{
			const PasswordCheck::Result login = otherLogin.check(world.account.id(), Api::SecretView(OLD), other.soon());
			CPPUNIT_ASSERT(login.upgraded);
		};
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(NEW), world.account.password("hash"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), world.counting.verified());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("seq - base"));
	});
	addCase(suite, "no capacity: busy, no attempt", []
	{
		World world;
		world.pool.drain();
		world.expect(Verdict::busy, world.check(OLD));
		world.expect(Verdict::busy, world.login.checkUnknown("mallory", Api::SecretView(WRONG), world.soon()));
		CPPUNIT_ASSERT_EQUAL(std::string("NULL"), world.account.counters("login"));
	});
	addCase(suite, "the purpose of the change is refused", []
	{
		World world;
		PasswordCheck::Options options;
		options.purpose = "change";
		CPPUNIT_ASSERT_THROW(PasswordCheck(world.database, world.pool, world.counting, world.log, options), Poco::InvalidArgumentException);
	});
}
