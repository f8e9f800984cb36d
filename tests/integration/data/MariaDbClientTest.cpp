//
// MariaDbClientTest.cpp
//
// Tests: integration
//
// What connecting by libmariadb can, and POCO can not.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/MariaDbDatabase.h"
#include "Canary.h"
#include "DataFixture.h"
#include "FullListener.h"
#include "MethodSwitcher.h"
#include "TemporaryFolder.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Api::ValueType;
using Api::WorkMode;
using Api::WorkVerdict;
using Fault = MySqlProxy::Fault;
using Message = MySqlProxy::Message;


namespace {


constexpr std::int64_t DEADLINE_MILLIS = 500;


PrivateMariaDb& server()
{
	return PrivateMariaDb::shared();
}


void bySocket(Host::DatabaseOptions& options, const std::string& path)
{
	options.socket = path;
	options.host = "unused.example.org";
}


void expectFailure(Data& data, const std::string& reason, const std::string& number)
{
	Sql select("SELECT 1", {}, {ValueType::int64});
	ASSERT_OUTCOME(unavailable, data.run(select));
	const std::string text = data.log.text();
	CPPUNIT_ASSERT_MESSAGE(text, data.log.holds("database.connect_failed reason=" + reason + " error=" + number + " "));
}


std::int64_t millisOf(Data& data, const std::function<void()>& action)
{
	const auto before = data.clock.monotonic();
	action();
	return (data.clock.monotonic() - before)/1000;
}


} // namespace


