//
// ClusterStormTest.cpp
//
// Tests: cluster
//
// Nodes die under load, one and all of them, and nothing that was acknowledged
// is lost.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthServers.h"
#include "Canary.h"
#include "Cases.h"
#include "Loops.h"
#include "Storm.h"
#include "Traffic.h"
#include <chrono>
#include <iostream>


using namespace AuthPlug::Tests;


namespace {


void wait(int millis)
{
	std::this_thread::sleep_for(std::chrono::milliseconds(millis));
}


void awaitChanges(const Storm& storm, int more)
	/// Waits until so many more changes were acknowledged: the storm blows.
{
	const int wanted = storm.changes() + more;
	for (int i = 0; i < 600 && storm.changes() < wanted; ++i) wait(100);
	CPPUNIT_ASSERT(storm.changes() >= wanted);
}


} // namespace


AUTHPLUG_CASES(ClusterStorm)
{
	addCase(suite, "one node and then all are killed in a storm of changes and guesses: nothing acknowledged is lost", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		Storm storm(cluster);
		std::uint64_t conflicts = 0;
		int kills = 0;
		const int loops = Loops::times(1);
		for (int loop = 0; loop < loops; ++loop)
		{
			const std::size_t victim = static_cast<std::size_t>(loop + 1)%GaleraCluster::NODES;
			const std::uint64_t before = cluster.conflicts();
			storm.blow();
			awaitChanges(storm, 20);
			conflicts += cluster.conflicts() - before;
			cluster.node(victim).kill();
			++kills;
			awaitChanges(storm, 20);
			cluster.rejoin(victim);
			awaitChanges(storm, 20);
			storm.calm();
			storm.check();

			storm.blow();
			awaitChanges(storm, 20);
			for (std::size_t i = 0; i < GaleraCluster::NODES; ++i)
			{
				cluster.node((victim + i)%GaleraCluster::NODES).kill();
				++kills;
				// The others still wait for the first one's vote: what they were
				// about to commit is in doubt when they die.
				if (i == 0) wait(500);
			}
			cluster.restart();
			awaitChanges(storm, 20);
			storm.calm();
			storm.check();
		}
		storm.finish();
		std::cout << "     " << loops << " runs, " << kills << " kills, " << conflicts << " conflicts; " << storm.summary() << std::endl;
	});

	addCase(suite, "three changes of one user at once, one on each node: one wins", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		AuthServers servers(cluster, 10, "");
		const int user = 9;
		std::string password = AuthServers::FIRST_PASSWORD;
		const int rounds = Loops::times(8);
		for (int round = 0; round < rounds; ++round)
		{
			std::vector<Shot> shots;
			std::vector<std::string> next;
			for (std::size_t i = 0; i < servers.size(); ++i)
			{
				std::string token;
				CPPUNIT_ASSERT_EQUAL(200, servers.signIn(i, user, password, token));
				next.push_back(Canary::password("R" + std::to_string(round) + "s" + std::to_string(i)));
				shots.push_back(Shot{servers.port(i), Traffic::change(token, password, next.back())});
			}
			const std::vector<Answer> answers = Traffic::burst(shots);
			int winners = 0;
			for (std::size_t i = 0; i < answers.size(); ++i)
			{
				CPPUNIT_ASSERT_MESSAGE(answers[i].body, answers[i].status == 200 || answers[i].status == 401);
				if (answers[i].status != 200) continue;
				++winners;
				password = next[i];
			}
			CPPUNIT_ASSERT_EQUAL(1, winners);
		}
		std::string token;
		CPPUNIT_ASSERT_EQUAL(200, servers.signIn(0, user, password, token));
		cluster.awaitAll();
		CPPUNIT_ASSERT_EQUAL(std::to_string(rounds), cluster.node(2).value(
			"SELECT version FROM pw JOIN account a ON user_id=CAST(a.id AS CHAR) WHERE login='" + AuthServers::login(user) + "'", cluster.database()));
		servers.stop();
	});

	addCase(suite, "one request sent to all three nodes at once is one change, and three answers 200", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		AuthServers servers(cluster, 10, "");
		const int user = 10;
		std::string password = AuthServers::FIRST_PASSWORD;
		const int rounds = Loops::times(8);
		for (int round = 0; round < rounds; ++round)
		{
			std::string token;
			CPPUNIT_ASSERT_EQUAL(200, servers.signIn(0, user, password, token));
			const std::string next = Canary::password("Round" + std::to_string(round));
			std::vector<Shot> shots;
			for (std::size_t i = 0; i < servers.size(); ++i) shots.push_back(Shot{servers.port(i), Traffic::change(token, password, next)});
			const std::map<int, int> got = Traffic::statuses(Traffic::burst(shots));
			CPPUNIT_ASSERT_EQUAL(std::string("3 of 200"), Traffic::written(got));
			password = next;
		}
		cluster.awaitAll();
		CPPUNIT_ASSERT_EQUAL(std::to_string(rounds), cluster.node(1).value(
			"SELECT version FROM pw JOIN account a ON user_id=CAST(a.id AS CHAR) WHERE login='" + AuthServers::login(user) + "'", cluster.database()));
		servers.stop();
	});
}
