//
// LostConnectionTest.cpp
//
// Tests: integration
//
// Connections, answers and servers that go away, at every step.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "DataFixture.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Api::ValueType;
using Api::WorkMode;
using Api::WorkVerdict;
using Fault = MySqlProxy::Fault;
using Message = MySqlProxy::Message;


namespace {


// A value that is stored, and so may be in the database and its general log, but
// not in a log of the product.
const std::string VALUE = "VALUE-9f3b-secret";


PrivateMariaDb& server()
{
	return PrivateMariaDb::shared();
}


std::string counterTable(PrivateMariaDb& mariaDb = server())
{
	const std::string table = freshTable(mariaDb, "id INT PRIMARY KEY, n BIGINT UNSIGNED NOT NULL, v VARBINARY(64) NULL");
	mariaDb.query("INSERT INTO " + table + " VALUES(1, 0, NULL),(2, 0, NULL)", mariaDb.database());
	return table;
}


std::string valuesOf(const std::string& table, PrivateMariaDb& mariaDb = server())
{
	return mariaDb.value("SELECT GROUP_CONCAT(n ORDER BY id) FROM " + table);
}


struct Proxied
	/// A database behind a proxy, with a table of two counters.
{
	explicit Proxied(std::function<void(Host::DatabaseOptions&)> change = nullptr):
		proxy(server().port()),
		data(server(), [this, change](Host::DatabaseOptions& options)
		{
			options.port = proxy.port();
			if (change) change(options);
		}),
		table(counterTable())
	{
	}

	Work both()
	{
		return Work([this](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + table + " SET n=n+1, v=? WHERE id=1", {B(VALUE)});
			Sql second("UPDATE " + table + " SET n=n+1, v=? WHERE id=2", {B(VALUE)});
			return verdictOf(first.on(transaction) && second.on(transaction));
		});
	}

	Sql add()
	{
		return Sql("UPDATE " + table + " SET n=n+1, v=? WHERE id=1", {B(VALUE)});
	}

	Sql read()
	{
		return Sql("SELECT n, v FROM " + table + " WHERE id=1", {}, {ValueType::uint64, ValueType::bytes});
	}

	void warmUp()
		/// Connects and prepares the statements, so that the next messages are
		/// executions only.
	{
		Work work = both();
		ASSERT_OUTCOME(committed, data.run(work));
		Sql write = add();
		ASSERT_OUTCOME(committed, data.run(write));
		Sql select = read();
		ASSERT_OUTCOME(committed, data.run(select));
		CPPUNIT_ASSERT_EQUAL(std::string("2,1"), valuesOf(table));
	}

	~Proxied()
	{
		// A destructor can't fail a test; each calls leaksNothing() as well.
	}

	void leaksNothing()
	{
		const std::string text = data.log.text();
		CPPUNIT_ASSERT_MESSAGE(text, text.find(VALUE) == std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(text, text.find("UPDATE") == std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(text, text.find("SELECT") == std::string::npos);
	}

	MySqlProxy proxy;
	Data data;
	std::string table;
};


} // namespace


AUTHPLUG_DATA_CASES(LostConnectionTest)
{
	addCase(suite, "commitWhoseAnswerIsLostIsUnknown", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.arm(Message::commit, Fault::dropAnswer);
		Work work = at.both();
		ASSERT_OUTCOME(unknown, at.data.run(work));
		CPPUNIT_ASSERT_EQUAL(1, at.proxy.fired());
		CPPUNIT_ASSERT_EQUAL(1, work.runs);
		CPPUNIT_ASSERT_EQUAL(std::string("3,2"), valuesOf(at.table));
		at.leaksNothing();
	});

