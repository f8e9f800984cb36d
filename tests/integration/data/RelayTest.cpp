//
// RelayTest.cpp
//
// Tests: integration
//
// The outbox relay on a real server.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/OutboxRelay.h"
#include "DataFixture.h"
#include "RootSql.h"
#include <algorithm>
#include <map>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Host::Delivery;
using Host::OutboxRelay;


namespace {


class Consumer: public Host::OutboxConsumer
	/// Keeps what was delivered; answers as it is told.
{
public:
	Delivery deliver(const Host::OutboxEvent& event) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		++_seen[std::string(event.eventId)];
		_kinds += std::string(event.kind) + "/" + std::string(event.userId) + "/" + std::string(event.payload) + "/" + std::to_string(event.attempt) + "\n";
		if (_refusals > 0)
		{
			--_refusals;
			return Delivery::later;
		}
		return Delivery::delivered;
	}

	void refuse(int times)
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_refusals = times;
	}

	std::map<std::string, int> seen() const
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return _seen;
	}

	int total() const
	{
		int sum = 0;
		for (const auto& [id, times] : seen()) sum += times;
		return sum;
	}

	std::string text() const
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return _kinds;
	}

private:
	mutable std::mutex _mutex;
	std::map<std::string, int> _seen;
	std::string _kinds;
	int _refusals = 0;
};


OutboxRelay::Options quick()
{
	OutboxRelay::Options options;
	options.pollMillis = 20;
	return options;
}


struct Outbox
	/// An empty outbox on the shared server, or on one of its own.
{
	explicit Outbox(PrivateMariaDb& mariaDb = PrivateMariaDb::shared()): server(mariaDb), data(mariaDb)
	{
		server.query("DELETE FROM pw_outbox", server.database());
	}

	std::string add(int number, const std::string& payload = "p")
	{
		std::string id(16, '\0');
		id[0] = static_cast<char>(number);
		id[1] = static_cast<char>(number >> 8);
		Sql insert("INSERT INTO pw_outbox(event_id, user_id, kind, payload, created_us)"
			" VALUES(?, 'ada', 'PASSWORD_CHANGED', ?, CAST(UNIX_TIMESTAMP(NOW(6))*1000000 AS UNSIGNED))", {B(id), B(payload)});
		ASSERT_OUTCOME(committed, data.run(insert));
		return id;
	}

	int lockWaits()
		/// Returns how often somebody has waited for a row so far.
	{
		return std::stoi(server.query("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_waits'").at(0).at(1).value());
	}

	std::string undone()
	{
		return server.value("SELECT COUNT(*) FROM pw_outbox WHERE done_us IS NULL");
	}

	PrivateMariaDb& server;
	Data data;
};


} // namespace


