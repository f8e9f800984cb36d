//
// ClusterConflictTest.cpp
//
// Tests: cluster
//
// Transactions that lose against another node's, and a node that has lost the
// others.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/DatabaseProbe.h"
#include "Canary.h"
#include "CountingHosts.h"
#include "NodeData.h"
#include "Traffic.h"
#include <iostream>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


std::string freshCounter(GaleraCluster& cluster)
	/// Makes a row and returns the condition that names it.
{
	static int number = 0;
	const std::string key = "user_id='conflict" + std::to_string(++number) + "' AND purpose='change'";
	cluster.node(0).query("INSERT INTO pw_check(user_id, purpose) VALUES('conflict" + std::to_string(number) + "', 'change')", cluster.database());
	cluster.awaitAll();
	return key;
}


std::string used(GaleraCluster& cluster, const std::string& key, std::size_t node = 2)
{
	return cluster.node(node).value("SET SESSION wsrep_sync_wait=1; SELECT used FROM pw_check WHERE " + key, cluster.database());
}


std::string probed(GaleraCluster& cluster)
	/// Returns what the start-up probe finds on the first node.
{
	NodeData data(cluster);
	const auto report = Host::DatabaseProbe(data.database, Host::DatabaseProbe::Options()).run(data.clock.monotonic() + 10000000);
	std::string text = report.acceptable() ? "acceptable" : "not acceptable";
	for (const auto& finding : report.findings) text += ", " + finding.name + " " + finding.got;
	return text;
}


} // namespace


