//
// PoolTest.cpp
//
// Tests: integration
//
// Many requests on few connections.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "DataFixture.h"
#include <condition_variable>


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


} // namespace


AUTHPLUG_DATA_CASES(PoolTest)
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
		const std::string user = std::string("odd_") + ClientUnderTest::name();
		server().createUser(user, password, "GRANT ALL ON " + server().database() + ".* TO @ACCOUNT@");
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			options.user = user;
			options.password = password;
		});
		Sql select("SELECT 1", {}, {ValueType::int64});
		ASSERT_OUTCOME(committed, data.run(select));
	});
}
