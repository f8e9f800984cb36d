//
// PocoSocketTest.cpp
//
// Tests: integration
//
// The one UNIX socket that a process can use by POCO.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "DataFixture.h"
#include "AuthPlug/Host/PocoDatabase.h"
#include <cstdlib>
#include <fstream>
#include <mysql.h>
#include <unistd.h>


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


void inAnotherProcess(const std::string& test)
	/// Runs the test in a new process of this program, with the shared
	/// server's socket and account in its environment.
{
	std::string output;
	const std::string command = "AUTHPLUG_SOCKET_TEST=" + server().socket() + " AUTHPLUG_SOCKET_USER=" + server().user()
		+ " AUTHPLUG_SOCKET_PASSWORD=" + server().password() + " AUTHPLUG_SOCKET_DATABASE=" + server().database()
		+ " exec /proc/" + std::to_string(::getpid()) + "/exe " + test;
	CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, PrivateMariaDb::run({"/bin/bash", "-c", command}, output));
	CPPUNIT_ASSERT_MESSAGE(output, output.find("1 passed, 0 failed, 0 skipped") != std::string::npos);
}


Host::DatabaseOptions optionsFromEnvironment()
{
	Host::DatabaseOptions options;
	options.socket = std::getenv("AUTHPLUG_SOCKET_TEST");
	options.user = std::getenv("AUTHPLUG_SOCKET_USER");
	options.password = std::getenv("AUTHPLUG_SOCKET_PASSWORD");
	options.name = std::getenv("AUTHPLUG_SOCKET_DATABASE");
	return options;
}


} // namespace


AUTHPLUG_CASES(PocoSocketTest)
{
	addCase(suite, "unixSocketIsUsed", []
	{
		// In a process of its own: the client library settles on a path once.
		if (!std::getenv("AUTHPLUG_SOCKET_TEST"))
		{
			inAnotherProcess("PocoSocketTest::unixSocketIsUsed");
			return;
		}
		const auto options = optionsFromEnvironment();
		Host::SystemClock clock;
		Host::SystemRandom random;
		MemoryLog log;
		Host::PocoDatabase database(options, clock, random, log);
		Sql select("SELECT USER()", {}, {ValueType::bytes});
		Work work([&](Api::Transaction& transaction) { return select.on(transaction) ? WorkVerdict::commit : WorkVerdict::rollback; });
		ASSERT_OUTCOME(committed, database.run(work, WorkMode::single, clock.monotonic() + 5000000));
		CPPUNIT_ASSERT_EQUAL(options.user + "@localhost", select.rows.at(0).at(0).text);

		Host::DatabaseOptions other = options;
		other.socket = "/tmp/another.sock";
		CPPUNIT_ASSERT_THROW(Host::PocoDatabase(other, clock, random, log), Poco::InvalidArgumentException);
	});

	addCase(suite, "socketThatIsNotInEffectIsRefused", []
	{
		if (!std::getenv("AUTHPLUG_SOCKET_TEST"))
		{
			inAnotherProcess("PocoSocketTest::socketThatIsNotInEffectIsRefused");
			return;
		}
		// Something else in the process has initialised the library before.
		const auto options = optionsFromEnvironment();
		::setenv("MYSQL_UNIX_PORT", options.socket.c_str(), 1);
		CPPUNIT_ASSERT_EQUAL(0, ::mysql_library_init(0, nullptr, nullptr));
		::unsetenv("MYSQL_UNIX_PORT");
		Host::SystemClock clock;
		Host::SystemRandom random;
		MemoryLog log;
		Host::DatabaseOptions other = options;
		other.socket = options.socket + ".other";
		std::ofstream(other.socket) << "not the server's";
		Host::PocoDatabase database(other, clock, random, log);
		Work work([&](Api::Transaction&) { return WorkVerdict::commit; });
		ASSERT_OUTCOME(unavailable, database.run(work, WorkMode::single, clock.monotonic() + 5000000));
		CPPUNIT_ASSERT(log.holds("reason=other_socket"));

		// The same socket by another name is right.
		::unlink(other.socket.c_str());
		CPPUNIT_ASSERT_EQUAL(0, ::symlink(options.socket.c_str(), other.socket.c_str()));
		ASSERT_OUTCOME(committed, database.run(work, WorkMode::single, clock.monotonic() + 5000000));
		::unlink(other.socket.c_str());
	});
}
