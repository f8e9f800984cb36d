//
// BlackHoleTest.cpp
//
// Tests: integration
//
// Connections that say nothing any more, in every phase: whoever waits is back
// at the deadline, and the next one is served.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "DataFixture.h"
#include "FullListener.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Api::ValueType;
using Api::WorkMode;
using Api::WorkVerdict;
using Fault = MySqlProxy::Fault;
using Message = MySqlProxy::Message;


namespace {


constexpr std::int64_t DEADLINE_MILLIS = 600;
// Without an end of our own a wait would last for minutes, until TCP gives up.
constexpr std::int64_t PATIENCE_MICROS = 20000000;


struct Proxied
	/// A database behind a proxy, and a table of a counter and many rows.
{
	explicit Proxied(std::function<void(Host::DatabaseOptions&)> change = nullptr):
		proxy(PrivateMariaDb::shared().port()),
		data(PrivateMariaDb::shared(), [this, change](Host::DatabaseOptions& options)
		{
			options.port = proxy.port();
			options.connectTimeoutSeconds = 1;
			if (change) change(options);
		}),
		table(freshTable(PrivateMariaDb::shared(), "id INT PRIMARY KEY, n BIGINT UNSIGNED NOT NULL"))
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		server.query("INSERT INTO " + table + " WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 49)"
			" SELECT 1 + a.n*50 + b.n, 0 FROM s a JOIN s b WHERE a.n < 40", server.database());
	}

	Sql add()
	{
		return Sql("UPDATE " + table + " SET n=n+1 WHERE id=1");
	}

	Sql readAll()
	{
		return Sql("SELECT id, n FROM " + table, {}, {ValueType::int64, ValueType::uint64});
	}

	Work transaction(WorkVerdict verdict = WorkVerdict::commit)
	{
		return Work([this, verdict](Api::Transaction& transaction)
		{
			Sql write = add();
			return write.on(transaction) ? verdict : WorkVerdict::rollback;
		});
	}

	void warmUp()
	{
		Sql select = readAll();
		ASSERT_OUTCOME(committed, data.run(select));
		Work work = transaction();
		ASSERT_OUTCOME(committed, data.run(work));
		Sql write = add();
		ASSERT_OUTCOME(committed, data.run(write));
	}

	void openAtOnce(int count)
		/// Uses so many connections at a time, which are idle then.
	{
		std::atomic<int> inside{0};
		std::vector<std::thread> threads;
		for (int i = 0; i < count; ++i)
		{
			threads.emplace_back([&]
			{
				Work together([&](Api::Transaction& transaction)
				{
					Sql select = readAll();
					const bool done = select.on(transaction);
					++inside;
					becomesTrue([&] { return inside >= count; });
					return verdictOf(done);
				});
				data.run(together);
			});
		}
		for (std::thread& thread : threads) thread.join();
		CPPUNIT_ASSERT_EQUAL(static_cast<std::size_t>(count), data.database.state().idle);
	}

	template <class What>
	void expectEnd(Api::WorkOutcome wanted, What run)
		/// Fails the test unless it ends as wanted, in time, and the next work is done.
	{
		const auto before = data.clock.monotonic();
		const Api::WorkOutcome outcome = run();
		CPPUNIT_ASSERT(data.clock.monotonic() - before < PATIENCE_MICROS);
		CPPUNIT_ASSERT_EQUAL(std::string(nameOf(wanted)), std::string(nameOf(outcome)));
		proxy.disarm();
		proxy.keepSilent(false);
		Sql select = readAll();
		ASSERT_OUTCOME(committed, data.run(select));
		CPPUNIT_ASSERT_EQUAL(std::size_t(2000), select.rows.size());
	}

	MySqlProxy proxy;
	Data data;
	std::string table;
};


constexpr Api::WorkOutcome UNAVAILABLE = Api::WorkOutcome::unavailable;
constexpr Api::WorkOutcome UNKNOWN = Api::WorkOutcome::unknown;


} // namespace


