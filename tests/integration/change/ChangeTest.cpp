//
// ChangeTest.cpp
//
// Tests: integration
//
// The change on a real server: races, vetoes, lost answers.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ChangePath.h"
#include "MySqlProxy.h"
#include "core/ChangePayload.h"
#include <barrier>
#include <memory>
#include <thread>
#include <vector>


using namespace AuthPlug;
using namespace AuthPlug::Password;
using namespace AuthPlug::Tests::ChangePaths;
using AuthPlug::Testing::FakeHasher;
using AuthPlug::Tests::Account;
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


Tests::ChangeOptions withParticipant(Path path)
{
	Tests::ChangeOptions options = plain(path);
	options.participant = true;
	return options;
}


class HostTables
	/// Rows of a host's: an account with its epoch, and a token.
{
public:
	explicit HostTables(const std::string& userId): _userId(userId)
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		server.query(
			"CREATE TABLE IF NOT EXISTS h_account(user_id VARBINARY(64) PRIMARY KEY, epoch BIGINT UNSIGNED NOT NULL DEFAULT 0, has_2fa TINYINT UNSIGNED NOT NULL DEFAULT 0, enabled TINYINT UNSIGNED NOT NULL DEFAULT 1) ENGINE=InnoDB;"
			"CREATE TABLE IF NOT EXISTS h_token(user_id VARBINARY(64) PRIMARY KEY, uses BIGINT UNSIGNED NOT NULL DEFAULT 0, revoked TINYINT UNSIGNED NOT NULL DEFAULT 0) ENGINE=InnoDB;"
			"INSERT INTO h_account(user_id) VALUES('" + userId + "'); INSERT INTO h_token(user_id) VALUES('" + userId + "')", server.database());
	}

	void set(const std::string& table, const std::string& assignments) const
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		server.query("UPDATE " + table + " SET " + assignments + " WHERE user_id = '" + _userId + "'", server.database());
	}

	std::string get(const std::string& table, const std::string& column) const
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		return *server.query("SELECT " + column + " FROM " + table + " WHERE user_id = '" + _userId + "'", server.database()).at(0).at(0);
	}

	static Api::ChangeVerdict onChange(Api::Transaction& transaction, const Api::Change& change)
		/// As a host's ChangeParticipant would: the account first, then the token.
	{
		static constexpr Api::ValueType ACCOUNT_TYPES[] = {Api::ValueType::bytes, Api::ValueType::uint64};
		static constexpr Api::Statement ACCOUNT = {
			"UPDATE h_account SET epoch = epoch + 1 WHERE user_id = ? AND enabled = 1 AND (has_2fa = 0 OR ? = 1)",
			ACCOUNT_TYPES, 2, nullptr, 0, true};
		static constexpr Api::ValueType TOKEN_TYPES[] = {Api::ValueType::bytes};
		static constexpr Api::Statement TOKEN = {
			"UPDATE h_token SET uses = uses + 1 WHERE user_id = ? AND revoked = 0", TOKEN_TYPES, 1, nullptr, 0, true};
		const Api::Value parameters[] = {
			Api::Value::ofBytes(change.principal->userId.view()),
			Api::Value::ofUInt64(change.bySudoToken ? 1 : 0)};
		Api::StatementResult result;
		if (!transaction.execute(ACCOUNT, parameters, 2, nullptr, result)) return Api::ChangeVerdict::retry;
		if (result.affected != 1) return Api::ChangeVerdict::stepUpNeeded;
		if (!transaction.execute(TOKEN, parameters, 1, nullptr, result)) return Api::ChangeVerdict::retry;
		return result.affected == 1 ? Api::ChangeVerdict::ok : Api::ChangeVerdict::tokenGone;
	}

private:
	std::string _userId;
};


} // namespace


