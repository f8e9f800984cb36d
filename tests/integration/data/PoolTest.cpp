//
// PoolTest.cpp
//
// Tests: integration
//
// Many requests on few connections; options and sockets.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ConfigException.h"
#include "Canary.h"
#include "DataFixture.h"
#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <map>
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


class Door
	/// Closed until it is opened.
{
public:
	void open()
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_open = true;
		_changed.notify_all();
	}

	void pass()
	{
		std::unique_lock<std::mutex> lock(_mutex);
		_changed.wait_for(lock, std::chrono::seconds(20), [this] { return _open; });
	}

private:
	std::mutex _mutex;
	std::condition_variable _changed;
	bool _open = false;
};


struct Holder
	/// Holds a connection of a database until it is released.
{
	explicit Holder(Data& data):
		thread([this, &data]
		{
			Work work([this](Api::Transaction&)
			{
				begun.open();
				release.pass();
				return WorkVerdict::rollback;
			});
			data.run(work, WorkMode::transaction, 30000);
		})
	{
		begun.pass();
	}

	~Holder()
	{
		release.open();
		thread.join();
	}

	Door begun;
	Door release;
	std::thread thread;
};


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


class MapSettings: public Api::Settings
	/// Values of DATABASE_SETTINGS' defaults, with some replaced.
{
public:
	explicit MapSettings(std::map<std::string, std::string> values)
	{
		for (const Api::SettingSpec& spec : Host::DATABASE_SETTINGS) _values[spec.key] = spec.defaultValue ? spec.defaultValue : "";
		for (const auto& [key, value] : values) _values[key] = value;
	}

	std::string_view text(std::string_view key) const noexcept override
	{
		return _values.find(std::string(key))->second;
	}

	std::int64_t integer(std::string_view key) const noexcept override
	{
		return std::stoll(std::string(text(key)));
	}

	bool flag(std::string_view key) const noexcept override
	{
		return text(key) == "true";
	}

	Api::SettingOrigin origin(std::string_view) const noexcept override
	{
		return {"database.properties", 7};
	}

private:
	std::map<std::string, std::string> _values;
};


void refuses(const std::string& key, const std::map<std::string, std::string>& values)
{
	std::map<std::string, std::string> all{{"database.user", "u"}, {"database.name", "n"}};
	for (const auto& [name, value] : values) all[name] = value;
	try
	{
		Host::DatabaseOptions::from(MapSettings(all));
	}
	catch (const Host::ConfigException& exception)
	{
		const std::string text = exception.message();
		CPPUNIT_ASSERT_MESSAGE(text, text.compare(0, 24 + key.size(), "database.properties:7: " + key + ":") == 0);
		LeakWatch::search("the refusal", text);
		return;
	}
	CPPUNIT_FAIL("accepted");
}


} // namespace


