//
// ClusterReadTest.cpp
//
// Tests: cluster
//
// What one node has committed counts at once on the others.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "Cases.h"
#include "CountingHosts.h"
#include "Loops.h"
#include "Traffic.h"
#include <future>
#include <iostream>


using namespace AuthPlug::Tests;


namespace {


std::string password(int step)
{
	return Canary::password("Step" + std::to_string(step));
}


std::string versionOn(RootSql& node, const std::string& user)
	/// As a session reads it that does not wait for the cluster.
{
	return node.value("SET SESSION wsrep_sync_wait=0; SELECT version FROM pw WHERE user_id='" + user + "'");
}


} // namespace


AUTHPLUG_CASES(ClusterRead)
{
	addCase(suite, "a change on a node that is behind waits until it knows the password, and does not call it wrong", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		CountingHosts hosts(cluster);
		const std::string user = hosts.addUser(password(0));
		cluster.awaitAll();
		// Nothing that comes from the others is applied here from now on.
		RootSql behind(cluster.node(1).socket(), cluster.database());
		behind.query("FLUSH TABLES WITH READ LOCK");
		CPPUNIT_ASSERT_EQUAL(200, Traffic::send(hosts.port(0), Traffic::change(CountingHosts::token(user, 1), password(0), password(1))).status);
		CPPUNIT_ASSERT_EQUAL(std::string("0"), versionOn(behind, user));

		auto answer = std::async(std::launch::async, [&]
		{
			return Traffic::send(hosts.port(1), Traffic::change(CountingHosts::token(user, 2), password(1), password(2)));
		});
		CPPUNIT_ASSERT(answer.wait_for(std::chrono::seconds(1)) == std::future_status::timeout);
		behind.query("UNLOCK TABLES");
		const Answer second = answer.get();
		CPPUNIT_ASSERT_EQUAL_MESSAGE(second.body, 200, second.status);
		cluster.awaitAll();
		CPPUNIT_ASSERT_EQUAL(std::string("2"), versionOn(behind, user));
	});

	addCase(suite, "a lock that was set on one node holds at once on one that is behind", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		CountingHosts hosts(cluster);
		const std::string user = hosts.addUser(password(0));
		Traffic::send(hosts.port(0), Traffic::guess(CountingHosts::token(user), 0));
		cluster.awaitAll();
		RootSql behind(cluster.node(2).socket(), cluster.database());
		behind.query("FLUSH TABLES WITH READ LOCK");
		for (int i = 1; i < 5; ++i)
		{
			CPPUNIT_ASSERT(Traffic::isWrongPassword(Traffic::send(hosts.port(0), Traffic::guess(CountingHosts::token(user), i))));
		}
		auto answer = std::async(std::launch::async, [&] { return Traffic::send(hosts.port(2), Traffic::guess(CountingHosts::token(user), 5)); });
		CPPUNIT_ASSERT(answer.wait_for(std::chrono::seconds(1)) == std::future_status::timeout);
		behind.query("UNLOCK TABLES");
		CPPUNIT_ASSERT_EQUAL(429, answer.get().status);
		CPPUNIT_ASSERT_EQUAL(5, hosts.stopAndCount());
	});

	addCase(suite, "the new password is the old one of the next change, on the next node, at once", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		CountingHosts hosts(cluster);
		const std::string user = hosts.addUser(password(0));
		cluster.awaitAll();
		const int changes = Loops::times(150);
		for (int i = 0; i < changes; ++i)
		{
			const Answer answer = Traffic::send(hosts.port(static_cast<std::size_t>(i)%hosts.size()),
				Traffic::change(CountingHosts::token(user, i), password(i), password(i + 1)));
			CPPUNIT_ASSERT_EQUAL_MESSAGE("change " + std::to_string(i) + ": " + answer.body, 200, answer.status);
		}
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), hosts.counter(user, "seq - base"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(changes), hosts.counter(user, "seq"));
		std::cout << "     " << changes << " changes, each on another node than the one before, none refused" << std::endl;
	});
}
