//
// DatabaseTroubleTest.cpp
//
// Tests: attack
//
// A real server whose database is full, locked, slow, read-only or away: 503,
// nothing charged wrongly, no thread held, and back with the database.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "CountingServer.h"
#include "HeldRequest.h"
#include "RootSql.h"
#include "Troubled.h"
#include <csignal>
#include <functional>
#include <future>
#include <iostream>
#include <thread>


using namespace AuthPlug::Tests;
using Fault = MySqlProxy::Fault;
using Message = MySqlProxy::Message;


namespace {


FaultWorld& world()
{
	return Arena::world();
}


class RowLock
	/// Another transaction holds a row of the account's.
{
public:
	RowLock(const std::string& table, const Victim& victim): _root(world().database().socket(), world().database().database())
	{
		_root.query("BEGIN; SELECT * FROM " + table + " WHERE user_id='" + victim.id + "' FOR UPDATE");
	}

	void release()
	{
		_root.query("ROLLBACK");
	}

private:
	RootSql _root;
};


std::string status(const std::string& name)
{
	return world().database().value("SELECT variable_value FROM information_schema.global_status WHERE variable_name='" + name + "'");
}


void awaitLockWait()
	/// Waits until somebody waits for a row.
{
	while (status("innodb_row_lock_current_waits") == "0") std::this_thread::sleep_for(std::chrono::milliseconds(2));
}


class ReadOnly
{
public:
	ReadOnly()
	{
		world().database().query("SET GLOBAL read_only=1");
	}

	~ReadOnly()
	{
		world().database().query("SET GLOBAL read_only=0");
	}
};


struct Injected
{
	unsigned number;
	const char* name;
	bool isRetried;  /// met once, it must not show
	bool isSwept;    /// one of each kind is met at each statement
};


const Injected INJECTED[] = {
	{1205, "lock wait timeout", true, true},
	{1213, "deadlock victim", true, true},
	{1020, "row changed since it was read", true, false},
	{3101, "refused by a group's certification", true, false},
	{1180, "error during COMMIT", false, true},
	{1047, "wsrep: not the primary component", false, true},
	{1290, "read-only", false, true},
	{1114, "table full", false, false},
	{1021, "disk full", false, false},
	{1969, "max_statement_time", false, true},
	{1317, "interrupted", false, false},
	{1053, "shutdown", false, true},
	{1927, "connection killed", false, false},
	{1040, "too many connections", false, false}};


struct CounterTrouble
{
	const char* name;
	std::function<void(Troubled&, const Victim&)> begin;
	std::function<void(Troubled&)> end;
	bool mayBeCharged;  /// the charge is in doubt
};


} // namespace


AUTHPLUG_CASES(Attack)
{
	// Keycloak#47873, Keycloak PR #52128, Logto: the counter can't be written, and
	// the password is checked all the same, or the account is told "wrong".
	static std::unique_ptr<RowLock> lock;
	static std::unique_ptr<ReadOnly> readOnly;
	const CounterTrouble troubles[] = {
		{"read-only", [](Troubled&, const Victim&) { readOnly = std::make_unique<ReadOnly>(); }, [](Troubled&) { readOnly.reset(); }, false},
		{"its row is locked", [](Troubled&, const Victim& victim) { lock = std::make_unique<RowLock>("pw_check", victim); }, [](Troubled&) { lock.reset(); }, true},
		{"deadlocks without end", [](Troubled& at, const Victim&) { at.proxy.armError(Message::execute, 1213, 0, 1000); }, [](Troubled& at) { at.proxy.disarm(); }, false},
		{"no answer", [](Troubled& at, const Victim&) { at.proxy.arm(Message::execute, Fault::freezeAnswer); }, [](Troubled&) {}, true},
		{"connection lost", [](Troubled& at, const Victim&) { at.proxy.arm(Message::execute, Fault::dropAnswer); }, [](Troubled&) {}, true},
		{"not the primary component", [](Troubled& at, const Victim&) { at.proxy.armError(Message::execute, 1047); }, [](Troubled&) {}, false},
		{"statement timeout", [](Troubled& at, const Victim&) { at.proxy.armError(Message::execute, 1969); }, [](Troubled&) {}, false}};
	for (const CounterTrouble& row: troubles)
	{
		addCase(suite, std::string("07 counter store: ") + row.name + ": 503, and no check of the password", [row]
		{
			Troubled at;
			const Victim victim = world().newVictim(true);
			at.change(world().newVictim(true));  // statements are prepared
			const Span span;
			HeldRequest held(at.server, "charge.before", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
			row.begin(at, victim);
			const Reply reply = held.release();
			row.end(at);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 503, reply.status);
			CPPUNIT_ASSERT_EQUAL(0, span.said().verified);
			expectUntouched(victim);
			const int charged = world().truthOf(victim).seq;
			CPPUNIT_ASSERT_MESSAGE(std::to_string(charged), charged == 0 || (row.mayBeCharged && charged == 1));
			at.expectRecovered(victim, row.name);
		});
	}
}


