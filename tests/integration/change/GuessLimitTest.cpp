//
// GuessLimitTest.cpp
//
// Tests: integration
//
// The guess limit's statements on a real server.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ChangeFixture.h"
#include "MySqlProxy.h"
#include "RootSql.h"
#include "core/LimitMath.h"
#include "core/Statements.h"
#include <Poco/Exception.h>
#include <Poco/Format.h>
#include <Poco/String.h>
#include <memory>
#include <mysql.h>
#include <random>


using namespace AuthPlug;
using namespace AuthPlug::Password;
using AuthPlug::Tests::Account;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::assertOutcome;
using AuthPlug::Tests::ChangeWorld;
using AuthPlug::Tests::MySqlProxy;
using AuthPlug::Tests::PrivateMariaDb;
using AuthPlug::Tests::RootSql;


namespace {


constexpr std::uint64_t SECOND = 1000000;


LimitState stateOf(const Account& account)
{
	return LimitState{account.counter("seq"), account.counter("base"), account.counter("used"), account.counter("free_at_us")};
}


std::uint64_t databaseNow()
{
	return std::stoull(PrivateMariaDb::shared().value(std::string("SELECT ") + Tests::SQL_NOW));
}


void assertVerdict(Charge::Verdict wanted, const Charge& charge)
{
	CPPUNIT_ASSERT_EQUAL(static_cast<int>(wanted), static_cast<int>(charge.verdict));
}


} // namespace