AUTHPLUG_CASES(MariaDbClientTest)
{
	addCase(suite, "twoSocketsInOneProcess", []
	{
		PrivateMariaDb other;
		Data mine(server(), [](Host::DatabaseOptions& options) { bySocket(options, server().socket()); });
		Data its(other, [&](Host::DatabaseOptions& options) { bySocket(options, other.socket()); });
		for (auto [data, at]: {std::pair{&mine, &server()}, std::pair{&its, &other}})
		{
			Sql select("SELECT @@socket, USER()", {}, {ValueType::bytes, ValueType::bytes});
			ASSERT_OUTCOME(committed, data->run(select));
			CPPUNIT_ASSERT_EQUAL(at->socket(), select.rows.at(0).at(0).text);
			CPPUNIT_ASSERT_EQUAL(at->user() + "@localhost", select.rows.at(0).at(1).text);
		}
	});

	addCase(suite, "passwordWithEveryCharacterWorks", []
	{
		std::string password = " ;host=evil;" + Canary::word();
		for (int c = 1; c < 128; ++c) password += static_cast<char>(c);
		password += "\xc3\xa9 ";
		server().createUser("every", password, "GRANT ALL ON " + server().database() + ".* TO @ACCOUNT@");
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			options.user = "every";
			options.password = password;
		});
		Sql select("SELECT 1", {}, {ValueType::int64});
		ASSERT_OUTCOME(committed, data.run(select));
	});

	addCase(suite, "accessDeniedHasItsNumber", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.password = Canary::password("Wrong"); });
		expectFailure(data, "access_denied", "1045");
	});

	addCase(suite, "unknownDatabaseHasItsNumber", []
	{
		const std::string password = Canary::password("Nowhere");
		server().createUser("nobase", password, "GRANT ALL ON nobase.* TO @ACCOUNT@");
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			options.user = "nobase";
			options.password = password;
			options.name = "nobase";
		});
		expectFailure(data, "unknown_database", "1049");
	});

	addCase(suite, "closedPortHasItsNumber", []
	{
		std::uint16_t port = 0;
		{
			const MySqlProxy gone(server().port());
			port = gone.port();
		}
		Data data(server(), [port](Host::DatabaseOptions& options) { options.port = port; });
		expectFailure(data, "no_server", "2002");
	});

	addCase(suite, "missingSocketHasItsNumber", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { bySocket(options, "/nonexistent/m.sock"); });
		expectFailure(data, "no_server", "2002");
	});

	addCase(suite, "tooManyConnectionsHasItsNumber", []
	{
		PrivateMariaDb::Options few;
		few.arguments = {"--max-connections=10"};
		PrivateMariaDb mine(few);
		std::vector<std::unique_ptr<RootSql>> all;
		try
		{
			while (true) all.push_back(std::make_unique<RootSql>(mine.socket()));
		}
		catch (const SqlFailed&)
		{
		}
		Data data(mine);
		expectFailure(data, "too_many_connections", "1040");
	});

	addCase(suite, "connectingTakesNoLongerThanItsOwnTimeout", []
	{
		const FullListener nobody;
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			options.port = nobody.port;
			options.connectTimeoutSeconds = 1;
		});
		Sql select("SELECT 1", {}, {ValueType::int64});
		Api::WorkOutcome outcome = Api::WorkOutcome::unknown;
		const std::int64_t took = millisOf(data, [&] { outcome = data.run(select, 60000); });
		ASSERT_OUTCOME(unavailable, outcome);
		CPPUNIT_ASSERT(took >= 1000 && took < 30000);
	});

	// A connect time-out that never comes into play, so that only the deadline can
	// end the wait.
	const auto patient = [](Host::DatabaseOptions& options) { options.connectTimeoutSeconds = 60; };

	addCase(suite, "atTheDeadline: packets vanish", [patient]
	{
		const FullListener nobody;
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			patient(options);
			options.port = nobody.port;
		});
		Sql select("SELECT 1", {}, {ValueType::int64});
		Api::WorkOutcome outcome = Api::WorkOutcome::unknown;
		CPPUNIT_ASSERT(millisOf(data, [&] { outcome = data.run(select, DEADLINE_MILLIS); }) < 30000);
		ASSERT_OUTCOME(unavailable, outcome);
	});

	addCase(suite, "atTheDeadline: nobody accepts on the socket", [patient]
	{
		const TemporaryFolder folder;
		const FullListener nobody(folder.file("m.sock"));
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			patient(options);
			bySocket(options, folder.file("m.sock"));
		});
		Sql select("SELECT 1", {}, {ValueType::int64});
		Api::WorkOutcome outcome = Api::WorkOutcome::unknown;
		CPPUNIT_ASSERT(millisOf(data, [&] { outcome = data.run(select, DEADLINE_MILLIS); }) < 30000);
		ASSERT_OUTCOME(unavailable, outcome);
	});

	addCase(suite, "atTheDeadline: suspended server, by the socket", [patient]
	{
		PrivateMariaDb mine;
		Data data(mine, [&](Host::DatabaseOptions& options)
		{
			patient(options);
			bySocket(options, mine.socket());
		});
		mine.suspend();
		Sql select("SELECT 1", {}, {ValueType::int64});
		Api::WorkOutcome outcome = Api::WorkOutcome::unknown;
		const std::int64_t took = millisOf(data, [&] { outcome = data.run(select, DEADLINE_MILLIS); });
		mine.resume();
		CPPUNIT_ASSERT(took < 30000);
		ASSERT_OUTCOME(unavailable, outcome);
		CPPUNIT_ASSERT(data.log.holds("reason=timeout_or_lost error=2013"));
	});

	addCase(suite, "atTheDeadline: each answer comes late, but none too late", [patient]
	{
		// Two late answers and a time-out in whole seconds would take 4 s.
		MySqlProxy proxy(server().port());
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			patient(options);
			options.port = proxy.port();
		});
		proxy.delay(2000);
		Sql select("SELECT 1", {}, {ValueType::int64});
		Api::WorkOutcome outcome = Api::WorkOutcome::unknown;
		const std::int64_t took = millisOf(data, [&] { outcome = data.run(select, 2300); });
		proxy.delay(0);
		ASSERT_OUTCOME(unavailable, outcome);
		CPPUNIT_ASSERT(took >= 2300 && took < 3900);
	});

	addCase(suite, "aServerThatAsksForThePasswordIsRefusedIt", []
	{
		MethodSwitcher rogue("mysql_clear_password");
		const std::string password = Canary::password("Clear");
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			options.port = rogue.port();
			options.password = password;
		});
		expectFailure(data, "authentication_plugin", "5010");
		CPPUNIT_ASSERT_EQUAL(1, rogue.asked());
		CPPUNIT_ASSERT(rogue.received().find(password) == std::string::npos);
	});
}
