//
// WorkTest.cpp
//
// Tests: integration
//
// Units of work: verdicts, retries, session state, misuse.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "DataFixture.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Api::ValueType;
using Api::WorkMode;
using Api::WorkVerdict;


namespace {


PrivateMariaDb& server()
{
	return PrivateMariaDb::shared();
}


std::string counterTable()
{
	const std::string table = freshTable(server(), "id INT PRIMARY KEY, n BIGINT UNSIGNED NOT NULL");
	server().query("INSERT INTO " + table + " VALUES(1, 0),(2, 0)", server().database());
	return table;
}


std::string globalStatus(const std::string& name)
{
	return server().query("SHOW GLOBAL STATUS LIKE '" + name + "'").at(0).at(1).value();
}


std::string valuesOf(const std::string& table)
{
	return server().value("SELECT GROUP_CONCAT(n ORDER BY id) FROM " + table);
}


} // namespace


AUTHPLUG_DATA_CASES(WorkTest)
{
	addCase(suite, "affectedRowsAndInsertId", []
	{
		const std::string table = counterTable();
		Data data(server());
		Sql update("UPDATE " + table + " SET n = LAST_INSERT_ID(n + 1) WHERE id = ? AND n < ?", {U(1), U(2)});
		ASSERT_OUTCOME(committed, data.run(update));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), update.result.affected);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), update.result.insertId);
		ASSERT_OUTCOME(committed, data.run(update));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), update.result.insertId);
		ASSERT_OUTCOME(committed, data.run(update));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), update.result.affected);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), update.result.insertId);
	});

	addCase(suite, "autoIncrementIsTheInsertId", []
	{
		const std::string table = freshTable(server(), "id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, v INT");
		Data data(server());
		Sql insert("INSERT INTO " + table + "(v) VALUES(?)", {U(1)});
		ASSERT_OUTCOME(committed, data.run(insert));
		ASSERT_OUTCOME(committed, data.run(insert));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), insert.result.insertId);
	});

	addCase(suite, "statementIsPreparedOncePerConnection", []
	{
		Data data(server());
		Sql select("SELECT ?", {U(1)}, {ValueType::uint64});
		ASSERT_OUTCOME(committed, data.run(select));
		const std::string before = globalStatus("Com_stmt_prepare");
		for (int i = 0; i < 5; ++i) ASSERT_OUTCOME(committed, data.run(select));
		CPPUNIT_ASSERT_EQUAL(before, globalStatus("Com_stmt_prepare"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), data.database.state().connects);
	});

	addCase(suite, "manyStatementsDoNotPileUp", []
	{
		Data data(server());
		const std::string before = globalStatus("Prepared_stmt_count");
		for (int i = 0; i < 300; ++i)
		{
			Sql select("SELECT " + std::to_string(i) + " + ?", {U(1)}, {ValueType::uint64});
			ASSERT_OUTCOME(committed, data.run(select));
			CPPUNIT_ASSERT_EQUAL(static_cast<std::uint64_t>(i) + 1, select.rows.at(0).at(0).number);
		}
		const std::string after = globalStatus("Prepared_stmt_count");
		CPPUNIT_ASSERT_EQUAL(std::stoi(before) + 128, std::stoi(after));
	});

	addCase(suite, "rowsAreAlwaysReadToTheEnd", []
	{
		Data data(server());
		Sql many("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3", {}, {ValueType::int64});
		Work work([&](Api::Transaction& transaction)
		{
			const ValueType columns[] = {ValueType::int64};
			const Api::Statement statement{"SELECT 4 UNION ALL SELECT 5", nullptr, 0, columns, 1, false};
			Api::StatementResult result;
			// No visitor at all.
			const bool done = transaction.execute(statement, nullptr, 0, nullptr, result) && result.rows == 2 && many.on(transaction);
			return verdictOf(done);
		});
		ASSERT_OUTCOME(committed, data.run(work));
		CPPUNIT_ASSERT_EQUAL(std::size_t(3), many.rows.size());
	});

	addCase(suite, "commitKeepsAll", []
	{
		const std::string table = counterTable();
		Data data(server());
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + table + " SET n=n+1 WHERE id=1");
			Sql second("UPDATE " + table + " SET n=n+1 WHERE id=2");
			return verdictOf(first.on(transaction) && second.on(transaction));
		});
		ASSERT_OUTCOME(committed, data.run(work));
		CPPUNIT_ASSERT_EQUAL(std::string("1,1"), valuesOf(table));
	});

	addCase(suite, "rollbackTakesAllBack", []
	{
		const std::string table = counterTable();
		Data data(server());
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + table + " SET n=n+1 WHERE id=1");
			first.on(transaction);
			return WorkVerdict::rollback;
		});
		ASSERT_OUTCOME(rolledBack, data.run(work));
		CPPUNIT_ASSERT_EQUAL(1, work.runs);
		CPPUNIT_ASSERT_EQUAL(std::string("0,0"), valuesOf(table));
		CPPUNIT_ASSERT_EQUAL(std::string(), data.log.text());
	});

	addCase(suite, "autocommitIsOnAfterATransaction", []
	{
		const std::string table = counterTable();
		Data data(server(), [](Host::DatabaseOptions& options) { options.pool = 1; });
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + table + " SET n=n+1 WHERE id=1");
			return verdictOf(first.on(transaction));
		});
		ASSERT_OUTCOME(committed, data.run(work));
		Sql plain("UPDATE " + table + " SET n=n+1 WHERE id=2");
		ASSERT_OUTCOME(committed, data.run(plain));
		CPPUNIT_ASSERT_EQUAL(std::string("1,1"), valuesOf(table));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), data.database.state().connects);
	});

	addCase(suite, "sessionIsAsPromised", []
	{
		Data data(server());
		const std::string own = PrivateMariaDb::isMySql() ? "@@session.transaction_isolation, 1, @@session.max_execution_time"
			: "@@session.tx_isolation, CAST(@@session.wsrep_sync_wait AS UNSIGNED), CAST(@@session.max_statement_time*1000 AS UNSIGNED)";
		Sql select("SELECT @@session.time_zone, @@session.sql_mode, CAST(@@session.autocommit AS UNSIGNED), CAST(@@session.innodb_lock_wait_timeout AS UNSIGNED),"
			" @@session.character_set_client, " + own,
			{}, {ValueType::bytes, ValueType::bytes, ValueType::uint64, ValueType::uint64, ValueType::bytes, ValueType::bytes, ValueType::uint64, ValueType::uint64});
		ASSERT_OUTCOME(committed, data.run(select));
		const std::vector<Cell>& row = select.rows.at(0);
		CPPUNIT_ASSERT_EQUAL(std::string("+00:00"), row[0].text);
		CPPUNIT_ASSERT(row[1].text.find("STRICT_ALL_TABLES") != std::string::npos);
		CPPUNIT_ASSERT(row[1].text.find("SIMULTANEOUS_ASSIGNMENT") == std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), row[2].number);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), row[3].number);
		CPPUNIT_ASSERT_EQUAL(std::string("utf8mb4"), row[4].text);
		CPPUNIT_ASSERT_EQUAL(std::string("READ-COMMITTED"), row[5].text);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), row[6].number);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(5000), row[7].number);
	});

	addCase(suite, "serverDefaultsDoNotMatter", []
	{
		PrivateMariaDb::Options options;
		options.migrate = false;
		// MySQL has no such mode, and assigns in their order anyway.
		options.arguments = {PrivateMariaDb::isMySql() ? "--sql-mode=ANSI_QUOTES" : "--sql-mode=SIMULTANEOUS_ASSIGNMENT", "--default-time-zone=+05:00", "--autocommit=0", "--transaction-isolation=SERIALIZABLE"};
		PrivateMariaDb odd(options);
		odd.query("CREATE TABLE t(a INT PRIMARY KEY, b INT); INSERT INTO t VALUES(1,10); COMMIT", odd.database());
		Data data(odd);
		Sql update("UPDATE t SET a=a+1, b=a");
		ASSERT_OUTCOME(committed, data.run(update));
		const auto rows = odd.query("SELECT a, b FROM t", odd.database());
		CPPUNIT_ASSERT_EQUAL(std::string("2"), *rows[0][1]);
		Sql zone("SELECT CAST(TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW()) AS SIGNED)", {}, {ValueType::int64});
		ASSERT_OUTCOME(committed, data.run(zone));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), zone.rows.at(0).at(0).number);
	});

	addCase(suite, "deadlockRunsTheWholeUnitAgain", []
	{
		const std::string table = counterTable();
		Data data(server());
		Meeting meeting;
		std::atomic<int> runs{0};
		const auto crossing = [&](int first, int second)
		{
			Work work([&, first, second](Api::Transaction& transaction)
			{
				++runs;
				Sql one("UPDATE " + table + " SET n=n+1 WHERE id=?", {U(static_cast<std::uint64_t>(first))});
				Sql two("UPDATE " + table + " SET n=n+1 WHERE id=?", {U(static_cast<std::uint64_t>(second))});
				if (!one.on(transaction)) return WorkVerdict::rollback;
				meeting.arrive();
				return verdictOf(two.on(transaction));
			});
			return data.run(work);
		};
		Api::WorkOutcome other = Api::WorkOutcome::unknown;
		std::thread thread([&] { other = crossing(2, 1); });
		const Api::WorkOutcome mine = crossing(1, 2);
		thread.join();
		ASSERT_OUTCOME(committed, mine);
		ASSERT_OUTCOME(committed, other);
		CPPUNIT_ASSERT_EQUAL(std::string("2,2"), valuesOf(table));
		CPPUNIT_ASSERT_EQUAL(3, runs.load());
	});

	addCase(suite, "failureCannotBeOverruledByTheBody", []
	{
		// After a deadlock a COMMIT succeeds, and commits nothing.
		const std::string table = counterTable();
		Data data(server());
		Meeting meeting;
		std::atomic<int> victims{0}, afterwards{0};
		const auto crossing = [&](int first, int second)
		{
			Work work([&, first, second](Api::Transaction& transaction)
			{
				Sql one("UPDATE " + table + " SET n=n+1 WHERE id=?", {U(static_cast<std::uint64_t>(first))});
				Sql two("UPDATE " + table + " SET n=n+1 WHERE id=?", {U(static_cast<std::uint64_t>(second))});
				Sql three("UPDATE " + table + " SET n=n+100 WHERE id=?", {U(static_cast<std::uint64_t>(second))});
				one.on(transaction);
				meeting.arrive();
				if (!two.on(transaction))
				{
					++victims;
					// The transaction is gone: by itself this would be committed at once.
					if (three.on(transaction)) ++afterwards;
				}
				return WorkVerdict::commit;
			});
			return data.run(work);
		};
		Api::WorkOutcome other = Api::WorkOutcome::unknown;
		std::thread thread([&] { other = crossing(2, 1); });
		const Api::WorkOutcome mine = crossing(1, 2);
		thread.join();
		ASSERT_OUTCOME(committed, mine);
		ASSERT_OUTCOME(committed, other);
		CPPUNIT_ASSERT_EQUAL(1, victims.load());
		CPPUNIT_ASSERT_EQUAL(0, afterwards.load());
		CPPUNIT_ASSERT_EQUAL(std::string("2,2"), valuesOf(table));
	});

	addCase(suite, "lockWaitTimeoutIsRetriedInsideTheDeadline", []
	{
		const std::string table = counterTable();
		Data data(server(), [](Host::DatabaseOptions& options) { options.lockWaitTimeoutSeconds = 1; });
		Meeting held;
		std::thread holder([&]
		{
			Data other(server());
			Work work([&](Api::Transaction& transaction)
			{
				Sql lock("UPDATE " + table + " SET n=10 WHERE id=2");
				const bool done = lock.on(transaction);
				held.arrive();
				std::this_thread::sleep_for(std::chrono::milliseconds(1500));
				return verdictOf(done);
			});
			other.run(work);
		});
		held.arrive();
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + table + " SET n=n+1 WHERE id=1");
			Sql second("UPDATE " + table + " SET n=n+1 WHERE id=2");
			return verdictOf(first.on(transaction) && second.on(transaction));
		});
		const Api::WorkOutcome outcome = data.run(work);
		holder.join();
		ASSERT_OUTCOME(committed, outcome);
		CPPUNIT_ASSERT_EQUAL(2, work.runs);
		// The first try's first row was taken back: 1205 alone keeps it.
		CPPUNIT_ASSERT_EQUAL(std::string("1,11"), valuesOf(table));
	});

	addCase(suite, "retriesEndWithTheDeadline", []
	{
		const std::string table = counterTable();
		Data data(server(), [](Host::DatabaseOptions& options) { options.lockWaitTimeoutSeconds = 1; });
		Meeting held, over;
		std::thread holder([&]
		{
			Data other(server());
			Work work([&](Api::Transaction& transaction)
			{
				Sql lock("UPDATE " + table + " SET n=10 WHERE id=1");
				const bool done = lock.on(transaction);
				held.arrive();
				over.arrive();
				return verdictOf(done);
			});
			other.run(work, WorkMode::transaction, 20000);
		});
		held.arrive();
		Work work([&](Api::Transaction& transaction)
		{
			Sql update("UPDATE " + table + " SET n=n+1 WHERE id=1");
			return verdictOf(update.on(transaction));
		});
		const auto before = data.clock.monotonic();
		const Api::WorkOutcome outcome = data.run(work, WorkMode::transaction, 1500);
		const auto took = data.clock.monotonic() - before;
		over.arrive();
		holder.join();
		ASSERT_OUTCOME(unavailable, outcome);
		CPPUNIT_ASSERT(took < 3000000);
		CPPUNIT_ASSERT_EQUAL(std::string("10,0"), valuesOf(table));
	});

	addCase(suite, "atMostEightTries", []
	{
		// A trigger that raises the server's own "row changed" error each time.
		const std::string table = counterTable();
		server().query("CREATE TRIGGER conflict_" + table + " BEFORE UPDATE ON " + table
			+ " FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO=1020", server().database());
		Data data(server());
		Work work([&](Api::Transaction& transaction)
		{
			Sql update("UPDATE " + table + " SET n=n+1 WHERE id=1");
			return verdictOf(update.on(transaction));
		});
		ASSERT_OUTCOME(unavailable, data.run(work));
		CPPUNIT_ASSERT_EQUAL(8, work.runs);
		CPPUNIT_ASSERT(data.log.holds("database.failed error=1020 tries=8"));
	});

	for (const int number : {1213, 1205, 1020, 1180, 3101})
	{
		for (const WorkMode mode : {WorkMode::single, WorkMode::transaction})
		{
			const std::string name = "retries" + std::to_string(number) + (mode == WorkMode::single ? "Single" : "Transaction");
			addCase(suite, name, [number, mode]
			{
				const std::string table = counterTable();
				// Fails until the row of the other table says otherwise.
				const std::string gate = freshTable(server(), "id INT PRIMARY KEY AUTO_INCREMENT, n INT");
				server().query("CREATE TRIGGER fail_" + table + " BEFORE UPDATE ON " + table + " FOR EACH ROW "
					"IF (SELECT COUNT(*) FROM " + gate + ") < 2 THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO=" + std::to_string(number) + "; END IF", server().database());
				Data data(server());
				Work work([&](Api::Transaction& transaction)
				{
					server().query("INSERT INTO " + gate + "(n) VALUES(1)", server().database());
					Sql update("UPDATE " + table + " SET n=n+1 WHERE id=1");
					return verdictOf(update.on(transaction));
				});
				ASSERT_OUTCOME(committed, data.run(work, mode));
				CPPUNIT_ASSERT_EQUAL(2, work.runs);
				CPPUNIT_ASSERT_EQUAL(std::string("1,0"), valuesOf(table));
			});
		}
	}

	addCase(suite, "afterAnAmbiguousTryRollbackIsUnknown", []
	{
		const std::string table = counterTable();
		server().query("CREATE TRIGGER ambiguous_" + table + " BEFORE UPDATE ON " + table
			+ " FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO=1180", server().database());
		Data data(server());
		Work work([&](Api::Transaction& transaction)
		{
			if (work.runs > 1) return WorkVerdict::rollback;
			Sql update("UPDATE " + table + " SET n=n+1 WHERE id=1");
			return verdictOf(update.on(transaction));
		});
		ASSERT_OUTCOME(unknown, data.run(work, WorkMode::single));
		CPPUNIT_ASSERT_EQUAL(2, work.runs);
	});

	addCase(suite, "otherErrorsAreNotRetried", []
	{
		const std::string table = counterTable();
		Data data(server());
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + table + " SET n=n+1 WHERE id=2");
			Sql insert("INSERT INTO " + table + " VALUES(1, 5)");
			return verdictOf(first.on(transaction) && insert.on(transaction));
		});
		ASSERT_OUTCOME(unavailable, data.run(work));
		CPPUNIT_ASSERT_EQUAL(1, work.runs);
		CPPUNIT_ASSERT_EQUAL(std::string("0,0"), valuesOf(table));
		CPPUNIT_ASSERT(data.log.holds("error=1062"));
	});

	addCase(suite, "statementTimeoutEndsTheStatement", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.statementTimeoutMillis = 200; });
		Sql slow("SELECT 1 UNION ALL SELECT SLEEP(10)", {}, {ValueType::int64});
		const auto before = data.clock.monotonic();
		ASSERT_OUTCOME(unavailable, data.run(slow));
		CPPUNIT_ASSERT(data.clock.monotonic() - before < 5000000);
		CPPUNIT_ASSERT(slow.rows.empty());
		CPPUNIT_ASSERT_MESSAGE(data.log.text(), data.log.holds(PrivateMariaDb::isMySql() ? "error=3024" : "error=1969"));
		Sql after("SELECT 1", {}, {ValueType::int64});
		ASSERT_OUTCOME(committed, data.run(after));
	});

	addCase(suite, "noStatementBeginsAfterTheDeadline", []
	{
		const std::string table = counterTable();
		Data data(server());
		// Prepared, so that nothing but its execution is left to be sent.
		Sql prepared("UPDATE " + table + " SET n=n+1 WHERE id=1");
		ASSERT_OUTCOME(committed, data.run(prepared));
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("SELECT 1", {}, {ValueType::int64});
			if (!first.on(transaction)) return WorkVerdict::rollback;
			std::this_thread::sleep_for(std::chrono::milliseconds(250));
			Sql update("UPDATE " + table + " SET n=n+1 WHERE id=1");
			return verdictOf(update.on(transaction));
		});
		ASSERT_OUTCOME(unavailable, data.run(work, WorkMode::single, 200));
		CPPUNIT_ASSERT_EQUAL(std::string("1,0"), valuesOf(table));
	});

	addCase(suite, "noCommitAfterTheDeadline", []
	{
		const std::string table = counterTable();
		Data data(server());
		Work work([&](Api::Transaction& transaction)
		{
			Sql update("UPDATE " + table + " SET n=n+1 WHERE id=1");
			const bool done = update.on(transaction);
			std::this_thread::sleep_for(std::chrono::milliseconds(250));
			return verdictOf(done);
		});
		ASSERT_OUTCOME(unavailable, data.run(work, WorkMode::transaction, 200));
		CPPUNIT_ASSERT_EQUAL(std::string("0,0"), valuesOf(table));
	});

	addCase(suite, "pastDeadlineRunsNothing", []
	{
		Data data(server());
		Work work([](Api::Transaction&) { return WorkVerdict::commit; });
		ASSERT_OUTCOME(unavailable, data.run(work, WorkMode::single, -1));
		CPPUNIT_ASSERT_EQUAL(0, work.runs);
		// Nor with a connection at hand.
		ASSERT_OUTCOME(committed, data.run(work, WorkMode::single));
		ASSERT_OUTCOME(unavailable, data.run(work, WorkMode::single, -1));
		CPPUNIT_ASSERT_EQUAL(1, work.runs);
	});

	addCase(suite, "hiddenCommitIsUnknown", []
	{
		const std::string table = counterTable();
		Data data(server());
		Work work([&](Api::Transaction& transaction)
		{
			Sql update("UPDATE " + table + " SET n=n+1 WHERE id=1");
			Sql hidden("COMMIT");
			return verdictOf(update.on(transaction) && hidden.on(transaction));
		});
		ASSERT_OUTCOME(unknown, data.run(work));
		CPPUNIT_ASSERT_EQUAL(1, work.runs);
	});

	addCase(suite, "singleWriteMustBeTheLast", []
	{
		const std::string table = counterTable();
		Data data(server());
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + table + " SET n=n+1 WHERE id=1");
			Sql second("UPDATE " + table + " SET n=n+1 WHERE id=2");
			return verdictOf(first.on(transaction) && second.on(transaction));
		});
		ASSERT_OUTCOME(unknown, data.run(work, WorkMode::single));
		CPPUNIT_ASSERT_EQUAL(std::string("1,0"), valuesOf(table));
	});

	addCase(suite, "transactionThatAProcedureLeavesOpenIsTakenBack", []
	{
		const std::string table = counterTable();
		server().query("CREATE PROCEDURE halfway_" + table + "() BEGIN START TRANSACTION; UPDATE " + table
			+ " SET n=n+1 WHERE id=1; INSERT INTO " + table + " VALUES(2, 0); COMMIT; END", server().database());
		Data data(server(), [](Host::DatabaseOptions& options) { options.pool = 1; });
		Sql call("CALL halfway_" + table + "()");
		ASSERT_OUTCOME(unavailable, data.run(call));
		// The START TRANSACTION of the next unit would commit it.
		Work next([&](Api::Transaction& transaction)
		{
			Sql update("UPDATE " + table + " SET n=n+1 WHERE id=2");
			return verdictOf(update.on(transaction));
		});
		ASSERT_OUTCOME(committed, data.run(next));
		CPPUNIT_ASSERT_EQUAL(std::string("0,1"), valuesOf(table));
	});
}