AUTHPLUG_DATA_CASES(BlackHoleTest)
{
	addCase(suite, "connecting: packets vanish", []
	{
		const FullListener nobody;
		Data data(PrivateMariaDb::shared(), [&](Host::DatabaseOptions& options)
		{
			options.port = nobody.port;
			options.connectTimeoutSeconds = 1;
		});
		Sql select("SELECT 1", {}, {ValueType::int64});
		const auto before = data.clock.monotonic();
		ASSERT_OUTCOME(unavailable, data.run(select, DEADLINE_MILLIS));
		CPPUNIT_ASSERT(data.clock.monotonic() - before < PATIENCE_MICROS);
	});

	addCase(suite, "connecting: accepted, and no greeting", []
	{
		Proxied at;
		at.proxy.keepSilent(true);
		Sql select = at.readAll();
		at.expectEnd(UNAVAILABLE, [&] { return at.data.run(select, DEADLINE_MILLIS); });
	});

	addCase(suite, "connecting: each answer comes late, but none too late", []
	{
		Proxied at;
		at.proxy.delay(800);
		Sql select = at.readAll();
		at.expectEnd(UNAVAILABLE, [&]
		{
			const Api::WorkOutcome outcome = at.data.run(select, DEADLINE_MILLIS);
			at.proxy.delay(0);
			return outcome;
		});
	});

	// The client's messages when it connects: its part of the handshake, then three
	// commands that set the session up.
	const char* const messages[] = {"the handshake", "the session's variables", "the isolation level", "wsrep_sync_wait"};
	for (int i = 0; i < 4; ++i)
	{
		for (const Fault fault: {Fault::freeze, Fault::halfAnswer})
		{
			const std::string what = fault == Fault::freeze ? " is swallowed" : ": half of the answer is swallowed";
			addCase(suite, std::string("connecting: ") + messages[i] + what, [i, fault]
			{
				Proxied at;
				at.proxy.arm(Message::any, fault, i);
				Sql select = at.readAll();
				at.expectEnd(UNAVAILABLE, [&] { return at.data.run(select, DEADLINE_MILLIS); });
				CPPUNIT_ASSERT_EQUAL(1, at.proxy.fired());
			});
		}
	}

	if (!suite.isWhole()) return;

	for (const Fault fault: {Fault::freeze, Fault::freezeAnswer, Fault::halfAnswer})
	{
		const std::string what = fault == Fault::freeze ? " is swallowed" : fault == Fault::freezeAnswer ? ": the answer is swallowed" : ": half of the answer is swallowed";
		addCase(suite, "preparing" + what, [fault]
		{
			Proxied at;
			at.proxy.arm(Message::prepare, fault);
			Sql write = at.add();
			at.expectEnd(UNAVAILABLE, [&] { return at.data.run(write, DEADLINE_MILLIS); });
		});
		addCase(suite, "executing a write" + what, [fault]
		{
			Proxied at;
			at.warmUp();
			at.proxy.arm(Message::execute, fault);
			Sql write = at.add();
			at.expectEnd(UNKNOWN, [&] { return at.data.run(write, DEADLINE_MILLIS); });
		});
		addCase(suite, "executing a write in a transaction" + what, [fault]
		{
			Proxied at;
			at.warmUp();
			at.proxy.arm(Message::execute, fault);
			Work work = at.transaction();
			at.expectEnd(UNAVAILABLE, [&] { return at.data.run(work, WorkMode::transaction, DEADLINE_MILLIS); });
		});
		addCase(suite, "fetching rows" + what, [fault]
		{
			Proxied at;
			at.warmUp();
			at.proxy.arm(Message::execute, fault);
			Sql select = at.readAll();
			at.expectEnd(UNAVAILABLE, [&] { return at.data.run(select, DEADLINE_MILLIS); });
		});
		addCase(suite, "COMMIT" + what, [fault]
		{
			Proxied at;
			at.warmUp();
			at.proxy.arm(Message::commit, fault);
			Work work = at.transaction();
			at.expectEnd(UNKNOWN, [&] { return at.data.run(work, WorkMode::transaction, DEADLINE_MILLIS); });
		});
		addCase(suite, "ROLLBACK" + what, [fault]
		{
			Proxied at;
			at.warmUp();
			at.proxy.arm(Message::rollback, fault);
			Work work = at.transaction(WorkVerdict::rollback);
			at.expectEnd(Api::WorkOutcome::rolledBack, [&] { return at.data.run(work, WorkMode::transaction, DEADLINE_MILLIS); });
			CPPUNIT_ASSERT_EQUAL(1, at.proxy.fired());
		});
		addCase(suite, "asking for a sign of life" + what, [fault]
		{
			Proxied at([](Host::DatabaseOptions& options) { options.idleCheckSeconds = 1; });
			at.warmUp();
			at.proxy.arm(Message::ping, fault);
			std::this_thread::sleep_for(std::chrono::milliseconds(1100));
			Sql write = at.add();
			// Asking takes a second at most: the work is done on another connection.
			at.expectEnd(Api::WorkOutcome::committed, [&] { return at.data.run(write); });
			CPPUNIT_ASSERT_EQUAL(1, at.proxy.fired());
		});
	}

	addCase(suite, "all idle connections at once cost one request, not one each", []
	{
		Proxied at;
		at.openAtOnce(5);
		at.proxy.freezeAll();
		Sql select = at.readAll();
		at.expectEnd(UNAVAILABLE, [&] { return at.data.run(select, DEADLINE_MILLIS); });
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), at.data.database.state().open);
	});

	addCase(suite, "all idle connections at once, found out by asking, cost one question", []
	{
		Proxied at([](Host::DatabaseOptions& options) { options.idleCheckSeconds = 1; });
		at.openAtOnce(5);
		std::this_thread::sleep_for(std::chrono::milliseconds(1100));
		at.proxy.freezeAll();
		Sql select = at.readAll();
		ASSERT_OUTCOME(committed, at.data.run(select));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), at.data.database.state().open);
	});
}