namespace {


void addChanges(CppUnit::TestSuite& suite, Path path)
{
	addCase(suite, nameOf(path) + std::string("a change writes hash, version, time, token, id, outbox row, and settles"), [path]
	{
		World world(plain(path));
		world.change("token", WRONG, NEW);
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		const Account& account = world.account;
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(NEW), account.password("hash"));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), account.password("version"));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), account.password("changed_by = UNHEX(SHA2('token', 256))"));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), account.password(std::string("changed_at_us BETWEEN ") + Tests::SQL_NOW + " - 60000000 AND " + Tests::SQL_NOW));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), account.counter("seq - base"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), account.counter("used"));
		const std::string where = " FROM pw_outbox o JOIN pw p ON p.change_id = o.event_id WHERE p.user_id = '" + account.id() + "'";
		CPPUNIT_ASSERT_EQUAL(std::string(ChangePayload::KIND), account.value("SELECT o.kind" + where));
		CPPUNIT_ASSERT_EQUAL(ChangePayload::encode("session of token"), account.value("SELECT o.payload" + where));
		CPPUNIT_ASSERT_EQUAL(account.id(), account.value("SELECT o.user_id" + where));
		CPPUNIT_ASSERT_EQUAL(std::string("NULL"), account.value("SELECT o.done_us" + where));
	});

	addCase(suite, nameOf(path) + std::string("two changes with one old password, both proven: one winner"), [path]
	{
		const Account account;
		std::barrier<> bothProven(2);
		std::vector<std::unique_ptr<ChangeWorld>> worlds;
		for (const char* token: {"token A", "token B"})
		{
			worlds.push_back(std::make_unique<ChangeWorld>(plain(path)));
			worlds.back()->signIn(account.id(), token);
			worlds.back()->hasher.duringHash = [&] { bothProven.arrive_and_wait(); };
		}
		ChangeResult results[2];
		std::thread a([&] { results[0] = worlds[0]->change("token A", OLD, NEW); });
		std::thread b([&] { results[1] = worlds[1]->change("token B", OLD, OTHER); });
		a.join();
		b.join();
		const bool aWon = results[0].refusal.outcome == Outcome::changed;
		assertOutcome(Outcome::changed, results[aWon ? 0 : 1]);
		assertOutcome(Outcome::passwordIncorrect, results[aWon ? 1 : 0]);
		CPPUNIT_ASSERT(results[aWon ? 1 : 0].conflict);
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(aWon ? NEW : OTHER), account.password("hash"));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), account.password("version"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), account.events());
	});

	addCase(suite, nameOf(path) + std::string("a hash that differs in case only is another hash"), [path]
	{
		World world(plain(path));
		world.hasher.duringHash = [&] { world.account.update("pw", "hash = REPLACE(hash, 'fake', 'FAKE')"); };
		assertOutcome(Outcome::noPasswordInfo, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), world.account.password("version"));
	});

	addCase(suite, nameOf(path) + std::string("a password that went and came back in the meantime is not the one that was proven"), [path]
	{
		World world(plain(path));
		world.hasher.duringHash = [&] { world.account.update("pw", "version = version + 2"); };
		assertOutcome(Outcome::passwordIncorrect, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(OLD), world.account.password("hash"));
		CPPUNIT_ASSERT_EQUAL(std::string("2"), world.account.password("version"));
	});

	addCase(suite, nameOf(path) + std::string("attempts during the proof stay counted: settled by ordinal"), [path]
	{
		World world(plain(path));
		world.hasher.duringVerify = [&]
		{
			// Two more attempts, by another process, after this one's charge.
			world.limit.charge(world.account.id(), world.soon());
			world.limit.charge(world.account.id(), world.soon());
		};
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(3), world.account.counter("seq"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.account.counter("base"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), world.account.counter("used"));
	});

	addCase(suite, nameOf(path) + std::string("no row, or an empty hash: NO_PASSWORD_INFO, and no attempt"), [path]
	{
		World world(plain(path));
		world.account.update("pw", "hash = ''");
		assertOutcome(Outcome::noPasswordInfo, world.change("token", "", NEW));
		world.signIn("nobody", "nobody's token");
		assertOutcome(Outcome::noPasswordInfo, world.change("nobody's token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(std::string("NULL"), world.account.counters());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.counting.computed());
	});

	addCase(suite, nameOf(path) + std::string("same as the current one: refused, but settled"), [path]
	{
		World world(plain(path));
		for (int i = 0; i < 4; ++i) world.change("token", WRONG, NEW);
		assertOutcome(Outcome::newPasswordIsCurrent, world.change("token", OLD, OLD));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("seq - base"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("used"));
		world.assertUnchanged();
	});

	addCase(suite, nameOf(path) + std::string("a lost answer: the request again is answered as success, without a second change"), [path]
	{
		World world(plain(path));
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		const std::string changeId = world.account.password("HEX(change_id)");
		assertOutcome(Outcome::replayed, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(changeId, world.account.password("HEX(change_id)"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.account.events());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.counting.hashed());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("seq - base"));
	});

	addCase(suite, nameOf(path) + std::string("the replay's window ends by the database's clock"), [path]
	{
		World world(plain(path));
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		world.account.update("pw", std::string("changed_at_us = ") + Tests::SQL_NOW + " - 599000000");
		assertOutcome(Outcome::replayed, world.change("token", OLD, NEW));
		world.account.update("pw", std::string("changed_at_us = ") + Tests::SQL_NOW + " - 600000000");
		assertOutcome(Outcome::passwordIncorrect, world.change("token", OLD, NEW));
	});

	addCase(suite, nameOf(path) + std::string("a user id that is not of the configured type is refused"), [path]
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		const std::string name = path == Path::procedure ? "typed_by_procedure" : "typed";
		server.query("CREATE DATABASE " + name + "; CREATE TABLE " + name + ".pw(user_id BIGINT UNSIGNED PRIMARY KEY, hash VARBINARY(512) NOT NULL, version BIGINT UNSIGNED NOT NULL DEFAULT 0,"
			" changed_at_us BIGINT UNSIGNED NOT NULL DEFAULT 0, changed_by BINARY(32) NULL, change_id BINARY(16) NULL) ENGINE=InnoDB;"
			"CREATE TABLE " + name + ".pw_check LIKE " + server.database() + ".pw_check; CREATE TABLE " + name + ".pw_outbox LIKE " + server.database() + ".pw_outbox;"
			"INSERT INTO " + name + ".pw(user_id, hash) VALUES(17, '" + FakeHasher::stored(OLD) + "')");
		if (path == Path::procedure) server.addProcedure(name);
		Tests::ChangeOptions options = plain(path);
		server.createUser(name, options.database.password, "GRANT ALL ON " + name + ".* TO @ACCOUNT@");
		options.database.user = name;
		options.database.name = name;
		{
			// The type is wrong: nothing is ever bound against the column.
			ChangeWorld world(options);
			world.signIn("17abc", "token");
			assertOutcome(Outcome::busy, world.change("token", OLD, NEW));
			std::string found;
			CPPUNIT_ASSERT(world.store.checkSchema(world.soon(), found) == SqlPasswordStore::Schema::otherType);
			// MySQL shows no width.
			CPPUNIT_ASSERT_EQUAL(std::string(PrivateMariaDb::isMySql() ? "bigint unsigned" : "bigint(20) unsigned"), found);
		}
		options.userIdType = UserIdType::uint64;
		ChangeWorld world(options);
		world.signIn("17abc", "token");
		assertOutcome(Outcome::failed, world.change("token", OLD, NEW));
		world.signIn("17", "token 17");
		assertOutcome(Outcome::changed, world.change("token 17", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), server.value("SELECT version FROM " + name + ".pw WHERE user_id = 17"));
		CPPUNIT_ASSERT_EQUAL(std::string("17"), server.value("SELECT user_id FROM " + name + ".pw_outbox"));
		CPPUNIT_ASSERT_EQUAL(std::string("17/0"), server.value("SELECT CONCAT(user_id, '/', used) FROM " + name + ".pw_check"));
	});

	addCase(suite, nameOf(path) + std::string("UUIDs are bound as 16 bytes"), [path]
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		const std::string name = path == Path::procedure ? "uuids_by_procedure" : "uuids";
		server.query("CREATE DATABASE " + name + "; CREATE TABLE " + name + ".pw LIKE " + server.database() + ".pw; ALTER TABLE " + name + ".pw MODIFY user_id BINARY(16) NOT NULL;"
			"CREATE TABLE " + name + ".pw_check LIKE " + server.database() + ".pw_check; CREATE TABLE " + name + ".pw_outbox LIKE " + server.database() + ".pw_outbox;"
			"INSERT INTO " + name + ".pw(user_id, hash) VALUES(UNHEX('0f8fad5bd9cb469fa16570867728950e'), '" + FakeHasher::stored(OLD) + "')");
		if (path == Path::procedure) server.addProcedure(name);
		Tests::ChangeOptions options = plain(path);
		server.createUser(name, options.database.password, "GRANT ALL ON " + name + ".* TO @ACCOUNT@");
		options.database.user = name;
		options.database.name = name;
		options.userIdType = UserIdType::uuid;
		ChangeWorld world(options);
		world.signIn("0f8fad5b-d9cb-469f-a165-70867728950e", "token");
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), server.value("SELECT version FROM " + name + ".pw"));
	});
}


