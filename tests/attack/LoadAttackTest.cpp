//
// LoadAttackTest.cpp
//
// Tests: attack
//
// Attacks 20 and 21: more hashes than the machine can compute, and slots that
// are never given back.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arena.h"
#include "Burst.h"
#include "HeldRequest.h"
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


constexpr int QUEUE = 30;
constexpr int PLACES = 8;  // at one slot
constexpr int REQUESTS = 40;
constexpr long HASH_KIB = 19456;


FaultWorld& world()
{
	return Arena::world();
}


std::unique_ptr<FaultServer> narrow(const std::string& hostSettings, int deadlineMillis)
	/// Returns a server that computes one hash at a time.
{
	return std::make_unique<FaultServer>(world().database(), AUTHPLUG_PLUGIN_FILE, world().place(), world().database().port(), FaultServer::Relay::off,
		FaultServer::Settings{"route.deadline_ms = " + std::to_string(deadlineMillis) + "\n", "hash.slots = 1\n" + hostSettings});
}


long residentPeakKib(pid_t pid)
{
	std::ifstream in("/proc/" + std::to_string(pid) + "/status");
	for (std::string line; std::getline(in, line);)
	{
		if (line.compare(0, 6, "VmHWM:") == 0) return std::stol(line.substr(6));
	}
	return 0;
}


struct Client
{
	Victim victim;
	std::unique_ptr<Wire> wire;
};


Client connected(FaultServer& server, const Victim& victim = world().newVictim(true))
{
	Client client{victim, std::make_unique<Wire>(server.port())};
	client.wire->send(Arena::change(client.victim.token, FaultWorld::oldPassword(), FaultWorld::newPassword()).bytes());
	return client;
}


template <class Condition>
bool becomesTrue(Condition condition)
{
	for (int i = 0; i < 1000; ++i)
	{
		if (condition()) return true;
		std::this_thread::sleep_for(std::chrono::milliseconds(20));
	}
	return false;
}


} // namespace