AUTHPLUG_DATA_CASES(RelayTest)
{
	if (!suite.isWhole()) return;

	addCase(suite, "drainsAtTheStart", []
	{
		Outbox outbox;
		for (int i = 0; i < 50; ++i) outbox.add(i);
		Consumer consumer;
		OutboxRelay::Options options = quick();
		options.pollMillis = 600000;
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, options);
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return consumer.total() == 50; }));
		CPPUNIT_ASSERT(becomesTrue([&] { return outbox.undone() == "0"; }));
		relay.stop();
		CPPUNIT_ASSERT_EQUAL(std::size_t(50), consumer.seen().size());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(50), relay.state().delivered);
	});

	addCase(suite, "eventArrivesWhole", []
	{
		Outbox outbox;
		const std::string payload("\x01\0\xff session", 11);
		const std::string id = outbox.add(7, payload);
		Consumer consumer;
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return consumer.total() == 1; }));
		relay.stop();
		CPPUNIT_ASSERT_EQUAL(1, consumer.seen().at(id));
		CPPUNIT_ASSERT_EQUAL("PASSWORD_CHANGED/ada/" + payload + "/1\n", consumer.text());
	});

	addCase(suite, "nudgeWakesIt", []
	{
		Outbox outbox;
		Consumer consumer;
		OutboxRelay::Options options = quick();
		options.pollMillis = 600000;
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, options);
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return relay.state().reachable; }));
		outbox.add(1);
		relay.nudge();
		CPPUNIT_ASSERT(becomesTrue([&] { return consumer.total() == 1; }));
	});

	addCase(suite, "laterIsTriedAgainAfterAPause", []
	{
		Outbox outbox;
		outbox.add(1);
		Consumer consumer;
		consumer.refuse(2);
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return relay.state().postponed == 1; }));
		// One second from now, not at once and not at the end of the lease.
		const std::string wait = outbox.server.value("SELECT CAST(next_try_us AS SIGNED)-CAST(UNIX_TIMESTAMP(NOW(6))*1000000 AS SIGNED) BETWEEN -1000000 AND 1000000 FROM pw_outbox");
		CPPUNIT_ASSERT_EQUAL(std::string("1"), wait);
		CPPUNIT_ASSERT(becomesTrue([&] { return consumer.total() == 3; }));
		CPPUNIT_ASSERT(becomesTrue([&] { return outbox.undone() == "0"; }));
		relay.stop();
		CPPUNIT_ASSERT(consumer.text().find("/3\n") != std::string::npos);
	});

	addCase(suite, "pauseDoublesUpToItsLimit", []
	{
		Outbox outbox;
		outbox.add(1);
		Consumer consumer;
		consumer.refuse(1000);
		OutboxRelay::Options options = quick();
		options.longestRetrySeconds = 40;
		for (const auto& [attempts, wanted] : std::map<int, int>{{0, 1}, {1, 2}, {4, 16}, {5, 32}, {6, 40}, {60, 40}})
		{
			outbox.server.query("UPDATE pw_outbox SET next_try_us=0, attempts=" + std::to_string(attempts), outbox.server.database());
			OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, options);
			relay.start();
			CPPUNIT_ASSERT(becomesTrue([&] { return relay.state().postponed == 1; }));
			relay.stop();
			const std::string seconds = outbox.server.value("SELECT CAST(ROUND((next_try_us-UNIX_TIMESTAMP(NOW(6))*1000000)/1000000) AS SIGNED) FROM pw_outbox");
			CPPUNIT_ASSERT_MESSAGE(seconds, std::abs(std::stoi(seconds) - wanted) <= 1);
		}
	});

	addCase(suite, "whatAnotherRelayIsAboutToTakeIsPassedOver", []
	{
		Outbox outbox;
		for (int i = 1; i <= 3; ++i) outbox.add(i);
		// In the middle of its transaction.
		RootSql other(outbox.server.socket(), outbox.server.database());
		const auto chosen = other.query("BEGIN; SELECT event_id FROM pw_outbox FORCE INDEX (due) WHERE done_us IS NULL ORDER BY next_try_us, created_us LIMIT 1 FOR UPDATE");
		const std::string taken = chosen.at(0).at(0).value();
		const int waits = outbox.lockWaits();
		Consumer consumer;
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return consumer.total() == 2; }));
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), consumer.seen().count(taken));
		CPPUNIT_ASSERT_EQUAL(waits, outbox.lockWaits());
		other.query("ROLLBACK");
		CPPUNIT_ASSERT(becomesTrue([&] { return outbox.undone() == "0"; }));
		relay.stop();
		CPPUNIT_ASSERT_EQUAL(1, consumer.seen().at(taken));
		CPPUNIT_ASSERT_EQUAL(3, consumer.total());
	});

	addCase(suite, "twoRelaysDeliverEachOnceAndDoNotWaitForEachOther", []
	{
		Outbox outbox;
		for (int i = 0; i < 200; ++i) outbox.add(i);
		Data other(outbox.server);
		Consumer consumer;
		const int waits = outbox.lockWaits();
		OutboxRelay first(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		OutboxRelay second(other.database, consumer, other.clock, other.log, quick());
		first.start();
		second.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return outbox.undone() == "0"; }, 30000));
		first.stop();
		second.stop();
		const auto seen = consumer.seen();
		CPPUNIT_ASSERT_EQUAL(waits, outbox.lockWaits());
		CPPUNIT_ASSERT_EQUAL(std::size_t(200), seen.size());
		CPPUNIT_ASSERT(std::all_of(seen.begin(), seen.end(), [](const auto& entry) { return entry.second == 1; }));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(200), first.state().delivered + second.state().delivered);
	});

	addCase(suite, "leaseKeepsOthersAway", []
	{
		Outbox outbox;
		outbox.add(1);
		outbox.server.query("UPDATE pw_outbox SET attempts=1, next_try_us=UNIX_TIMESTAMP()*1000000+60000000", outbox.server.database());
		Consumer consumer;
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return relay.state().depth == 1; }));
		std::this_thread::sleep_for(std::chrono::milliseconds(200));
		CPPUNIT_ASSERT_EQUAL(0, consumer.total());
	});

	addCase(suite, "deadRelaysEventIsDeliveredAgain", []
	{
		// Taken and delivered by a process that died before it could say so.
		Outbox outbox;
		outbox.add(1);
		outbox.server.query("UPDATE pw_outbox SET attempts=1, next_try_us=UNIX_TIMESTAMP(NOW(6))*1000000+300000", outbox.server.database());
		Consumer consumer;
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return outbox.undone() == "0"; }));
		relay.stop();
		CPPUNIT_ASSERT_EQUAL(std::string("PASSWORD_CHANGED/ada/p/2\n"), consumer.text());
	});

	addCase(suite, "lostAcknowledgementIsDeliveredAgain", []
	{
		Outbox outbox;
		MySqlProxy proxy(outbox.server.port());
		Data behind(outbox.server, [&](Host::DatabaseOptions& options) { options.port = proxy.port(); });
		outbox.add(1);
		Consumer consumer;
		OutboxRelay::Options options = quick();
		options.leaseSeconds = 1;
		OutboxRelay relay(behind.database, consumer, behind.clock, behind.log, options);
		// Read, take, then the mark that it is done.
		proxy.arm(MySqlProxy::Message::execute, MySqlProxy::Fault::dropRequest, 2);
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return outbox.undone() == "0"; }));
		relay.stop();
		CPPUNIT_ASSERT_EQUAL(1, proxy.fired());
		CPPUNIT_ASSERT_EQUAL(2, consumer.total());
	});

	addCase(suite, "survivesAnOutage", []
	{
		PrivateMariaDb mine;
		Outbox outbox(mine);
		Consumer consumer;
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		outbox.add(1);
		CPPUNIT_ASSERT(becomesTrue([&] { return consumer.total() == 1; }));
		mine.kill();
		CPPUNIT_ASSERT(becomesTrue([&] { return !relay.state().reachable; }));
		mine.start();
		outbox.add(2);
		CPPUNIT_ASSERT(becomesTrue([&] { return consumer.seen().size() == 2; }));
		CPPUNIT_ASSERT(outbox.data.log.holds("outbox.unreachable"));
	});

	addCase(suite, "stateTellsDepthAndAge", []
	{
		Outbox outbox;
		outbox.add(1);
		outbox.add(2);
		outbox.server.query("UPDATE pw_outbox SET created_us=created_us-5000000", outbox.server.database());
		Consumer consumer;
		consumer.refuse(1000);
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return relay.state().depth == 2; }));
		const auto age = relay.state().oldestMicros;
		CPPUNIT_ASSERT(age >= 5000000 && age < 60000000);
		consumer.refuse(0);
		CPPUNIT_ASSERT(becomesTrue([&] { return relay.state().depth == 0; }));
		CPPUNIT_ASSERT_EQUAL(std::int64_t(0), relay.state().oldestMicros);
	});

	addCase(suite, "lateEventIsAnAlarm", []
	{
		Outbox outbox;
		outbox.add(1);
		outbox.server.query("UPDATE pw_outbox SET created_us=created_us-700000000", outbox.server.database());
		Consumer consumer;
		consumer.refuse(1000);
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return outbox.data.log.holds("outbox.late depth=1 oldest_seconds=70"); }));
	});

	addCase(suite, "deliveredEventsAreDeletedAfterTheRetention", []
	{
		Outbox outbox;
		for (int i = 0; i < 3; ++i) outbox.add(i);
		outbox.server.query("UPDATE pw_outbox SET done_us=1, created_us=1 WHERE event_id=CONCAT(CHAR(1), REPEAT(CHAR(0), 15));"
			"UPDATE pw_outbox SET done_us=UNIX_TIMESTAMP()*1000000 WHERE event_id=CONCAT(CHAR(2), REPEAT(CHAR(0), 15))", outbox.server.database());
		Consumer consumer;
		consumer.refuse(1000);
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return outbox.server.value("SELECT COUNT(*) FROM pw_outbox") == "2"; }));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), outbox.server.value("SELECT COUNT(*) FROM pw_outbox WHERE done_us=1"));
	});

	addCase(suite, "stopLetsARunningDeliveryEnd", []
	{
		struct Slow: Host::OutboxConsumer
		{
			Delivery deliver(const Host::OutboxEvent&) noexcept override
			{
				begun = true;
				std::this_thread::sleep_for(std::chrono::milliseconds(300));
				return Delivery::delivered;
			}

			std::atomic<bool> begun{false};
		} slow;
		Outbox outbox;
		outbox.add(1);
		outbox.add(2);
		OutboxRelay relay(outbox.data.database, slow, outbox.data.clock, outbox.data.log, quick());
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return slow.begun.load(); }));
		relay.stop();
		CPPUNIT_ASSERT_EQUAL(std::string("1"), outbox.undone());
	});

	addCase(suite, "readOnlyServerIsNoBusyLoop", []
	{
		PrivateMariaDb mine;
		Outbox outbox(mine);
		for (int i = 0; i < 25; ++i) outbox.add(i);
		mine.query("SET GLOBAL read_only=1");
		Consumer consumer;
		OutboxRelay::Options options = quick();
		options.pollMillis = 600000;
		OutboxRelay relay(outbox.data.database, consumer, outbox.data.clock, outbox.data.log, options);
		relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return relay.state().depth == 25; }));
		CPPUNIT_ASSERT_EQUAL(0, consumer.total());
		mine.query("SET GLOBAL read_only=0");
		relay.nudge();
		CPPUNIT_ASSERT(becomesTrue([&] { return outbox.undone() == "0"; }));
	});
}
