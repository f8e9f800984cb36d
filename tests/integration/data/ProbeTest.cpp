//
// ProbeTest.cpp
//
// Tests: integration
//
// The start-up probe, and a users table that is adopted by a view.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/DatabaseProbe.h"
#include "Canary.h"
#include "DataFixture.h"
#include <Poco/Exception.h>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Api::ValueType;
using Host::DatabaseProbe;


namespace {


PrivateMariaDb& server()
{
	return PrivateMariaDb::shared();
}


std::string freshDatabase(const std::string& before = std::string())
	/// Makes a database with the product's tables; `before` runs first.
{
	static int number = 0;
	const std::string name = "probe" + std::to_string(++number);
	server().query("CREATE DATABASE " + name + "; GRANT ALL ON " + name + ".* TO '" + server().user() + "'@'%'");
	if (!before.empty()) server().query(before, name);
	std::string output;
	const std::string command = PrivateMariaDb::sqlFolder() + "/migrate --database=" + name + " " + server().clientOptions();
	CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, PrivateMariaDb::run({"/bin/bash", "-c", command}, output));
	return name;
}


DatabaseProbe::Report probe(const std::string& database, const DatabaseProbe::Options& options = DatabaseProbe::Options(), PrivateMariaDb& mariaDb = server())
{
	Data data(mariaDb, [&](Host::DatabaseOptions& o) { o.name = database; });
	return DatabaseProbe(data.database, options).run(data.in(10000));
}


std::string summaryOf(const DatabaseProbe::Report& report)
{
	std::string text = report.reached ? "" : "not reached\n";
	for (const DatabaseProbe::Finding& finding : report.findings)
	{
		text += (finding.severity == DatabaseProbe::Severity::refuse ? "refuse " : "warn ") + finding.name + ": wanted " + finding.wanted + ", got " + finding.got + "\n";
	}
	return text;
}


void spoils(const std::string& sql, const std::string& finding)
{
	const std::string database = freshDatabase();
	server().query(sql, database);
	const DatabaseProbe::Report report = probe(database);
	CPPUNIT_ASSERT_EQUAL(finding + "\n", summaryOf(report));
	CPPUNIT_ASSERT(!report.acceptable());
}


void spoilsDurability(const std::vector<std::string>& arguments, const std::string& finding)
{
	PrivateMariaDb::Options options;
	options.arguments = arguments;
	PrivateMariaDb mine(options);
	CPPUNIT_ASSERT_EQUAL("warn " + finding + "\n", summaryOf(probe(mine.database(), DatabaseProbe::Options(), mine)));
	DatabaseProbe::Options strict;
	strict.durability = DatabaseProbe::Severity::refuse;
	const DatabaseProbe::Report report = probe(mine.database(), strict, mine);
	CPPUNIT_ASSERT_EQUAL("refuse " + finding + "\n", summaryOf(report));
	CPPUNIT_ASSERT(!report.acceptable());
}


std::string withReplica(const std::vector<std::string>& more, const std::vector<std::string>& moreOfReplica)
	/// Returns what is found on a server that has a replica.
{
	PrivateMariaDb::Options options;
	options.arguments = {"--log-bin", "--server-id=1", "--sync-binlog=1"};
	options.arguments.insert(options.arguments.end(), more.begin(), more.end());
	PrivateMariaDb primary(options);
	PrivateMariaDb::Options ofReplica;
	ofReplica.migrate = false;
	ofReplica.arguments = {"--server-id=2"};
	ofReplica.arguments.insert(ofReplica.arguments.end(), moreOfReplica.begin(), moreOfReplica.end());
	PrivateMariaDb replica(ofReplica);
	primary.query("CREATE USER replica@'%'; GRANT REPLICATION SLAVE ON *.* TO replica@'%'");
	replica.query("CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + std::to_string(primary.port())
		+ ", MASTER_USER='replica', MASTER_USE_GTID=current_pos; START SLAVE");
	CPPUNIT_ASSERT(becomesTrue([&] { return primary.query("SHOW GLOBAL STATUS LIKE 'Slaves_connected'").at(0).at(1).value() == "1"; }, 30000));
	return summaryOf(probe(primary.database(), DatabaseProbe::Options(), primary));
}


} // namespace