AUTHPLUG_CASES(Attack)
{
	// argon2_elixir#19, Keycloak#28477, Authelia#1044, opensearch security#6393:
	// a queue without end, that goes on hashing for clients who have left.
	addCase(suite, "20 hash overload: the queue is bounded, what is shed is 503 and not charged, the dead are skipped", []
	{
		const auto narrowed = narrow("hash.queue = " + std::to_string(QUEUE) + "\n", 60000);
		FaultServer& server = *narrowed;
		const Victim holder = world().newVictim(true);
		const Span span;
		HeldRequest held(server, "verify.before", holder, FaultWorld::oldPassword(), FaultWorld::newPassword());
		const long before = residentPeakKib(server.pid());

		// The other places at the slot: who has one is charged, and hashed next.
		std::vector<Client> next;
		for (int i = 1; i < PLACES; ++i) next.push_back(connected(server));
		for (const Client& client: next) CPPUNIT_ASSERT(becomesTrue([&] { return world().truthOf(client.victim).seq == 1; }));

		std::vector<Client> clients;
		for (int i = 0; i < REQUESTS; ++i) clients.push_back(connected(server));
		std::vector<Client> shed;
		CPPUNIT_ASSERT(becomesTrue([&]
		{
			for (auto client = clients.begin(); client != clients.end();)
			{
				if (client->wire->silent())
				{
					++client;
					continue;
				}
				shed.push_back(std::move(*client));
				client = clients.erase(client);
			}
			return shed.size() >= REQUESTS - QUEUE;
		}));
		CPPUNIT_ASSERT_EQUAL(std::size_t(QUEUE), clients.size());
		for (Client& client: shed)
		{
			expectBusy(client.wire->receive());
			CPPUNIT_ASSERT_EQUAL(0, world().truthOf(client.victim).seq);
		}

		// Sent away at the door: not even the lock is looked up.
		const Victim locked = world().newVictim(true);
		Arena::setCounters(locked, "seq=5, used=5, free_at_us=CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) AS UNSIGNED)+900000000");
		expectBusy(Arena::guess(server.port(), locked, FaultWorld::oldPassword()));

		std::vector<Victim> dead;
		while (dead.size() < QUEUE/2)
		{
			dead.push_back(clients.back().victim);
			clients.pop_back();
		}
		const auto begin = std::chrono::steady_clock::now();
		CPPUNIT_ASSERT_EQUAL(200, held.release().status);
		for (Client& client: next) CPPUNIT_ASSERT_EQUAL(200, client.wire->receive().status);
		for (Client& client: clients)
		{
			CPPUNIT_ASSERT_EQUAL(200, client.wire->receive().status);
			expectChangedTo(client.victim, FaultWorld::newPassword());
		}
		for (const Victim& victim: dead) CPPUNIT_ASSERT_EQUAL(0, world().truthOf(victim).seq);
		CPPUNIT_ASSERT_EQUAL(PLACES + QUEUE/2, span.said().verified);
		CPPUNIT_ASSERT_EQUAL(PLACES + QUEUE/2, span.said().granted);

		CPPUNIT_ASSERT_EQUAL(429, Arena::guess(server.port(), locked, FaultWorld::oldPassword()).status);

		const auto after = std::chrono::steady_clock::now();
		CPPUNIT_ASSERT_EQUAL(200, Arena::guess(server.port(), world().newVictim(true), FaultWorld::oldPassword()).status);
		const auto millis = [](auto from, auto to) { return std::chrono::duration_cast<std::chrono::milliseconds>(to - from).count(); };
		const long grown = residentPeakKib(server.pid()) - before;
		std::cout << "     the queue of " << QUEUE/2 << " took " << millis(begin, after) << " ms, the first request after it "
			<< millis(after, std::chrono::steady_clock::now()) << " ms; " << grown << " KiB more than before" << std::endl;
		// One slot's memory at a time, and the stacks of the threads.
		CPPUNIT_ASSERT(grown < 6*HASH_KIB);
	});

	addCase(suite, "20 hash overload by one user: he may fill the queue, but others take his room and are served", []
	{
		const auto narrowed = narrow("hash.queue = " + std::to_string(QUEUE) + "\n", 60000);
		FaultServer& server = *narrowed;
		HeldRequest held(server, "verify.before", world().newVictim(true), FaultWorld::oldPassword(), FaultWorld::newPassword());
		std::vector<Client> next;
		for (int i = 1; i < PLACES; ++i) next.push_back(connected(server));
		for (const Client& client: next) CPPUNIT_ASSERT(becomesTrue([&] { return world().truthOf(client.victim).seq == 1; }));

		const Victim noisy = world().newVictim(true);
		std::vector<std::unique_ptr<Wire>> noise;
		for (int i = 0; i < REQUESTS; ++i) noise.push_back(connected(server, noisy).wire);
		const auto waiting = [&] { return std::count_if(noise.begin(), noise.end(), [](const auto& wire) { return wire->silent(); }); };
		CPPUNIT_ASSERT(becomesTrue([&] { return waiting() == QUEUE; }));

		constexpr int OTHERS = QUEUE - 5;
		std::vector<Client> others;
		for (int i = 0; i < OTHERS; ++i) others.push_back(connected(server));
		CPPUNIT_ASSERT(becomesTrue([&] { return waiting() == QUEUE - OTHERS; }));
		CPPUNIT_ASSERT_EQUAL(200, held.release().status);
		for (Client& client: others) CPPUNIT_ASSERT_EQUAL(200, client.wire->receive().status);
		std::map<int, int> counts;
		for (const auto& wire: noise)
		{
			const auto answer = wire->receive();
			++counts[answer.status];
			if (answer.status == 503) expectBusy(answer);
		}
		CPPUNIT_ASSERT_EQUAL(QUEUE - OTHERS, counts[200]);
		CPPUNIT_ASSERT_EQUAL(REQUESTS - (QUEUE - OTHERS), counts[503]);
	});

	addCase(suite, "20 hash overload: 1000 valid requests at 150 connections and one slot, each is served or shed", []
	{
		const auto narrowed = narrow(std::string(), 1000);
		FaultServer& server = *narrowed;
		const Span span;
		std::vector<Victim> victims;
		for (int i = 0; i < 50; ++i) victims.push_back(world().newVictim(true));
		std::map<int, int> counts;
		for (int round = 0; round < 7; ++round)
		{
			Burst burst;
			for (int i = 0; i < 143; ++i)
			{
				const Victim& victim = victims[static_cast<std::size_t>(i) % victims.size()];
				burst.add(server.port(), Arena::change(victim.token, FaultWorld::oldPassword(), FaultWorld::newPassword()));
			}
			for (const auto& [status, count]: Burst::statuses(burst.release())) counts[status] += count;
		}
		const Testimony said = span.said();
		std::cout << "     1001 requests: " << Burst::written(counts) << "; " << said.granted << " charged, " << said.verified << " checked" << std::endl;
		CPPUNIT_ASSERT_EQUAL(1001, counts[200] + counts[503] + counts[429]);
		CPPUNIT_ASSERT(counts[503] > 0);
		CPPUNIT_ASSERT_EQUAL(said.granted, said.verified);
		int charged = 0;
		for (const Victim& victim: victims)
		{
			const Truth truth = world().truthOf(victim);
			charged += truth.seq;
			CPPUNIT_ASSERT(truth.version <= 1 && truth.events == truth.version);
		}
		CPPUNIT_ASSERT(charged >= said.granted && charged <= said.granted + said.doubt);
		CPPUNIT_ASSERT_EQUAL(200, Arena::guess(server.port(), world().newVictim(true), FaultWorld::oldPassword()).status);
	});

	// Keycloak's semaphore, solana-private-channels#247: a slot that is not given
	// back after an interruption. 10^5 random runs of the slots alone are in
	// HashSlotPoolTest; these are of the whole server.
	addCase(suite, "21 slot leak: after 200 requests that are cut, refused or lose the database, the only slot is free", []
	{
		const auto narrowed = narrow("database.pool = 3\n", 1500);
		FaultServer& server = *narrowed;
		std::mt19937 random(21);
		std::vector<Victim> victims;
		std::vector<std::unique_ptr<Wire>> left;
		for (int i = 0; i < 200; ++i)
		{
			if (victims.empty() || random() % 8 == 0) victims.push_back(world().newVictim(true));
			const Victim& victim = victims.back();
			const std::string bytes = Arena::change(victim.token, random() % 3 == 0 ? FaultWorld::oldPassword() : Canary::password("Guess"),
				random() % 4 == 0 ? FaultWorld::oldPassword() : FaultWorld::newPassword()).bytes();
			auto wire = std::make_unique<Wire>(server.port());
			const std::size_t sent = random() % 4 == 0 ? random() % bytes.size() : bytes.size();
			wire->send(bytes.substr(0, sent));
			switch (random() % 4)
			{
			case 0:
				std::this_thread::sleep_for(std::chrono::milliseconds(random() % 30));
				wire.reset();  // hangs up
				break;
			case 1:
				std::this_thread::sleep_for(std::chrono::milliseconds(random() % 30));
				Arena::killConnections();
				break;
			default:
				left.push_back(std::move(wire));
				break;
			}
		}
		left.clear();
		const Victim last = world().newVictim(true);
		CPPUNIT_ASSERT(becomesTrue([&] { return Arena::guess(server.port(), last, FaultWorld::oldPassword()).status == 200; }));
		// No user's turn is lost either.
		for (const Victim& victim: victims)
		{
			CPPUNIT_ASSERT(becomesTrue([&] { return Arena::guess(server.port(), victim, FaultWorld::oldPassword()).status != 503; }));
		}
	});
}