AUTHPLUG_CASES(ClusterConflict)
{
	addCase(suite, "a transaction whose COMMIT loses against another node's runs again and commits", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		NodeData data(cluster);
		const std::string key = freshCounter(cluster);
		const std::uint64_t before = cluster.conflicts();
		Sql add("UPDATE pw_check SET used=used+1 WHERE " + key);
		int runs = 0;
		Work work([&](Api::Transaction& transaction)
		{
			if (!add.on(transaction)) return Api::WorkVerdict::rollback;
			if (++runs == 1) cluster.node(1).query("UPDATE pw_check SET used=used+10 WHERE " + key, cluster.database());
			return Api::WorkVerdict::commit;
		});
		ASSERT_OUTCOME(committed, data.database.run(work, Api::WorkMode::transaction, data.clock.monotonic() + 10000000));
		CPPUNIT_ASSERT_EQUAL(2, runs);
		CPPUNIT_ASSERT_EQUAL(std::string("11"), used(cluster, key));
		CPPUNIT_ASSERT(cluster.conflicts() > before);
	});

	addCase(suite, "one that loses again and again is given up within its deadline, with nothing done", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		NodeData data(cluster);
		const std::string key = freshCounter(cluster);
		Sql add("UPDATE pw_check SET used=used+1 WHERE " + key);
		int runs = 0;
		Work work([&](Api::Transaction& transaction)
		{
			++runs;
			const bool done = add.on(transaction);
			cluster.node(1).query("UPDATE pw_check SET used=used+100 WHERE " + key, cluster.database());
			return verdictOf(done);
		});
		const Api::Deadline deadline = data.clock.monotonic() + 10000000;
		ASSERT_OUTCOME(unavailable, data.database.run(work, Api::WorkMode::transaction, deadline));
		CPPUNIT_ASSERT(data.clock.monotonic() < deadline);
		CPPUNIT_ASSERT_EQUAL(8, runs);
		CPPUNIT_ASSERT_EQUAL(std::string("800"), used(cluster, key));
		CPPUNIT_ASSERT_MESSAGE(data.log.text(), data.log.holds("database.failed error=1213 tries=8"));
	});

	addCase(suite, "the start-up probe finds nothing on a node that is as it should be", []
	{
		CPPUNIT_ASSERT_EQUAL(std::string("acceptable"), probed(GaleraCluster::shared()));
	});

	const struct
	{
		const char* set;
		const char* reset;
		const char* finding;
	}
	spoiled[] = {
		{"innodb_flush_log_at_trx_commit=2", "innodb_flush_log_at_trx_commit=1", "acceptable, innodb_flush_log_at_trx_commit 2"},
		{"innodb_flush_log_at_trx_commit=0", "innodb_flush_log_at_trx_commit=1", "acceptable, innodb_flush_log_at_trx_commit 0"},
		{"wsrep_desync=ON", "wsrep_desync=OFF", "acceptable, wsrep_local_state_comment Donor/Desynced"},
		{"read_only=ON", "read_only=OFF", "not acceptable, read_only ON"}};
	for (const auto& row: spoiled)
	{
		addCase(suite, std::string("the start-up probe tells of ") + row.set + " on a node", [row]
		{
			GaleraCluster& cluster = GaleraCluster::shared();
			cluster.node(0).query(std::string("SET GLOBAL ") + row.set);
			const std::string found = probed(cluster);
			cluster.node(0).query(std::string("SET GLOBAL ") + row.reset);
			cluster.awaitAll();
			CPPUNIT_ASSERT_EQUAL(std::string(row.finding), found);
		});
	}

	addCase(suite, "with two of three nodes killed the third one's error is 1047, its server answers 503, and serves when the node does", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		CountingHosts hosts(cluster, {"", "", {{}}});
		const std::string user = hosts.addUser(Canary::password("Right"));
		int tokens = 0;
		const auto change = [&](const char* from, const char* to) { return Traffic::send(hosts.port(0), Traffic::change(CountingHosts::token(user, ++tokens), Canary::password(from), Canary::password(to))); };
		CPPUNIT_ASSERT_EQUAL(200, change("Right", "Next").status);
		cluster.node(1).kill();
		cluster.node(2).kill();
		const auto error = [&]
		{
			try
			{
				cluster.node(0).query("UPDATE pw_check SET used=used LIMIT 1", cluster.database());
				return 0u;
			}
			catch (const SqlFailed& failed)
			{
				return failed.number;
			}
		};
		CPPUNIT_ASSERT(becomesTrue([&] { return error() == 1047; }, 60000));
		std::vector<Answer> away;
		for (int i = 0; i < 5; ++i) away.push_back(change("Next", "Last"));
		const std::size_t unknownCommand = hosts.logged("\"error\":\"1047\"");
		// What an operator does when the others won't come back.
		cluster.node(0).query("SET GLOBAL wsrep_provider_options='pc.bootstrap=YES'");
		CPPUNIT_ASSERT(becomesTrue([&] { return error() == 0; }, 60000));
		const auto back = std::chrono::steady_clock::now();
		int tries = 1;
		Answer served = change("Next", "Last");
		while (served.status != 200 && tries++ < 5) served = change("Next", "Last");
		const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - back).count();
		cluster.rejoin(1);
		cluster.rejoin(2);
		for (const Answer& answer: away)
		{
			CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 503, answer.status);
			CPPUNIT_ASSERT(!answer.header("Retry-After").empty());
		}
		CPPUNIT_ASSERT(unknownCommand > 0);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(served.body, 200, served.status);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), hosts.counter(user, "seq"));
		std::cout << "     " << away.size() << " x 503, 1047 logged " << unknownCommand << " times; served again after " << millis << " ms, at try " << tries << std::endl;
	});

	addCase(suite, "a node that has lost the others answers 503, charges nobody, and is refused by the start-up probe", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		CountingHosts hosts(cluster);
		const std::string user = hosts.addUser(Canary::password("Right"));
		CPPUNIT_ASSERT(Traffic::isWrongPassword(Traffic::send(hosts.port(0), Traffic::guess(CountingHosts::token(user), 0))));
		cluster.awaitAll();
		cluster.node(1).suspend();
		cluster.node(2).suspend();
		std::map<int, int> statuses;
		bool alone = false;
		for (int i = 0; i < 400 && !alone; ++i)
		{
			// Also while nobody knows yet whether the others have gone.
			++statuses[Traffic::send(hosts.port(0), Traffic::guess(CountingHosts::token(user), i + 1)).status];
			alone = cluster.node(0).query("SHOW STATUS WHERE Variable_name='wsrep_cluster_status' AND Value='Primary'").empty();
		}
		const Answer refused = Traffic::send(hosts.port(0), Traffic::guess(CountingHosts::token(user), 1000));
		const std::string found = probed(cluster);
		cluster.node(1).resume();
		cluster.node(2).resume();
		cluster.awaitAll();
		CPPUNIT_ASSERT(alone);
		CPPUNIT_ASSERT_EQUAL(std::string("not acceptable, wsrep_ready OFF, wsrep_local_state_comment Initialized"), found);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(refused.body, 503, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("503"), std::to_string(statuses.begin()->first));
		std::cout << "     without the others: " << Traffic::written(statuses) << std::endl;
		// Its own guess and, at most, those whose commit was in doubt.
		const std::uint64_t charged = hosts.counter(user, "seq");
		CPPUNIT_ASSERT(charged >= 1 && charged <= 5);
		CPPUNIT_ASSERT_EQUAL(1, hosts.stopAndCount());
	});
}
