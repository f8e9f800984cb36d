//
// ClusterLimitTest.cpp
//
// Tests: cluster
//
// The guess limit is exact with three servers that write to three nodes.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/FakeHasher.h"
#include "Canary.h"
#include "Cases.h"
#include "CountingHosts.h"
#include "Loops.h"
#include "Traffic.h"
#include <iostream>


using namespace AuthPlug::Tests;


namespace {


constexpr int CONNECTIONS = 96;
constexpr int LIMIT = 5;


std::vector<Shot> guesses(const CountingHosts& hosts, const std::string& user)
	/// Each with a token of its own, as a thief with many sessions would.
{
	std::vector<Shot> shots;
	for (int i = 0; i < CONNECTIONS; ++i)
	{
		shots.push_back(Shot{hosts.port(static_cast<std::size_t>(i)%hosts.size()), Traffic::guess(CountingHosts::token(user, i), i)});
	}
	return shots;
}


std::string addUser(GaleraCluster& cluster)
	/// With the form of the hasher that the workers use.
{
	static int number = 0;
	const std::string name = "w" + std::to_string(++number);
	cluster.node(0).query("INSERT INTO pw(user_id, hash) VALUES('" + name + "', '"
		+ AuthPlug::Testing::FakeHasher::stored(Canary::password("Right")) + "')", cluster.database());
	cluster.awaitAll();
	return name;
}


std::string charged(GaleraCluster& cluster, const std::string& user)
{
	return cluster.node(1).value("SET SESSION wsrep_sync_wait=1; SELECT seq FROM pw_check WHERE user_id='" + user + "' AND purpose='change'", cluster.database());
}


struct Worker
	/// A process whose threads all send at once: no queue holds a user's
	/// requests back.
{
	Worker(GaleraCluster& cluster, std::size_t node, const std::string& user, const std::string& kind):
		process({AUTHPLUG_LIMIT_WORKER, std::to_string(cluster.node(node).port()), cluster.user(), cluster.password(), cluster.database(),
			user, kind, std::to_string(CONNECTIONS/3), std::to_string(CONNECTIONS/3)},
			{}, cluster.folder() + "/workers.err")
	{
		std::string line;
		if (!process.readLine(line) || line != "ready") throw std::runtime_error("the worker says: " + line);
	}

	ChildProcess process;
};


struct Witnesses
{
	int wrong = 0;
	int locked = 0;
	int verified = 0;
};


Witnesses attack(GaleraCluster& cluster, const std::string& user, const std::string& kind)
{
	std::vector<std::unique_ptr<Worker>> workers;
	for (std::size_t i = 0; i < GaleraCluster::NODES; ++i) workers.push_back(std::make_unique<Worker>(cluster, i, user, kind));
	for (const auto& worker : workers) worker->process.writeLine("go");
	Witnesses sum;
	for (const auto& worker : workers)
	{
		std::string line;
		CPPUNIT_ASSERT(worker->process.readLine(line));
		std::istringstream numbers(line);
		Witnesses own;
		numbers >> own.wrong >> own.locked >> own.verified;
		sum.wrong += own.wrong;
		sum.locked += own.locked;
		sum.verified += own.verified;
		CPPUNIT_ASSERT_EQUAL(0, worker->process.wait());
	}
	return sum;
}


} // namespace


AUTHPLUG_CASES(ClusterLimit)
{
	addCase(suite, "of 96 wrong passwords released together on three nodes five are checked, by three witnesses", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		CountingHosts hosts(cluster);
		const std::uint64_t before = cluster.conflicts();
		const int runs = Loops::times(13);
		const std::map<int, int> wanted = {{401, LIMIT}, {429, CONNECTIONS - LIMIT}};
		for (int run = 0; run < runs; ++run)
		{
			const std::string user = hosts.addUser(Canary::password("Right"));
			const std::map<int, int> got = Traffic::statuses(Traffic::burst(guesses(hosts, user)));
			CPPUNIT_ASSERT_EQUAL_MESSAGE("run " + std::to_string(run), Traffic::written(wanted), Traffic::written(got));
			for (std::size_t node = 0; node < GaleraCluster::NODES; ++node)
			{
				CPPUNIT_ASSERT_EQUAL(std::uint64_t(LIMIT), hosts.counter(user, "seq", node));
			}
		}
		CPPUNIT_ASSERT_EQUAL(LIMIT*runs, hosts.stopAndCount());
		std::cout << "     " << runs << " runs of " << CONNECTIONS << " requests, each with exactly " << LIMIT << " checks; "
			<< cluster.conflicts() - before << " conflicts between nodes" << std::endl;
	});

	addCase(suite, "the same without a queue in front: 96 threads in three processes", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		const std::uint64_t before = cluster.conflicts();
		const int runs = Loops::times(13);
		for (int run = 0; run < runs; ++run)
		{
			const std::string user = addUser(cluster);
			const Witnesses seen = attack(cluster, user, "exact");
			CPPUNIT_ASSERT_EQUAL(LIMIT, seen.wrong);
			CPPUNIT_ASSERT_EQUAL(LIMIT, seen.verified);
			CPPUNIT_ASSERT_EQUAL(CONNECTIONS - LIMIT, seen.locked);
			CPPUNIT_ASSERT_EQUAL(std::to_string(LIMIT), charged(cluster, user));
		}
		std::cout << "     " << runs << " runs of " << CONNECTIONS << " threads, each with exactly " << LIMIT << " checks; "
			<< cluster.conflicts() - before << " conflicts between nodes" << std::endl;
	});

	addCase(suite, "a read-then-write limit fails this very check", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		const std::string user = addUser(cluster);
		cluster.node(0).query("INSERT INTO pw_check(user_id, purpose) VALUES('" + user + "', 'change')", cluster.database());
		cluster.awaitAll();
		const Witnesses seen = attack(cluster, user, "naive");
		CPPUNIT_ASSERT(seen.verified > LIMIT);
		std::cout << "     a naive limit of " << LIMIT << " checked " << seen.verified << std::endl;
	});
}