AUTHPLUG_DATA_CASES(ProbeTest)
{
	if (!suite.isWhole()) return;

	addCase(suite, "freshSchemaHasNoFindings", []
	{
		const DatabaseProbe::Report report = probe(freshDatabase());
		CPPUNIT_ASSERT_EQUAL(std::string(), summaryOf(report));
		CPPUNIT_ASSERT(report.acceptable());
	});

	const auto spoiled = [&](const char* name, const std::string& sql, const std::string& finding)
	{
		addCase(suite, name, [=] { spoils(sql, finding); });
	};
	spoiled("namesAMissingTable", "RENAME TABLE pw_check TO x",
		"refuse pw_check: wanted InnoDB (user_id,purpose), got nothing\n"
		"refuse pw_check.user_id: wanted varbinary(64) NOT NULL, got nothing\n"
		"refuse pw_check.purpose: wanted varbinary(16) NOT NULL, got nothing\n"
		"refuse pw_check.seq: wanted bigint unsigned NOT NULL, got nothing\n"
		"refuse pw_check.base: wanted bigint unsigned NOT NULL, got nothing\n"
		"refuse pw_check.used: wanted smallint unsigned NOT NULL, got nothing\n"
		"refuse pw_check.free_at_us: wanted bigint unsigned NOT NULL, got nothing");
	spoiled("namesATextHash", "ALTER TABLE pw MODIFY hash VARCHAR(512) NOT NULL", "refuse pw.hash: wanted varbinary(512) NOT NULL, got varchar(512) NOT NULL");
	spoiled("namesAShortHash", "ALTER TABLE pw MODIFY hash VARBINARY(60) NOT NULL", "refuse pw.hash: wanted varbinary(512) NOT NULL, got varbinary(60) NOT NULL");
	spoiled("namesASignedCounter", "ALTER TABLE pw_check MODIFY seq BIGINT NOT NULL", "refuse pw_check.seq: wanted bigint unsigned NOT NULL, got bigint NOT NULL");
	spoiled("namesANullableCounter", "ALTER TABLE pw_check MODIFY seq BIGINT UNSIGNED NULL", "refuse pw_check.seq: wanted bigint unsigned NOT NULL, got bigint unsigned NULL");
	spoiled("namesAMissingColumn", "ALTER TABLE pw_outbox DROP COLUMN payload", "refuse pw_outbox.payload: wanted varbinary(1024) NOT NULL, got nothing");
	spoiled("namesAnotherEngine", "ALTER TABLE pw_check ENGINE=MyISAM", "refuse pw_check: wanted InnoDB (user_id,purpose), got MyISAM (user_id,purpose)");
	spoiled("namesAnotherKey", "ALTER TABLE pw_check DROP PRIMARY KEY, ADD PRIMARY KEY(user_id, purpose, seq)",
		"refuse pw_check: wanted InnoDB (user_id,purpose), got InnoDB (user_id,purpose,seq)");
	spoiled("namesAnIntegerId", "ALTER TABLE pw MODIFY user_id BIGINT UNSIGNED NOT NULL",
		"refuse pw.user_id: wanted varbinary(64) NOT NULL (storage.user_id.type=bytes), got bigint unsigned NOT NULL");

	struct IdType
	{
		const char* setting;
		const char* column;
		bool right;
	};
	for (const IdType& id : {IdType{"uint64", "BIGINT UNSIGNED", true}, IdType{"uint64", "INT UNSIGNED", true}, IdType{"uint64", "BIGINT", false},
		IdType{"uint64", "VARBINARY(64)", false}, IdType{"uuid", "BINARY(16)", true}, IdType{"uuid", "VARBINARY(36)", false},
		IdType{"bytes", "VARBINARY(32)", true}, IdType{"bytes", "VARCHAR(64)", false}, IdType{"bytes", "BINARY(16)", false}})
	{
		addCase(suite, std::string("idType ") + id.setting + " on " + id.column, [id]
		{
			const std::string database = freshDatabase();
			server().query(std::string("ALTER TABLE pw MODIFY user_id ") + id.column + " NOT NULL", database);
			DatabaseProbe::Options options;
			options.userIdType = id.setting;
			const DatabaseProbe::Report report = probe(database, options);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(summaryOf(report), id.right, report.acceptable());
			CPPUNIT_ASSERT_EQUAL_MESSAGE(summaryOf(report), std::size_t(id.right ? 0 : 1), report.findings.size());
		});
	}

	addCase(suite, "unknownIdTypeIsRefused", []
	{
		DatabaseProbe::Options options;
		options.userIdType = "text";
		CPPUNIT_ASSERT_THROW(probe(server().database(), options), Poco::InvalidArgumentException);
	});

	addCase(suite, "unreachableIsNotAcceptable", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.password = Canary::password("Wrong"); });
		const DatabaseProbe::Report report = DatabaseProbe(data.database, DatabaseProbe::Options()).run(data.in(5000));
		CPPUNIT_ASSERT(!report.reached);
		CPPUNIT_ASSERT(!report.acceptable());
	});

	addCase(suite, "findingsAreLogged", []
	{
		const std::string database = freshDatabase();
		server().query("ALTER TABLE pw MODIFY hash VARCHAR(512) NOT NULL", database);
		MemoryLog log;
		probe(database).writeTo(log);
		CPPUNIT_ASSERT_EQUAL(std::string("database.probe_refused name=pw.hash wanted=varbinary(512) NOT NULL got=varchar(512) NOT NULL\n"), log.text());
	});

	addCase(suite, "namesAnUndurableLog", [] { spoilsDurability({"--innodb-flush-log-at-trx-commit=2"}, "innodb_flush_log_at_trx_commit: wanted 1, got 2"); });
	addCase(suite, "namesMissingDoublewrite", [] { spoilsDurability({"--innodb-doublewrite=0"}, "innodb_doublewrite: wanted ON, got OFF"); });
	addCase(suite, "namesReplicasThatMayMissACommit", []
	{
		const std::vector<std::string> arguments = PrivateMariaDb::isMySql()
			? std::vector<std::string>{"--plugin-load-add=semisync_source.so", "--loose-rpl-semi-sync-source-enabled=1", "--loose-rpl-semi-sync-source-wait-point=AFTER_COMMIT"}
			: std::vector<std::string>{"--rpl-semi-sync-master-enabled=1"};
		spoilsDurability(arguments, "semi-synchronous replication: wanted on, AFTER_SYNC, got on, but not AFTER_SYNC");
	});
	// MySQL hides its replicas from ordinary accounts.
	if (!PrivateMariaDb::isMySql())
	{
		addCase(suite, "namesAReplicaThatLagsBehind", [] { CPPUNIT_ASSERT_EQUAL(std::string("warn semi-synchronous replication: wanted on, AFTER_SYNC, got off\n"), withReplica({}, {})); });
		addCase(suite, "acceptsASemiSynchronousReplica", []
		{
			CPPUNIT_ASSERT_EQUAL(std::string(), withReplica({"--rpl-semi-sync-master-enabled=1", "--rpl-semi-sync-master-wait-point=AFTER_SYNC"}, {"--rpl-semi-sync-slave-enabled=1"}));
		});
	}
	// Group replication is MySQL's alone.
	if (PrivateMariaDb::isMySql()) addCase(suite, "namesAGroupWhoseReadsDoNotWait", []
	{
		PrivateMariaDb::Options options;
		options.arguments = {"--plugin-load-add=group_replication.so", "--loose-group-replication-start-on-boot=OFF",
			"--loose-group-replication-group-name=3e11fa47-71ca-11e1-9e33-c80aa9429562", "--loose-group-replication-consistency=EVENTUAL"};
		PrivateMariaDb mine(options);
		CPPUNIT_ASSERT_EQUAL(std::string("warn group_replication_consistency: wanted BEFORE_ON_PRIMARY_FAILOVER or stronger, got EVENTUAL\n"),
			summaryOf(probe(mine.database(), DatabaseProbe::Options(), mine)));
		mine.query("SET GLOBAL group_replication_single_primary_mode=OFF; SET GLOBAL group_replication_consistency='BEFORE_ON_PRIMARY_FAILOVER'");
		CPPUNIT_ASSERT_EQUAL(std::string("refuse group_replication_consistency: wanted BEFORE or stronger, because of several primaries, got BEFORE_ON_PRIMARY_FAILOVER\n"),
			summaryOf(probe(mine.database(), DatabaseProbe::Options(), mine)));
		mine.query("SET GLOBAL group_replication_consistency='BEFORE'");
		CPPUNIT_ASSERT_EQUAL(std::string(), summaryOf(probe(mine.database(), DatabaseProbe::Options(), mine)));
	});
	addCase(suite, "namesABinlogThatIsNotSynced", []
	{
		PrivateMariaDb::Options options;
		options.arguments = {"--log-bin", "--server-id=1", "--sync-binlog=0"};
		PrivateMariaDb mine(options);
		CPPUNIT_ASSERT_EQUAL(std::string("warn sync_binlog: wanted 1, got 0\n"), summaryOf(probe(mine.database(), DatabaseProbe::Options(), mine)));
	});
	addCase(suite, "refusesAReadOnlyServer", []
	{
		PrivateMariaDb mine;
		mine.query("SET GLOBAL read_only=1");
		CPPUNIT_ASSERT_EQUAL(std::string("refuse read_only: wanted OFF, got ON\n"), summaryOf(probe(mine.database(), DatabaseProbe::Options(), mine)));
	});

	addCase(suite, "namesSessionsThatAreNotAsPromised", []
	{
		// A service whose sessions are not as they were set up, as behind a proxy.
		Data data(server());
		struct Shifted: Api::DatabaseService
		{
			explicit Shifted(Data& d): data(d)
			{
			}

			Api::WorkOutcome run(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline) noexcept override
			{
				Work spoiled([&](Api::Transaction& transaction)
				{
					std::vector<std::string> statements = {"SET SESSION time_zone='+02:00'", PrivateMariaDb::isMySql() ? "SET SESSION sql_mode=''"
						: "SET SESSION sql_mode='SIMULTANEOUS_ASSIGNMENT'", "SET SESSION innodb_lock_wait_timeout=50", "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"};
					if (!PrivateMariaDb::isMySql())
					{
						statements.insert(statements.end(), {"SET SESSION wsrep_sync_wait=0", "SET SESSION wsrep_dirty_reads=ON"});
					}
					for (const std::string& sql : statements)
					{
						if (!Sql(sql).on(transaction)) return Api::WorkVerdict::rollback;
					}
					return work.run(transaction);
				});
				return data.database.run(spoiled, mode, deadline);
			}

			Data& data;
		} shifted(data);
		const DatabaseProbe::Report report = DatabaseProbe(shifted, DatabaseProbe::Options()).run(data.in(10000));
		const bool mySql = PrivateMariaDb::isMySql();
		CPPUNIT_ASSERT_EQUAL(
			"refuse session time_zone: wanted +00:00, got +02:00\n"
			"refuse session " + std::string(mySql ? "transaction_isolation" : "tx_isolation") + ": wanted READ-COMMITTED, got REPEATABLE-READ\n"
			+ (mySql ? "" : "refuse session wsrep_sync_wait: wanted 1, got 0\nrefuse session wsrep_dirty_reads: wanted OFF, got ON\n")
			+ "refuse session sql_mode: wanted STRICT_ALL_TABLES and not SIMULTANEOUS_ASSIGNMENT, got " + (mySql ? "nothing" : "SIMULTANEOUS_ASSIGNMENT") + "\n"
			"refuse session innodb_lock_wait_timeout: wanted 1 to 3, got 50\n", summaryOf(report));
	});

	addCase(suite, "usersTableIsAdoptedByAView", []
	{
		// As sql/README.md says.
		const std::string database = freshDatabase(
			"CREATE TABLE users(id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50), password VARCHAR(255) NULL);"
			"INSERT INTO users(name, password) VALUES('ada', '$2b$10$old'), ('bob', NULL);"
			"UPDATE users SET password='' WHERE password IS NULL;"
			"ALTER TABLE users MODIFY password VARBINARY(512) NOT NULL,"
			" ADD COLUMN pw_version BIGINT UNSIGNED NOT NULL DEFAULT 0, ADD COLUMN pw_changed_at_us BIGINT UNSIGNED NOT NULL DEFAULT 0,"
			" ADD COLUMN pw_changed_by BINARY(32) NULL, ADD COLUMN pw_change_id BINARY(16) NULL;"
			"CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW pw AS SELECT id AS user_id, password AS hash, pw_version AS version,"
			" pw_changed_at_us AS changed_at_us, pw_changed_by AS changed_by, pw_change_id AS change_id FROM users WHERE password <> ''");
		DatabaseProbe::Options options;
		options.userIdType = "uint64";
		CPPUNIT_ASSERT_EQUAL(std::string(), summaryOf(probe(database, options)));

		Data data(server(), [&](Host::DatabaseOptions& o) { o.name = database; });
		Sql read("SELECT hash, version FROM pw WHERE user_id=?", {U(1)}, {ValueType::bytes, ValueType::uint64});
		ASSERT_OUTCOME(committed, data.run(read));
		CPPUNIT_ASSERT_EQUAL(std::string("$2b$10$old"), read.rows.at(0).at(0).text);
		const std::string token(32, 't'), change(16, 'c');
		Sql write("UPDATE pw SET hash=?, version=version+1, changed_at_us=?, changed_by=?, change_id=? WHERE user_id=? AND version=? AND hash=?",
			{B("$argon2id$new"), U(5), B(token), B(change), U(1), U(0), B("$2b$10$old")});
		ASSERT_OUTCOME(committed, data.run(write));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), write.result.affected);
		ASSERT_OUTCOME(committed, data.run(write));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), write.result.affected);
		const auto rows = server().query("SELECT password, pw_version, pw_changed_by FROM users WHERE id=1", database);
		CPPUNIT_ASSERT_EQUAL(std::string("$argon2id$new"), *rows[0][0]);
		CPPUNIT_ASSERT_EQUAL(token, *rows[0][2]);
		// An account without a password has no row.
		Sql none("SELECT hash FROM pw WHERE user_id=?", {U(2)}, {ValueType::bytes});
		ASSERT_OUTCOME(committed, data.run(none));
		CPPUNIT_ASSERT(none.rows.empty());
		// The primary key stays usable through the view.
		const auto plan = server().query("EXPLAIN FORMAT=TRADITIONAL SELECT hash FROM pw WHERE user_id=1", database);
		CPPUNIT_ASSERT_EQUAL(std::string("const"), *plan[0][PrivateMariaDb::isMySql() ? 4 : 3]);
	});
}