void addChangesWithParticipant(CppUnit::TestSuite& suite, Path path)
{
	addCase(suite, nameOf(path) + std::string("the host's rows change with the password"), [path]
	{
		World world(withParticipant(path));
		const HostTables host(world.account.id());
		world.participant.action = &HostTables::onChange;
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), host.get("h_account", "epoch"));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), host.get("h_token", "uses"));
	});

	addCase(suite, nameOf(path) + std::string("token revoked while the hash runs: nothing changes, the proof settles"), [path]
	{
		World world(withParticipant(path));
		const HostTables host(world.account.id());
		world.participant.action = &HostTables::onChange;
		world.hasher.duringHash = [&] { host.set("h_token", "revoked = 1"); };
		assertOutcome(Outcome::invalidToken, world.change("token", OLD, NEW));
		world.assertUnchanged();
		CPPUNIT_ASSERT_EQUAL(std::string("0"), host.get("h_account", "epoch"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("seq - base"));
	});

	addCase(suite, nameOf(path) + std::string("second factor switched on while the hash runs: nothing changes, the proof settles"), [path]
	{
		World world(withParticipant(path));
		const HostTables host(world.account.id());
		world.participant.action = &HostTables::onChange;
		world.hasher.duringHash = [&] { host.set("h_account", "has_2fa = 1"); };
		assertOutcome(Outcome::sudoTokenRequired, world.change("token", OLD, NEW));
		world.assertUnchanged();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("seq - base"));
	});

	addCase(suite, nameOf(path) + std::string("a lost race leaves the host's rows alone"), [path]
	{
		World world(withParticipant(path));
		const HostTables host(world.account.id());
		world.participant.action = &HostTables::onChange;
		world.hasher.duringHash = [&] { world.account.update("pw", "hash = '" + FakeHasher::stored(OTHER) + "', version = version + 1"); };
		assertOutcome(Outcome::passwordIncorrect, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), host.get("h_account", "epoch"));
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(OTHER), world.account.password("hash"));
	});

	addCase(suite, nameOf(path) + std::string("a participant that asks for a retry without an error: busy, nothing changes"), [path]
	{
		World world(withParticipant(path));
		world.participant.verdict = Api::ChangeVerdict::retry;
		assertOutcome(Outcome::busy, world.change("token", OLD, NEW));
		world.assertUnchanged();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("seq - base"));
	});

	addCase(suite, nameOf(path) + std::string("another transaction that holds the row for a moment: the change waits and succeeds"), [path]
	{
		World world(withParticipant(path));
		const HostTables host(world.account.id());
		world.participant.action = &HostTables::onChange;
		std::thread other;
		world.hasher.duringHash = [&]
		{
			other = std::thread([&]
			{
				PrivateMariaDb& server = PrivateMariaDb::shared();
				server.query("START TRANSACTION; UPDATE h_account SET epoch = epoch + 100 WHERE user_id = '" + world.account.id() + "'; SELECT SLEEP(0.3); COMMIT; SELECT 1", server.database());
			});
			std::this_thread::sleep_for(std::chrono::milliseconds(100));
		};
		const ChangeResult result = world.change("token", OLD, NEW);
		other.join();
		assertOutcome(Outcome::changed, result);
		CPPUNIT_ASSERT_EQUAL(std::string("101"), host.get("h_account", "epoch"));
	});
}


