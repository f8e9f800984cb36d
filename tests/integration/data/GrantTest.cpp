//
// GrantTest.cpp
//
// Tests: integration
//
// The server's account has the rights of its statements, and no other.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "DataFixture.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Api::ValueType;


namespace {


const char* const USER = "granted";
const std::string PASSWORD = Canary::password("Granted");
const char* const DATABASE = "granted";


int grant(const std::string& options, std::string& output)
{
	return PrivateMariaDb::run({"/bin/bash", "-c", PrivateMariaDb::sqlFolder() + "/grant " + PrivateMariaDb::shared().clientOptions() + " " + options}, output);
}


PrivateMariaDb& server()
	/// With the account and its rights in place.
{
	PrivateMariaDb& mariaDb = PrivateMariaDb::shared();
	static const bool ready = [&]
	{
		mariaDb.createUser(USER, PASSWORD);
		std::string output;
		const std::string command = PrivateMariaDb::sqlFolder() + "/migrate --create --database=" + DATABASE + " " + mariaDb.clientOptions();
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, PrivateMariaDb::run({"/bin/bash", "-c", command}, output));
		// The tables of the sample server, as far as its participant uses them.
		mariaDb.query("CREATE TABLE account(id BIGINT UNSIGNED PRIMARY KEY, login VARBINARY(64) NOT NULL, session_epoch BIGINT UNSIGNED NOT NULL DEFAULT 1,"
			" has_2fa TINYINT UNSIGNED NOT NULL DEFAULT 0, enabled TINYINT UNSIGNED NOT NULL DEFAULT 1);"
			"CREATE TABLE session(id BINARY(16) PRIMARY KEY, account_id BIGINT UNSIGNED NOT NULL, epoch BIGINT UNSIGNED NOT NULL,"
			" is_partial TINYINT UNSIGNED NOT NULL DEFAULT 0, uses BIGINT UNSIGNED NOT NULL DEFAULT 0, ended_us BIGINT UNSIGNED NOT NULL DEFAULT 0);"
			"INSERT INTO account(id, login) VALUES(17, 'ada'); INSERT INTO pw(user_id, hash)  VALUES('granted', 'old')", DATABASE);
		const int status = grant(std::string("--database=") + DATABASE + " --account=" + USER + " " + PrivateMariaDb::sqlFolder() + "/grants-core.sql "
			+ PrivateMariaDb::sqlFolder() + "/grants-participant.sql", output);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, status);
		return true;
	}();
	CPPUNIT_ASSERT(ready);
	return mariaDb;
}


void signInAsGranted(Host::DatabaseOptions& options)
{
	options.user = USER;
	options.password = PASSWORD;
	options.name = DATABASE;
}


void allowed(const std::string& sql, std::vector<ValueType> columns = {})
{
	Data data(server(), &signInAsGranted);
	Sql statement(sql, {}, std::move(columns));
	const Api::WorkOutcome outcome = data.run(statement);
	CPPUNIT_ASSERT_EQUAL_MESSAGE(data.log.text(), std::string("committed"), std::string(nameOf(outcome)));
}


void forbidden(const std::string& sql, const std::string& number, std::vector<ValueType> columns = {})
{
	Data data(server(), &signInAsGranted);
	Sql statement(sql, {}, std::move(columns));
	ASSERT_OUTCOME(unavailable, data.run(statement));
	CPPUNIT_ASSERT_MESSAGE(data.log.text(), data.log.holds("error=" + number));
}


} // namespace