AUTHPLUG_CASES(PoolTest)
{
	addCase(suite, "sixtyFourRequestsShareFourConnections", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.pool = 4; });
		const std::string table = freshTable(server(), "id INT PRIMARY KEY, n BIGINT UNSIGNED NOT NULL");
		server().query("INSERT INTO " + table + " VALUES(1, 0)", server().database());
		std::atomic<int> done{0};
		std::atomic<std::size_t> most{0};
		std::vector<std::thread> threads;
		for (int i = 0; i < 64; ++i)
		{
			threads.emplace_back([&]
			{
				for (int k = 0; k < 5; ++k)
				{
					Sql update("UPDATE " + table + " SET n=n+1 WHERE id=1");
					if (data.run(update, 30000) == Api::WorkOutcome::committed) ++done;
					const std::size_t open = data.database.state().open;
					std::size_t seen = most;
					while (open > seen && !most.compare_exchange_weak(seen, open)) {}
				}
			});
		}
		for (std::thread& thread : threads) thread.join();
		CPPUNIT_ASSERT_EQUAL(320, done.load());
		CPPUNIT_ASSERT(most.load() <= 4);
		CPPUNIT_ASSERT(data.database.state().connects <= 4);
		CPPUNIT_ASSERT_EQUAL(std::string("320"), server().value("SELECT n FROM " + table));
	});

	addCase(suite, "exhaustedPoolEndsAtTheDeadline", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.pool = 1; });
		const Holder holder(data);
		Sql select("SELECT 1", {}, {ValueType::int64});
		ASSERT_OUTCOME(unavailable, data.run(select, 100));
		CPPUNIT_ASSERT(data.log.holds("database.pool_exhausted"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), data.database.state().timeouts);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), data.database.state().waiting);
	});

	addCase(suite, "waitingRequestGetsTheConnectionThatComesFree", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.pool = 1; });
		auto holder = std::make_unique<Holder>(data);
		Api::WorkOutcome outcome = Api::WorkOutcome::unknown;
		std::thread waiter([&]
		{
			Sql select("SELECT 1", {}, {ValueType::int64});
			outcome = data.run(select, 20000);
		});
		while (data.database.state().waiting == 0) std::this_thread::yield();
		holder.reset();
		waiter.join();
		ASSERT_OUTCOME(committed, outcome);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), data.database.state().connects);
	});

	addCase(suite, "requestsAreServedInTurn", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.pool = 1; });
		auto holder = std::make_unique<Holder>(data);
		std::mutex mutex;
		std::string order;
		std::vector<std::thread> threads;
		for (std::size_t i = 0; i < 5; ++i)
		{
			threads.emplace_back([&, i]
			{
				Work work([&](Api::Transaction&)
				{
					const std::lock_guard<std::mutex> lock(mutex);
					order += std::to_string(i);
					return WorkVerdict::rollback;
				});
				data.run(work, WorkMode::single, 20000);
			});
			while (data.database.state().waiting != i + 1) std::this_thread::yield();
		}
		holder.reset();
		for (std::thread& thread : threads) thread.join();
		CPPUNIT_ASSERT_EQUAL(std::string("01234"), order);
	});

	addCase(suite, "placeOfABrokenConnectionIsFreeAgain", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.pool = 1; });
		for (int i = 0; i < 5; ++i)
		{
			Sql broken("SELEC 1", {}, {ValueType::int64});
			ASSERT_OUTCOME(unavailable, data.run(broken));
		}
		Sql select("SELECT 1", {}, {ValueType::int64});
		ASSERT_OUTCOME(committed, data.run(select));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), data.database.state().open);
		// An error that nobody listed leaves the session in doubt.
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(6), data.database.state().connects);
	});

	addCase(suite, "connectsWithoutHoldingTheLock", []
	{
		PrivateMariaDb mine;
		Data data(mine, [](Host::DatabaseOptions& options) { options.pool = 2; });
		mine.suspend();
		std::thread connecting([&]
		{
			Sql select("SELECT 1", {}, {ValueType::int64});
			data.run(select, 2000);
		});
		while (data.database.state().open == 0) std::this_thread::yield();
		const auto before = data.clock.monotonic();
		data.database.state();
		const auto took = data.clock.monotonic() - before;
		mine.resume();
		connecting.join();
		CPPUNIT_ASSERT(took < 1000000);
	});

	addCase(suite, "unixSocketIsUsed", []
	{
		// In a process of its own: the client library settles on a path once.
		if (!std::getenv("AUTHPLUG_SOCKET_TEST"))
		{
			inAnotherProcess("PoolTest::unixSocketIsUsed");
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
			inAnotherProcess("PoolTest::socketThatIsNotInEffectIsRefused");
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

	addCase(suite, "localhostMeansTcp", []
	{
		Data data(server(), [](Host::DatabaseOptions& options) { options.host = "localhost"; });
		Sql select("SELECT USER()", {}, {ValueType::bytes});
		ASSERT_OUTCOME(committed, data.run(select));
		CPPUNIT_ASSERT_EQUAL(server().user() + "@127.0.0.1", select.rows.at(0).at(0).text);
	});

	addCase(suite, "passwordWithEveryOtherCharacterWorks", []
	{
		const std::string password = "=&%$#@!\"`~^*()[]{}<>?,.:/|+- \\ x\xc3\xa9" + Canary::word();
		server().createUser("odd", password, "GRANT ALL ON " + server().database() + ".* TO @ACCOUNT@");
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			options.user = "odd";
			options.password = password;
		});
		Sql select("SELECT 1", {}, {ValueType::int64});
		ASSERT_OUTCOME(committed, data.run(select));
	});

	addCase(suite, "settingsAreRead", []
	{
		const auto options = Host::DatabaseOptions::from(MapSettings({{"database.user", "u"}, {"database.name", "n"}, {"database.password_file", "p"},
			{"database.port", "3307"}, {"database.pool", "9"}, {"database.connect_timeout", "4"}, {"database.statement_timeout", "700"},
			{"database.lock_wait_timeout", "3"}, {"database.idle_check", "11"}, {"database.max_age", "12"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("p"), options.password);
		CPPUNIT_ASSERT_EQUAL(std::uint16_t(3307), options.port);
		CPPUNIT_ASSERT_EQUAL(9u, options.pool);
		CPPUNIT_ASSERT_EQUAL(4u, options.connectTimeoutSeconds);
		CPPUNIT_ASSERT_EQUAL(700u, options.statementTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(3u, options.lockWaitTimeoutSeconds);
		CPPUNIT_ASSERT_EQUAL(11u, options.idleCheckSeconds);
		CPPUNIT_ASSERT_EQUAL(12u, options.maxAgeSeconds);
	});

	addCase(suite, "settingsDefaultToTheOptionsDefaults", []
	{
		const auto options = Host::DatabaseOptions::from(MapSettings({{"database.user", "u"}, {"database.name", "n"}}));
		const Host::DatabaseOptions defaults;
		CPPUNIT_ASSERT_EQUAL(defaults.host, options.host);
		CPPUNIT_ASSERT_EQUAL(defaults.port, options.port);
		CPPUNIT_ASSERT_EQUAL(defaults.pool, options.pool);
		CPPUNIT_ASSERT_EQUAL(defaults.statementTimeoutMillis, options.statementTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(defaults.lockWaitTimeoutSeconds, options.lockWaitTimeoutSeconds);
		CPPUNIT_ASSERT_EQUAL(defaults.maxAgeSeconds, options.maxAgeSeconds);
	});

	const auto refusal = [&](const char* name, const char* key, const std::map<std::string, std::string>& values)
	{
		addCase(suite, name, [=] { refuses(key, values); });
	};
	refusal("refusesSemicolonInPassword", "database.password_file", {{"database.password_file", Canary::password() + ";host=evil"}});
	refusal("refusesBlankAtThePasswordsEdge", "database.password_file", {{"database.password_file", Canary::password() + " "}});
	refusal("refusesLineFeedInPassword", "database.password_file", {{"database.password_file", Canary::password() + "\ncd"}});
	refusal("refusesSemicolonInUser", "database.user", {{"database.user", "u;auto-reconnect=true"}});
	refusal("refusesSemicolonInName", "database.name", {{"database.name", "n;host=evil"}});
	refusal("refusesAnotherMachineWithoutTls", "database.host", {{"database.host", "db.example.org"}});
	refusal("refusesANameThatOnlyLooksLocal", "database.host", {{"database.host", "127.0.0.1.example.org"}});
	refusal("refusesALongLockWait", "database.lock_wait_timeout", {{"database.lock_wait_timeout", "50"}});
	refusal("refusesARelativeSocket", "database.socket", {{"database.socket", "m.sock"}});
	addCase(suite, "anotherMachineCanBeAllowed", []
	{
		Host::DatabaseOptions::from(MapSettings({{"database.user", "u"}, {"database.name", "n"}, {"database.host", "db.example.org"}, {"database.plaintext_network", "true"}}));
	});
}