AUTHPLUG_CASES(GuessLimitSql)
{
	addCase(suite, "the first charge makes the row", []
	{
		const Account account;
		ChangeWorld world(optionsFor(PrivateMariaDb::shared()));
		CPPUNIT_ASSERT_EQUAL(std::string("NULL"), account.counters());
		const Charge charge = world.limit.charge(account.id(), world.soon());
		assertVerdict(Charge::Verdict::granted, charge);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), charge.ordinal);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), account.counter("used"));
	});

	const struct
	{
		const char* name;
		unsigned long flag;
	}
	countings[] = {{"changed rows", 0}, {"found rows", CLIENT_FOUND_ROWS}};
	for (const auto& counting: countings)
	{
		addCase(suite, std::string("the verdict is the same if the client counts ") + counting.name, [counting]
		{
			PrivateMariaDb& server = PrivateMariaDb::shared();
			const Account account;
			RootSql session(server.socket(), server.database(), counting.flag);
			session.query("INSERT INTO pw_check(user_id, purpose) VALUES('" + account.id() + "', 'change')");
			std::string sql = Statements::charge().sql;
			const std::string user = "'" + account.id() + "'";
			for (const std::string& value: {std::string("900000000"), std::string("5"), std::string("6"), user, std::string("'change'"), std::string("50"), std::string("5")})
			{
				sql.replace(sql.find('?'), 1, value);
			}
			std::string verdicts;
			for (int i = 0; i < 7; ++i) verdicts += session.value(sql + "; SELECT ROW_COUNT()");
			CPPUNIT_ASSERT_EQUAL(std::string("1111100"), verdicts);
			// The flag makes a difference to a statement of another form.
			const std::string form = "UPDATE pw_check SET purpose='change' WHERE user_id=" + user + "; SELECT ROW_COUNT()";
			CPPUNIT_ASSERT_EQUAL(std::string(counting.flag ? "1" : "0"), session.value(form));
		});
	}

	addCase(suite, "300 random rows: the statement does what the arithmetic says", []
	{
		const Account account;
		Tests::ChangeOptions options = optionsFor(PrivateMariaDb::shared());
		options.limit.attempts = 3;
		options.limit.windowSeconds = 100;
		options.limit.doublings = 4;
		options.limit.cap = 20;
		ChangeWorld world(options);
		world.limit.charge(account.id(), world.soon());
		std::mt19937 random(7);
		for (int i = 0; i < 300; ++i)
		{
			const std::uint64_t base = random() % 1000;
			LimitState before{base + random() % 23, base, random() % 5, 0};
			// Far in the past or in the future, so that the time of the test does not matter.
			before.freeAtMicros = databaseNow() + (random() % 3)*1000*SECOND - 1000*SECOND;
			account.update("pw_check", Poco::format("seq = %?d, base = %?d, used = %?d, free_at_us = %?d",
				before.sequence, before.base, before.used, before.freeAtMicros));

			const std::uint64_t earliest = databaseNow();
			const Charge charge = world.limit.charge(account.id(), world.soon());
			const std::uint64_t latest = databaseNow();

			const LimitState after = stateOf(account);
			const auto low = LimitMath::charged(before, earliest, options.limit);
			const auto high = LimitMath::charged(before, latest, options.limit);
			CPPUNIT_ASSERT_EQUAL(low.has_value(), high.has_value());
			if (!low)
			{
				assertVerdict(Charge::Verdict::locked, charge);
				CPPUNIT_ASSERT(charge.retryAfterSeconds >= LimitMath::retryAfterSeconds(before, latest, options.limit));
				CPPUNIT_ASSERT(charge.retryAfterSeconds <= LimitMath::retryAfterSeconds(before, earliest, options.limit));
				CPPUNIT_ASSERT_EQUAL(before.sequence, after.sequence);
				CPPUNIT_ASSERT_EQUAL(before.used, after.used);
				CPPUNIT_ASSERT_EQUAL(before.freeAtMicros, after.freeAtMicros);
				continue;
			}
			assertVerdict(Charge::Verdict::granted, charge);
			CPPUNIT_ASSERT_EQUAL(low->sequence, charge.ordinal);
			CPPUNIT_ASSERT_EQUAL(low->sequence, after.sequence);
			CPPUNIT_ASSERT_EQUAL(low->base, after.base);
			CPPUNIT_ASSERT_EQUAL(low->used, after.used);
			CPPUNIT_ASSERT(after.freeAtMicros >= low->freeAtMicros && after.freeAtMicros <= high->freeAtMicros);

			const std::uint64_t ordinal = 1 + random() % after.sequence;
			CPPUNIT_ASSERT(world.limit.settle(account.id(), ordinal, world.soon()));
			const LimitState settled = stateOf(account);
			const LimitState wanted = LimitMath::settled(after, ordinal);
			CPPUNIT_ASSERT_EQUAL(wanted.base, settled.base);
			CPPUNIT_ASSERT_EQUAL(wanted.used, settled.used);
			CPPUNIT_ASSERT_EQUAL(after.sequence, settled.sequence);
		}
	});

	addCase(suite, "retryAfter is exact by the database's clock", []
	{
		const Account account;
		ChangeWorld world(optionsFor(PrivateMariaDb::shared()));
		world.limit.charge(account.id(), world.soon());
		for (const int millis: {1, 999, 1000, 1001, 60000, 899999})
		{
			account.update("pw_check", Poco::format("seq = 5, used = 5, free_at_us = %s + %d", std::string(Tests::SQL_NOW), millis*1000 + 30000000));
			PasswordRecord record;
			CPPUNIT_ASSERT(world.store.read(account.id(), world.soon(), record) == PasswordStore::Read::found);
			const std::uint64_t left = record.limit.freeAtMicros - record.nowMicros;
			CPPUNIT_ASSERT_EQUAL((left + SECOND - 1)/SECOND, LimitMath::retryAfterSeconds(record.limit, record.nowMicros, world.limitOptions));
			assertVerdict(Charge::Verdict::locked, world.limit.charge(account.id(), world.soon()));
		}
		account.update("pw_check", Poco::format("free_at_us = %s", std::string(Tests::SQL_NOW)));
		assertVerdict(Charge::Verdict::granted, world.limit.charge(account.id(), world.soon()));
	});

	for (const char* zone: {"+00:00", "+05:30", "-09:00", "+13:00", "SYSTEM"})
	{
		addCase(suite, std::string("a session's time zone does not move the window: ") + zone, [zone]
		{
			const Account account;
			PrivateMariaDb& server = PrivateMariaDb::shared();
			server.query("INSERT INTO pw_check(user_id, purpose) VALUES('" + account.id() + "', 'change')", server.database());
			server.query(std::string("SET time_zone = '") + zone + "'; PREPARE charge FROM \"" + Statements::charge().sql + "\";"
				" SET @window = 900000000, @attempts = 5, @doublings = 6, @user = '" + account.id() + "', @purpose = 'change', @cap = 50;"
				" EXECUTE charge USING @window, @attempts, @doublings, @user, @purpose, @cap, @attempts; SELECT 1", server.database());
			const std::uint64_t freeAt = account.counter("free_at_us");
			const std::uint64_t now = databaseNow();
			CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), account.counter("seq"));
			CPPUNIT_ASSERT(freeAt <= now + 900*SECOND);
			CPPUNIT_ASSERT(freeAt > now + 840*SECOND);
		});
	}

	addCase(suite, "a refusal writes nothing", []
	{
		const Account account;
		ChangeWorld world(optionsFor(PrivateMariaDb::shared()));
		world.signIn(account.id(), "token");
		for (int i = 0; i < 5; ++i) assertOutcome(Outcome::passwordIncorrect, world.change("token", Tests::WRONG, Tests::NEW));
		const std::string before = account.counters();
		for (int i = 0; i < 50; ++i)
		{
			assertOutcome(Outcome::locked, world.change("token", i % 2 == 0 ? Tests::WRONG : Tests::OLD, Tests::NEW));
			assertVerdict(Charge::Verdict::locked, world.limit.charge(account.id(), world.soon()));
		}
		CPPUNIT_ASSERT_EQUAL(before, account.counters());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(5), world.counting.verified());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.locked().size());
	});

	addCase(suite, "purposes are apart, and so are accounts", []
	{
		const Account account;
		const Account other;
		ChangeWorld world(optionsFor(PrivateMariaDb::shared()));
		GuessLimit login(world.database, world.limitOptions, "login");
		for (int i = 0; i < 5; ++i) world.limit.charge(account.id(), world.soon());
		assertVerdict(Charge::Verdict::locked, world.limit.charge(account.id(), world.soon()));
		assertVerdict(Charge::Verdict::granted, login.charge(account.id(), world.soon()));
		assertVerdict(Charge::Verdict::granted, world.limit.charge(other.id(), world.soon()));
	});

	addCase(suite, "settling leaves later attempts counted", []
	{
		const Account account;
		ChangeWorld world(optionsFor(PrivateMariaDb::shared()));
		for (int i = 0; i < 3; ++i) world.limit.charge(account.id(), world.soon());
		CPPUNIT_ASSERT(world.limit.settle(account.id(), 1, world.soon()));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), account.counter("base"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), account.counter("used"));
		CPPUNIT_ASSERT(world.limit.settle(account.id(), 1, world.soon()));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), account.counter("used"));
	});

	addCase(suite, "settling after somebody has deleted the row does no harm", []
	{
		const Account account;
		ChangeWorld world(optionsFor(PrivateMariaDb::shared()));
		for (int i = 0; i < 3; ++i) world.limit.charge(account.id(), world.soon());
		PrivateMariaDb& server = PrivateMariaDb::shared();
		server.query("DELETE FROM pw_check WHERE user_id = '" + account.id() + "'", server.database());
		CPPUNIT_ASSERT(world.limit.settle(account.id(), 3, world.soon()));
		world.limit.charge(account.id(), world.soon());
		CPPUNIT_ASSERT(world.limit.settle(account.id(), 3, world.soon()));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), account.counter("used"));
	});

	addCase(suite, "a charge whose answer is lost is not used", []
	{
		const Account account;
		MySqlProxy proxy(PrivateMariaDb::shared().port());
		Tests::ChangeOptions options = optionsFor(PrivateMariaDb::shared());
		options.database.port = proxy.port();
		ChangeWorld world(options);
		world.signIn(account.id(), "token");
		assertOutcome(Outcome::passwordIncorrect, world.change("token", Tests::WRONG, Tests::NEW));
		// The next executions are those of the snapshot and of the charge.
		proxy.arm(MySqlProxy::Message::execute, MySqlProxy::Fault::dropAnswer, 1);
		assertOutcome(Outcome::busy, world.change("token", Tests::OLD, Tests::NEW));
		CPPUNIT_ASSERT_EQUAL(1, proxy.fired());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.counting.verified());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), account.counter("seq"));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), account.password("version"));
	});

	addCase(suite, "a trigger on the table hides an attempt's number: the limit holds, and it is said", []
	{
		const Account account;
		PrivateMariaDb& server = PrivateMariaDb::shared();
		ChangeWorld world(optionsFor(server));
		world.signIn(account.id(), "token");
		world.limit.charge(account.id(), world.soon());
		// As tools make them that change a table while it is used.
		server.query("CREATE TRIGGER copying BEFORE UPDATE ON pw_check FOR EACH ROW SET @copied = 1", server.database());
		const ChangeResult result = world.change("token", Tests::OLD, Tests::NEW);
		server.query("DROP TRIGGER copying", server.database());
		assertOutcome(Outcome::changed, result);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), account.counter("seq"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), account.counter("base"));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.log.events("password.limit_not_settled").size());
		CPPUNIT_ASSERT(!world.limit.settle(account.id(), 0, world.soon()));
	});

	addCase(suite, "wrong options and purposes are refused", []
	{
		ChangeWorld world(optionsFor(PrivateMariaDb::shared()));
		LimitOptions wrong;
		wrong.attempts = 0;
		CPPUNIT_ASSERT_THROW(GuessLimit(world.database, wrong, "change"), Poco::InvalidArgumentException);
		CPPUNIT_ASSERT_THROW(GuessLimit(world.database, LimitOptions(), ""), Poco::InvalidArgumentException);
		CPPUNIT_ASSERT_THROW(GuessLimit(world.database, LimitOptions(), "a purpose too long"), Poco::InvalidArgumentException);
	});
}