AUTHPLUG_CASES(DatabaseTrouble)
{
	addCase(suite, "pool exhausted", []
	{
		Troubled at("database.pool = 1\n");
		Book book;
		const Victim holder = book.newVictim();
		const Victim victim = book.newVictim();
		HeldRequest inTransaction(at.server, "replace.before", holder, FaultWorld::oldPassword(), FaultWorld::newPassword());
		at.expectBusy(victim);
		CPPUNIT_ASSERT_EQUAL(0, world().truthOf(victim).seq);
		CPPUNIT_ASSERT_EQUAL(503, inTransaction.release().status);
		at.expectRecovered(victim, "pool exhausted");
		at.expectRecovered(holder, "who had exhausted it");
		book.expectRight();
	});

	for (const char* const point: {"verify.before", "verify.after", "hash.before", "hash.after"})
	{
		addCase(suite, std::string("one connection in all, and a request at ") + point + ": another one has it, and no transaction is open", [point]
		{
			Troubled at("database.pool = 1\n", 10000);
			Book book;
			const Victim hashing = book.newVictim();
			const Victim other = book.newVictim();
			HeldRequest held(at.server, point, hashing, FaultWorld::oldPassword(), FaultWorld::newPassword());
			// Those of a relay come and go.
			int looks = 0;
			while (looks < 500 && world().database().value("SELECT COUNT(*) FROM information_schema.innodb_trx") != "0") ++looks;
			CPPUNIT_ASSERT(looks < 500);
			CPPUNIT_ASSERT_EQUAL(200, at.change(other).status);
			CPPUNIT_ASSERT_EQUAL(200, held.release().status);
			book.expectRight();
		});
	}

	addCase(suite, "slow", []
	{
		Troubled at;
		Book book;
		const Victim victim = book.newVictim();
		at.proxy.delay(200);
		at.expectBusy(victim);
		at.proxy.delay(0);
		at.expectRecovered(victim, "slow");
		book.expectRight();
	});

	addCase(suite, "stopped, with its connections open", []
	{
		Troubled at;
		Book book;
		const Victim warm = book.newVictim();
		const Victim victim = book.newVictim();
		CPPUNIT_ASSERT_EQUAL(200, at.change(warm).status);
		world().database().suspend();
		const Answer onIdle = at.change(victim);
		const Answer onNew = at.change(victim);
		world().database().resume();
		expectBusy(onIdle);
		expectBusy(onNew);
		expectUntouched(victim);
		at.expectRecovered(victim, "stopped");
		book.expectRight();
	});

	addCase(suite, "killed and back", []
	{
		Troubled at;
		Book book;
		const Victim victim = book.newVictim();
		CPPUNIT_ASSERT_EQUAL(200, at.change(book.newVictim()).status);
		world().database().kill();
		const Answer away = at.change(victim);
		world().database().start();
		expectBusy(away);
		expectUntouched(victim);
		at.expectRecovered(victim, "killed");
		book.expectRight();
	});

	addCase(suite, "read-only", []
	{
		Troubled at;
		Book book;
		const Victim victim = book.newVictim();
		{
			const ReadOnly readOnly;
			at.expectBusy(victim);
			at.expectBusy(victim);
		}
		CPPUNIT_ASSERT_EQUAL(0, world().truthOf(victim).seq);
		at.expectRecovered(victim, "read-only");
		book.expectRight();
	});

	addCase(suite, "lock wait timeout: the counter's row", []
	{
		Troubled at("database.lock_wait_timeout = 1\n", 1700);
		Book book;
		const Victim victim = book.newVictim();
		RowLock lock("pw_check", victim);
		at.expectBusy(victim);
		lock.release();
		at.expectRecovered(victim, "lock wait timeout");
		book.expectRight();
	});

	addCase(suite, "lock wait timeout: the password's row", []
	{
		Troubled at("database.lock_wait_timeout = 1\n", 1700);
		Book book;
		const Victim victim = book.newVictim();
		RowLock lock("pw", victim);
		at.expectBusy(victim);
		lock.release();
		at.expectRecovered(victim, "lock wait timeout");
		book.expectRight();
	});

	addCase(suite, "deadlock victim: the change runs again and succeeds", []
	{
		Troubled at(std::string(), 10000);
		Book book;
		const Victim victim = book.newVictim();
		PrivateMariaDb& database = world().database();
		HeldRequest held(at.server, "settle.before", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		RootSql rival(database.socket(), database.database());
		// Whoever has changed most rows is spared.
		rival.query("CREATE TABLE IF NOT EXISTS ballast(n INT PRIMARY KEY) ENGINE=InnoDB; BEGIN; INSERT INTO ballast SELECT seq FROM seq_1_to_200");
		rival.query("UPDATE pw_check SET used=used+1 WHERE user_id='" + victim.id + "'");
		const std::string before = status("innodb_deadlocks");
		std::future<void> crossing = std::async(std::launch::async, [&]
		{
			rival.query("UPDATE pw SET version=version+1 WHERE user_id='" + victim.id + "'; ROLLBACK");
		});
		awaitLockWait();
		const Reply reply = held.release();
		crossing.get();
		CPPUNIT_ASSERT_EQUAL(std::stoi(before) + 1, std::stoi(status("innodb_deadlocks")));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(reply.body, 200, reply.status);
		expectChangedTo(victim, FaultWorld::newPassword());
		book.expectRight();
	});

	addCase(suite, "max_statement_time", []
	{
		Troubled at("database.statement_timeout = 100\n");
		Book book;
		const Victim victim = book.newVictim();
		RowLock lock("pw_check", victim);
		at.expectBusy(victim);
		CPPUNIT_ASSERT_EQUAL(0, world().truthOf(victim).seq);
		lock.release();
		at.expectRecovered(victim, "max_statement_time");
		book.expectRight();
	});

	addCase(suite, "disk full", []
	{
		PrivateMariaDb::Options options;
		options.arguments = {"--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:20M"};
		PrivateMariaDb database(options);
		const std::string hash = world().truthOf(world().newVictim(true)).hash;
		database.query("INSERT INTO pw(user_id, hash) SELECT seq, '" + hash + "' FROM seq_1_to_1000", database.database());
		const DatabaseAccess access{database.port(), database.user(), database.password(), database.database()};
		const CountingServer server(AUTHPLUG_COUNTING_HOST, access, AUTHPLUG_PLUGIN_FILE, Canary::token());
		const auto change = [&](int user)
		{
			return Arena::ask(server.port(), Arena::change(Canary::token() + "." + std::to_string(user), FaultWorld::oldPassword(), FaultWorld::newPassword()));
		};
		CPPUNIT_ASSERT_EQUAL(200, change(1).status);

		database.query("CREATE TABLE filler(n INT AUTO_INCREMENT PRIMARY KEY, v VARBINARY(4000)) ENGINE=InnoDB", database.database());
		const auto fits = [&](const char* size)
		{
			try
			{
				database.query(std::string("INSERT INTO filler(v) SELECT REPEAT('x', ") + size + ") FROM seq_1_to_20", database.database());
				return true;
			}
			catch (const std::runtime_error&)
			{
				return false;
			}
		};
		for (const char* const size: {"4000", "400", "4"})
		{
			while (fits(size)) {}
		}
		int busy = 0;
		int user = 1;
		while (busy < 3 && user < 300)
		{
			const Answer answer = change(++user);
			const std::string name = std::to_string(user);
			const std::string state = database.query("SELECT CONCAT_WS(' ', version, (SELECT COUNT(*) FROM pw_outbox o WHERE o.user_id='" + name
				+ "'), COALESCE((SELECT seq-base FROM pw_check c WHERE c.user_id='" + name + "'), 0)) FROM pw WHERE user_id='" + name + "'", database.database()).at(0).at(0).value();
			if (answer.status == 503) ++busy;
			CPPUNIT_ASSERT_MESSAGE(std::to_string(answer.status) + ": " + state, state == (answer.status == 200 ? "1 1 0" : "0 0 0") || state == "0 0 1");
			CPPUNIT_ASSERT_MESSAGE(answer.body, answer.status == 200 || answer.status == 503);
		}
		std::cout << "     disk full: " << user - busy - 1 << " changes still fitted in, then 503" << std::endl;
		CPPUNIT_ASSERT_EQUAL(3, busy);
		database.query("DROP TABLE filler; CREATE TABLE filler(n INT AUTO_INCREMENT PRIMARY KEY, v VARBINARY(4000)) ENGINE=InnoDB", database.database());
		while (!fits("4000")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
		int tries = 1;
		while (tries <= 3 && change(user).status != 200) ++tries;
		std::cout << "     disk full: served again at try " << tries << std::endl;
		CPPUNIT_ASSERT(tries <= 3);
	});

	addCase(suite, "half-open: the other end has forgotten all connections, and says nothing", []
	{
		Troubled at;
		Book book;
		{
			// Two connections at least: one is in a transaction meanwhile.
			const Victim first = book.newVictim();
			HeldRequest held(at.server, "replace.before", first, FaultWorld::oldPassword(), FaultWorld::newPassword());
			at.change(book.newVictim());
			held.release();
		}
		CPPUNIT_ASSERT(at.proxy.accepted() >= 2);
		at.proxy.freezeAll();
		const Victim victim = book.newVictim();
		at.expectBusy(victim);
		// One request found it out; the others' connections are not tried any more.
		CPPUNIT_ASSERT_EQUAL(200, at.change(victim).status);
		book.expectRight();
	});

	addCase(suite, "connecting: accepted, and not a word", []
	{
		Troubled at;
		Book book;
		const Victim victim = book.newVictim();
		at.proxy.cutAll();
		at.proxy.keepSilent(true);
		at.expectBusy(victim);
		at.proxy.keepSilent(false);
		at.expectRecovered(victim, "silence");
		book.expectRight();
	});

	for (const Injected& row: INJECTED)
	{
		if (!row.isSwept) continue;
		addCase(suite, "error " + std::to_string(row.number) + ", " + row.name + ", once at each statement and at COMMIT", [row]
		{
			Troubled at(std::string(), 10000);
			Book book;
			at.change(book.newVictim());
			int served = 0;
			int busy = 0;
			const auto strike = [&](Message message, int after)
			{
				const int before = at.proxy.fired();
				const Victim victim = book.newVictim();
				at.proxy.armError(message, row.number, after);
				const Answer answer = at.change(victim);
				at.proxy.disarm();
				if (at.proxy.fired() == before) return false;
				const std::string where = (message == Message::commit ? "at COMMIT: " : "at statement " + std::to_string(after) + ": ") + answer.body;
				CPPUNIT_ASSERT_MESSAGE(where, answer.status == 200 || (!row.isRetried && answer.status == 503));
				++(answer.status == 200 ? served : busy);
				if (answer.status == 503)
				{
					expectBusy(answer);
					CPPUNIT_ASSERT_EQUAL_MESSAGE(where, 200, at.change(victim).status);
				}
				expectChangedTo(victim, FaultWorld::newPassword());
				return true;
			};
			int statements = 0;
			while (strike(Message::execute, statements)) ++statements;
			CPPUNIT_ASSERT(strike(Message::commit, 0));
			std::cout << "     " << row.number << " at " << statements << " statements and COMMIT: " << served << " x 200 nevertheless, " << busy << " x 503" << std::endl;
			CPPUNIT_ASSERT(statements >= 8);
			book.expectRight();
		});
	}

	for (const Injected& row: INJECTED)
	{
		addCase(suite, "error " + std::to_string(row.number) + ", " + row.name + ", to everything", [row]
		{
			static Troubled at;
			Book book;
			const Victim victim = book.newVictim();
			at.change(book.newVictim());
			at.proxy.armError(Message::execute, row.number, 0, 100000);
			at.expectBusy(victim);
			at.proxy.disarm();
			CPPUNIT_ASSERT_EQUAL(0, world().truthOf(victim).seq);
			at.expectRecovered(victim, row.name);
			book.expectRight();
		});
	}
}