AUTHPLUG_DATA_CASES(GrantTest)
{
	const auto may = [&](const char* name, const std::string& sql, std::vector<ValueType> columns = {})
	{
		addCase(suite, name, [=] { allowed(sql, columns); });
	};
	const auto mayNot = [&](const char* name, const std::string& sql, const char* number, std::vector<ValueType> columns = {})
	{
		addCase(suite, name, [=] { forbidden(sql, number, columns); });
	};
	const ValueType B = ValueType::bytes;

	may("readsThePassword", "SELECT hash FROM pw WHERE user_id='granted'", {B});
	may("replacesThePassword", "UPDATE pw SET hash='new', version=version+1, changed_at_us=1, changed_by=NULL, change_id=NULL WHERE user_id='granted' AND version=0 AND hash='old'");
	may("makesACounter", "INSERT IGNORE INTO pw_check(user_id, purpose) VALUES('granted', 'change')");
	may("charges", "UPDATE pw_check SET used=IF(free_at_us<=1, 1, used+1), free_at_us=2, seq=LAST_INSERT_ID(seq+1) WHERE user_id='granted' AND purpose='change'");
	may("settles", "UPDATE pw_check SET used=LEAST(used, seq-GREATEST(base, 1)), base=GREATEST(base, 1) WHERE user_id='granted' AND purpose='change' AND seq>=1");
	may("writesAnEvent", "INSERT INTO pw_outbox(event_id, user_id, kind, payload, created_us) VALUES(REPEAT('g',16), 'granted', 'GRANT', '', 1)");
	may("marksAnEventDone", "UPDATE pw_outbox SET done_us=1, attempts=1, next_try_us=1 WHERE user_id='granted'");
	may("deletesAnEvent", "DELETE FROM pw_outbox WHERE event_id=REPEAT('g',16)");
	may("raisesTheEpoch", "UPDATE account SET session_epoch=session_epoch+1 WHERE id=17 AND enabled=1 AND (has_2fa=0 OR 1=1)");
	may("carriesTheSessionOver", "UPDATE session s JOIN account a ON a.id=s.account_id SET s.epoch=a.session_epoch, s.uses=s.uses+1"
		" WHERE s.id=REPEAT('s',16) AND s.account_id=17 AND s.is_partial=0 AND s.ended_us=0 AND s.epoch=a.session_epoch-1");

	mayNot("addsNoPassword", "INSERT INTO pw(user_id, hash) VALUES('intruder', 'x')", "1142");
	mayNot("deletesNoPassword", "DELETE FROM pw WHERE user_id='granted'", "1142");
	mayNot("renamesNoAccount", "UPDATE pw SET user_id='other' WHERE user_id='granted'", "1143");
	mayNot("deletesNoCounter", "DELETE FROM pw_check", "1142");
	mayNot("movesNoCounter", "UPDATE pw_check SET purpose='login'", "1143");
	mayNot("rewritesNoEvent", "UPDATE pw_outbox SET payload='x'", "1143");
	mayNot("readsNoLogin", "SELECT login FROM account WHERE id=17", "1143", {B});
	mayNot("switchesNoSecondFactorOff", "UPDATE account SET has_2fa=0 WHERE id=17", "1143");
	mayNot("endsNoSession", "UPDATE session SET ended_us=1", "1143");
	mayNot("seesNoMigrations", "SELECT name FROM schema_migration", "1142", {B});
	mayNot("createsNoTable", "CREATE TABLE mine(id INT PRIMARY KEY)", "1142");
	mayNot("dropsNoTable", "DROP TABLE pw_check", "1142");
	mayNot("altersNoTable", "ALTER TABLE pw ADD COLUMN x INT", "1142");

	addCase(suite, "mayBeRunAgain", []
	{
		std::string output;
		server();
		const int status = grant(std::string("--database ") + DATABASE + " --account " + USER + "@%", output);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, status);
	});

	addCase(suite, "printsInsteadOfRunning", []
	{
		std::string output;
		CPPUNIT_ASSERT_EQUAL(0, grant("--database=d --account=a@localhost --print", output));
		CPPUNIT_ASSERT_MESSAGE(output, output.find("ON `d`.pw_check TO 'a'@'localhost';") != std::string::npos);
		CPPUNIT_ASSERT(output.find("@ACCOUNT@'") == std::string::npos);
	});

	addCase(suite, "refusesAnAccountThatIsSql", []
	{
		std::string output;
		CPPUNIT_ASSERT_EQUAL(1, grant("--database=d \"--account=a'; DROP TABLE pw; --\" --print", output));
	});
}