void armAtCommit(World& world, MySqlProxy& proxy, Path path, MySqlProxy::Fault fault)
	/// Strikes where the change is committed: after the charge.
{
	const auto message = path == Path::procedure ? MySqlProxy::Message::execute : MySqlProxy::Message::commit;
	world.hasher.duringHash = [&proxy, message, fault] { proxy.arm(message, fault); };
}


void addDoubts(CppUnit::TestSuite& suite, Path path)
{
	addCase(suite, nameOf(path) + std::string("the COMMIT's answer is lost: found applied, 200"), [path]
	{
		MySqlProxy proxy(PrivateMariaDb::shared().port());
		Tests::ChangeOptions options = plain(path);
		options.database.port = proxy.port();
		World world(options);
		armAtCommit(world, proxy, path, MySqlProxy::Fault::dropAnswer);
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(1, proxy.fired());
		CPPUNIT_ASSERT_EQUAL(FakeHasher::stored(NEW), world.account.password("hash"));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), world.account.password("version"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), world.account.events());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.events.changed().size());
	});

	addCase(suite, nameOf(path) + std::string("the COMMIT itself is lost: found not applied, 503, settled"), [path]
	{
		MySqlProxy proxy(PrivateMariaDb::shared().port());
		Tests::ChangeOptions options = plain(path);
		options.database.port = proxy.port();
		World world(options);
		armAtCommit(world, proxy, path, MySqlProxy::Fault::dropRequest);
		assertOutcome(Outcome::busy, world.change("token", OLD, NEW));
		world.hasher.duringHash = nullptr;
		CPPUNIT_ASSERT_EQUAL(1, proxy.fired());
		world.assertUnchanged();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), world.account.counter("seq - base"));
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
	});

	addCase(suite, nameOf(path) + std::string("a statement that is ended half-way leaves nothing behind on its connection"), [path]
	{
		Tests::ChangeOptions options = plain(path);
		options.database.pool = 1;
		World world(options);
		PrivateMariaDb& server = PrivateMariaDb::shared();
		const std::string where = " WHERE user_id = '" + world.account.id() + "'";
		std::thread holder, killer;
		world.hasher.duringHash = [&]
		{
			// The password is replaced by then, and settling waits for this lock.
			holder = std::thread([&]
			{
				server.query("START TRANSACTION; UPDATE pw_check SET used = used" + where + "; SELECT SLEEP(1.5); ROLLBACK; SELECT 1", server.database());
			});
			killer = std::thread([&]
			{
				const std::string waiting = "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '" + server.user()
					+ "' AND COMMAND IN ('Execute', 'Query') AND TIME_MS > 300 AND (INFO LIKE 'UPDATE pw_check%' OR INFO LIKE 'CALL pw_change%')";
				std::string id;
				for (int i = 0; i < 200 && id.empty(); ++i)
				{
					const auto rows = server.query(waiting);
					if (!rows.empty()) id = *rows[0][0];
					else std::this_thread::sleep_for(std::chrono::milliseconds(5));
				}
				if (!id.empty()) server.query("KILL QUERY " + id);
			});
			std::this_thread::sleep_for(std::chrono::milliseconds(100));
		};
		const ChangeResult result = world.change("token", OLD, NEW);
		holder.join();
		killer.join();
		world.hasher.duringHash = nullptr;
		assertOutcome(Outcome::busy, result);
		// Another unit on the same connection would commit what was left open.
		assertOutcome(Outcome::passwordIncorrect, world.change("token", WRONG, NEW));
		world.assertUnchanged();
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), world.account.password("version"));
	});

	addCase(suite, nameOf(path) + std::string("a COMMIT that is still under way is waited for"), [path]
	{
		World world(plain(path));
		PrivateMariaDb& server = PrivateMariaDb::shared();
		ChangeId changeId{};
		changeId.fill('c');
		std::atomic<bool> begun{false};
		std::thread other([&]
		{
			server.query("START TRANSACTION; UPDATE pw SET change_id = REPEAT('c', 16) WHERE user_id = '" + world.account.id() + "';"
				" DO GET_LOCK('begun " + world.account.id() + "', 0); DO SLEEP(0.5); COMMIT; SELECT 1", server.database());
		});
		while (!begun) begun = server.value("SELECT IS_USED_LOCK('begun " + world.account.id() + "') IS NOT NULL") == "1";
		const PasswordStore::Found found = world.store.find(world.account.id(), changeId, world.soon());
		other.join();
		CPPUNIT_ASSERT(found == PasswordStore::Found::applied);
	});

	addCase(suite, nameOf(path) + std::string("applied, then changed again by somebody else: the outbox still tells"), [path]
	{
		World world(plain(path));
		assertOutcome(Outcome::changed, world.change("token", OLD, NEW));
		ChangeId changeId{};
		const std::string event = world.events.changed().at(0);
		std::copy(event.end() - 16, event.end(), changeId.begin());
		world.account.update("pw", "change_id = NULL, version = version + 1");
		CPPUNIT_ASSERT(world.store.find(world.account.id(), changeId, world.soon()) == PasswordStore::Found::applied);
		changeId[0] = static_cast<char>(changeId[0] + 1);
		CPPUNIT_ASSERT(world.store.find(world.account.id(), changeId, world.soon()) == PasswordStore::Found::notApplied);
	});
}


} // namespace


AUTHPLUG_CASES(ChangeSql)
{
	for (const Path path: {Path::statements, Path::procedure}) addChanges(suite, path);
}


AUTHPLUG_CASES(ChangeParticipantSql)
{
	for (const Path path: {Path::statements, Path::procedure}) addChangesWithParticipant(suite, path);
}


AUTHPLUG_CASES(ChangeInDoubt)
{
	for (const Path path: {Path::statements, Path::procedure}) addDoubts(suite, path);
}