	addCase(suite, "commitThatIsLostIsUnknown", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.arm(Message::commit, Fault::dropRequest);
		Work work = at.both();
		ASSERT_OUTCOME(unknown, at.data.run(work));
		CPPUNIT_ASSERT_EQUAL(1, work.runs);
		CPPUNIT_ASSERT_EQUAL(std::string("2,1"), valuesOf(at.table));
		CPPUNIT_ASSERT(at.data.log.holds("database.outcome_unknown"));
		at.leaksNothing();
	});

	addCase(suite, "singleWriteWhoseAnswerIsLostIsUnknown", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.arm(Message::execute, Fault::dropAnswer);
		Sql write = at.add();
		ASSERT_OUTCOME(unknown, at.data.run(write));
		CPPUNIT_ASSERT_EQUAL(std::string("3,1"), valuesOf(at.table));
		at.leaksNothing();
	});

	addCase(suite, "singleWriteThatIsLostIsUnknown", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.arm(Message::execute, Fault::dropRequest);
		Sql write = at.add();
		ASSERT_OUTCOME(unknown, at.data.run(write));
		CPPUNIT_ASSERT_EQUAL(std::string("2,1"), valuesOf(at.table));
		at.leaksNothing();
	});

	addCase(suite, "singleReadIsRepeatedOnANewConnection", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.arm(Message::execute, Fault::dropAnswer);
		Sql select = at.read();
		ASSERT_OUTCOME(committed, at.data.run(select));
		CPPUNIT_ASSERT_EQUAL(1, at.proxy.fired());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), select.rows.at(0).at(0).number);
		CPPUNIT_ASSERT_EQUAL(2, at.proxy.accepted());
	});

	addCase(suite, "writeThatWasOnlyPreparedIsRepeated", []
	{
		Proxied at;
		at.proxy.arm(Message::prepare, Fault::dropAnswer);
		Sql write = at.add();
		ASSERT_OUTCOME(committed, at.data.run(write));
		CPPUNIT_ASSERT_EQUAL(1, at.proxy.fired());
		CPPUNIT_ASSERT_EQUAL(std::string("1,0"), valuesOf(at.table));
	});

	for (const int step : {0, 1})
	{
		addCase(suite, "transactionCutAtStatement" + std::to_string(step + 1) + "RunsAgainAsAWhole", [step]
		{
			Proxied at;
			at.warmUp();
			at.proxy.arm(Message::execute, Fault::dropAnswer, step);
			Work work = at.both();
			ASSERT_OUTCOME(committed, at.data.run(work));
			CPPUNIT_ASSERT_EQUAL(1, at.proxy.fired());
			CPPUNIT_ASSERT_EQUAL(2, work.runs);
			CPPUNIT_ASSERT_EQUAL(std::string("3,2"), valuesOf(at.table));
			at.leaksNothing();
		});
	}

	addCase(suite, "connectionKilledInATransactionIsNeverHalfCommitted", []
	{
		Proxied at;
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + at.table + " SET n=n+1 WHERE id=1");
			Sql id("SELECT CAST(CONNECTION_ID() AS UNSIGNED)", {}, {ValueType::uint64});
			Sql second("UPDATE " + at.table + " SET n=n+1 WHERE id=2");
			if (!first.on(transaction) || !id.on(transaction)) return WorkVerdict::rollback;
			if (work.runs == 1) server().query("KILL " + std::to_string(id.rows.at(0).at(0).number));
			return verdictOf(second.on(transaction));
		});
		ASSERT_OUTCOME(committed, at.data.run(work));
		CPPUNIT_ASSERT_EQUAL(2, work.runs);
		CPPUNIT_ASSERT_EQUAL(std::string("1,1"), valuesOf(at.table));
	});

	addCase(suite, "connectionKilledBeforeCommitIsUnknownAndNotCommitted", []
	{
		Proxied at;
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + at.table + " SET n=n+1 WHERE id=1");
			Sql id("SELECT CAST(CONNECTION_ID() AS UNSIGNED)", {}, {ValueType::uint64});
			if (!first.on(transaction) || !id.on(transaction)) return WorkVerdict::rollback;
			server().query("KILL " + std::to_string(id.rows.at(0).at(0).number));
			return WorkVerdict::commit;
		});
		ASSERT_OUTCOME(unknown, at.data.run(work));
		CPPUNIT_ASSERT_EQUAL(std::string("0,0"), valuesOf(at.table));
	});

	addCase(suite, "idleConnectionThatWasClosedIsNoticedBeforeAWrite", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.cutAll();
		std::this_thread::sleep_for(std::chrono::milliseconds(20));
		Sql write = at.add();
		ASSERT_OUTCOME(committed, at.data.run(write));
		CPPUNIT_ASSERT_EQUAL(std::string("3,1"), valuesOf(at.table));
		CPPUNIT_ASSERT_EQUAL(2, at.proxy.accepted());
	});

	addCase(suite, "idleConnectionKilledByTheServerIsNoticedBeforeAWrite", []
	{
		Proxied at;
		Sql id("SELECT CAST(CONNECTION_ID() AS UNSIGNED)", {}, {ValueType::uint64});
		ASSERT_OUTCOME(committed, at.data.run(id));
		server().query("KILL " + std::to_string(id.rows.at(0).at(0).number));
		std::this_thread::sleep_for(std::chrono::milliseconds(50));
		Sql write = at.add();
		ASSERT_OUTCOME(committed, at.data.run(write));
		CPPUNIT_ASSERT_EQUAL(std::string("1,0"), valuesOf(at.table));
	});

	addCase(suite, "idleConnectionWithoutAPeerIsNoticedByAsking", []
	{
		Proxied at([](Host::DatabaseOptions& options) { options.idleCheckSeconds = 1; });
		at.warmUp();
		at.proxy.freezeAll();
		std::this_thread::sleep_for(std::chrono::milliseconds(1100));
		Sql write = at.add();
		ASSERT_OUTCOME(committed, at.data.run(write));
		CPPUNIT_ASSERT_EQUAL(std::string("3,1"), valuesOf(at.table));
	});

	addCase(suite, "afterALossTheOtherIdleConnectionsAreNotTrusted", []
	{
		// A firewall that has forgotten one connection has forgotten all.
		Proxied at;
		std::atomic<int> inside{0};
		std::vector<std::thread> threads;
		for (int i = 0; i < 3; ++i)
		{
			threads.emplace_back([&]
			{
				Work together([&](Api::Transaction& transaction)
				{
					Sql select = at.read();
					const bool done = select.on(transaction);
					++inside;
					becomesTrue([&] { return inside >= 3; });
					return verdictOf(done);
				});
				at.data.run(together);
			});
		}
		for (std::thread& thread : threads) thread.join();
		CPPUNIT_ASSERT_EQUAL(std::size_t(3), at.data.database.state().idle);
		at.proxy.arm(Message::execute, Fault::dropRequest);
		Sql select = at.read();
		ASSERT_OUTCOME(committed, at.data.run(select));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), at.data.database.state().open);
	});

	addCase(suite, "oldConnectionIsReplaced", []
	{
		Proxied at([](Host::DatabaseOptions& options) { options.maxAgeSeconds = 1; });
		at.warmUp();
		CPPUNIT_ASSERT_EQUAL(1, at.proxy.accepted());
		std::this_thread::sleep_for(std::chrono::milliseconds(1100));
		Sql select = at.read();
		ASSERT_OUTCOME(committed, at.data.run(select));
		CPPUNIT_ASSERT_EQUAL(2, at.proxy.accepted());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), at.data.database.state().open);
	});

	addCase(suite, "frozenReadEndsAtTheDeadline", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.arm(Message::execute, Fault::freeze);
		Sql select = at.read();
		const auto before = at.data.clock.monotonic();
		ASSERT_OUTCOME(unavailable, at.data.run(select, 300));
		// Without an end of our own this read would hang for ever.
		CPPUNIT_ASSERT(at.data.clock.monotonic() - before < 10000000);
		CPPUNIT_ASSERT_EQUAL(1, at.proxy.fired());
		Sql after = at.read();
		ASSERT_OUTCOME(committed, at.data.run(after));
		at.leaksNothing();
	});

	addCase(suite, "frozenWriteIsUnknownAtTheDeadline", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.arm(Message::execute, Fault::freeze);
		Sql write = at.add();
		ASSERT_OUTCOME(unknown, at.data.run(write, 300));
		at.leaksNothing();
	});

	addCase(suite, "frozenCommitIsUnknownAtTheDeadline", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.arm(Message::commit, Fault::freeze);
		Work work = at.both();
		ASSERT_OUTCOME(unknown, at.data.run(work, WorkMode::transaction, 300));
		CPPUNIT_ASSERT_EQUAL(1, work.runs);
	});

	addCase(suite, "frozenTransactionHoldsNothingBack", []
	{
		Proxied at;
		at.warmUp();
		at.proxy.arm(Message::execute, Fault::freeze, 1);
		Work work = at.both();
		ASSERT_OUTCOME(unavailable, at.data.run(work, WorkMode::transaction, 300));
		CPPUNIT_ASSERT_EQUAL(std::string("2,1"), valuesOf(at.table));
	});

	addCase(suite, "killedServerIsUnavailableAndComesBack", []
	{
		PrivateMariaDb mine;
		Data data(mine);
		const std::string table = counterTable(mine);
		Sql write("UPDATE " + table + " SET n=n+1 WHERE id=1");
		ASSERT_OUTCOME(committed, data.run(write));
		mine.kill();
		for (int i = 0; i < 3; ++i) ASSERT_OUTCOME(unavailable, data.run(write));
		CPPUNIT_ASSERT(data.log.holds("database.connect_failed reason=no_server"));
		mine.start();
		const auto back = data.clock.monotonic();
		CPPUNIT_ASSERT(becomesTrue([&] { return data.run(write) == Api::WorkOutcome::committed; }, 1000));
		CPPUNIT_ASSERT(data.clock.monotonic() - back < 1000000);
		CPPUNIT_ASSERT_EQUAL(std::string("2,0"), valuesOf(table, mine));
	});

	addCase(suite, "serverKilledUnderLoadLosesNothingAcknowledged", []
	{
		PrivateMariaDb mine;
		Data data(mine);
		const std::string table = counterTable(mine);
		std::atomic<int> committed{0}, unknown{0};
		std::atomic<bool> stopping{false};
		std::vector<std::thread> threads;
		for (int i = 0; i < 6; ++i)
		{
			threads.emplace_back([&]
			{
				while (!stopping)
				{
					Work work([&](Api::Transaction& transaction)
					{
						Sql first("UPDATE " + table + " SET n=n+1 WHERE id=1");
						Sql second("UPDATE " + table + " SET n=n+1 WHERE id=2");
						return verdictOf(first.on(transaction) && second.on(transaction));
					});
					const Api::WorkOutcome outcome = data.run(work, WorkMode::transaction, 3000);
					if (outcome == Api::WorkOutcome::committed) ++committed;
					if (outcome == Api::WorkOutcome::unknown) ++unknown;
				}
			});
		}
		CPPUNIT_ASSERT(becomesTrue([&] { return committed > 50; }));
		mine.kill();
		mine.start();
		const int before = committed;
		CPPUNIT_ASSERT(becomesTrue([&] { return committed > before + 50; }));
		stopping = true;
		for (std::thread& thread : threads) thread.join();
		const auto rows = mine.query("SELECT n FROM " + table + " ORDER BY id", mine.database());
		const int stored = std::stoi(*rows[0][0]);
		CPPUNIT_ASSERT_EQUAL(*rows[0][0], *rows[1][0]);
		CPPUNIT_ASSERT(stored >= committed && stored <= committed + unknown);
	});

	addCase(suite, "suspendedServerHoldsNoRequestPastItsDeadline", []
	{
		PrivateMariaDb mine;
		Data data(mine);
		Sql select("SELECT 1", {}, {ValueType::int64});
		ASSERT_OUTCOME(committed, data.run(select));
		mine.suspend();
		const auto before = data.clock.monotonic();
		const Api::WorkOutcome idle = data.run(select, 400);      // on the idle connection
		const Api::WorkOutcome connecting = data.run(select, 400);  // on a new one
		const auto took = data.clock.monotonic() - before;
		mine.resume();
		ASSERT_OUTCOME(unavailable, idle);
		ASSERT_OUTCOME(unavailable, connecting);
		CPPUNIT_ASSERT(took < 10000000);
		CPPUNIT_ASSERT(data.log.holds("reason=timeout_or_lost"));
		ASSERT_OUTCOME(committed, data.run(select));
	});

	addCase(suite, "readOnlyServerIsUnavailable", []
	{
		PrivateMariaDb mine;
		Data data(mine);
		const std::string table = counterTable(mine);
		Sql write("UPDATE " + table + " SET n=n+1 WHERE id=1");
		ASSERT_OUTCOME(committed, data.run(write));
		mine.query("SET GLOBAL read_only=1");
		ASSERT_OUTCOME(unavailable, data.run(write));
		Work work([&](Api::Transaction& transaction) { return verdictOf(write.on(transaction)); });
		ASSERT_OUTCOME(unavailable, data.run(work));
		CPPUNIT_ASSERT_EQUAL(std::string("1,0"), valuesOf(table, mine));
		mine.query("SET GLOBAL read_only=0");
		ASSERT_OUTCOME(committed, data.run(write));
	});

	addCase(suite, "theLogIsSearchedForSecrets", []
	{
		MemoryLog log;
		const Api::LogField field{"reason", server().password()};
		log.write(Api::LogLevel::error, "planted", &field, 1);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), LeakWatch::take().size());
	});

	addCase(suite, "wrongPasswordIsUnavailableAndNotLogged", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.password = Canary::password("Wrong"); });
		Sql select("SELECT 1", {}, {ValueType::int64});
		ASSERT_OUTCOME(unavailable, data.run(select));
		CPPUNIT_ASSERT(data.log.holds("reason=access_denied"));
	});

	addCase(suite, "unknownDatabaseIsNamedAsTheReason", []
	{
		const std::string password = Canary::password("Nowhere");
		const std::string user = std::string("nowhere_") + ClientUnderTest::name();
		server().createUser(user, password, "GRANT ALL ON nowhere.* TO @ACCOUNT@");
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			options.user = user;
			options.password = password;
			options.name = "nowhere";
		});
		Sql select("SELECT 1", {}, {ValueType::int64});
		ASSERT_OUTCOME(unavailable, data.run(select));
		CPPUNIT_ASSERT(data.log.holds("reason=unknown_database"));
	});

	addCase(suite, "connectFailuresDoNotFloodTheLog", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.password = Canary::password("Wrong"); });
		Sql select("SELECT 1", {}, {ValueType::int64});
		for (int i = 0; i < 50; ++i) data.run(select);
		const std::string text = data.log.text();
		int lines = 0;
		for (auto at = text.find("connect_failed"); at != std::string::npos; at = text.find("connect_failed", at + 1)) ++lines;
		CPPUNIT_ASSERT(lines >= 1 && lines <= 5);
	});

	addCase(suite, "errorTextWithValuesIsNeverLogged", []
	{
		Proxied at;
		const std::string unique = freshTable(server(), "v VARBINARY(64) PRIMARY KEY");
		Sql insert("INSERT INTO " + unique + " VALUES(?)", {B(VALUE)});
		ASSERT_OUTCOME(committed, at.data.run(insert));
		// The server's message is: Duplicate entry 'VALUE-...' for key ...
		ASSERT_OUTCOME(unavailable, at.data.run(insert));
		Sql syntax("SELECT " + VALUE + " FROM", {}, {ValueType::bytes});
		ASSERT_OUTCOME(unavailable, at.data.run(syntax));
		CPPUNIT_ASSERT(at.data.log.holds("error=1062"));
		CPPUNIT_ASSERT(at.data.log.holds("error=1064"));
		at.leaksNothing();
	});
}
