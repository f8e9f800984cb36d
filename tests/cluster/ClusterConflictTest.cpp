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
#include "AuthPlug/Host/MariaDbDatabase.h"
#include "Canary.h"
#include "CountingHosts.h"
#include "DataFixture.h"
#include "Traffic.h"
#include <iostream>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


struct NodeData
	/// A database on one node.
{
	explicit NodeData(GaleraCluster& cluster, std::size_t node = 0): database(optionsFor(cluster, node), clock, random, log)
	{
	}

	static Host::DatabaseOptions optionsFor(GaleraCluster& cluster, std::size_t node)
	{
		Host::DatabaseOptions options;
		options.host = "127.0.0.1";
		options.port = cluster.node(node).port();
		options.user = cluster.user();
		options.password = cluster.password();
		options.name = cluster.database();
		return options;
	}

	Host::SystemClock clock;
	Host::SystemRandom random;
	MemoryLog log;
	Host::MariaDbDatabase database;
};


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
