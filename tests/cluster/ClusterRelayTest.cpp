//
// ClusterRelayTest.cpp
//
// Tests: cluster
//
// The relays of three servers, each on a node of its own, deliver each event
// once.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/OutboxRelay.h"
#include "Loops.h"
#include "NodeData.h"
#include <algorithm>
#include <array>
#include <iostream>
#include <map>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


class Counter: public Host::OutboxConsumer
{
public:
	Host::Delivery deliver(const Host::OutboxEvent& event) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		++_seen[std::string(event.eventId)];
		return Host::Delivery::delivered;
	}

	std::map<std::string, int> seen() const
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return _seen;
	}

private:
	mutable std::mutex _mutex;
	std::map<std::string, int> _seen;
};


struct Station
	/// A relay on one node.
{
	Station(GaleraCluster& cluster, std::size_t node, Counter& counter): data(cluster, node), relay(data.database, counter, data.clock, data.log, options())
	{
	}

	static Host::OutboxRelay::Options options()
	{
		Host::OutboxRelay::Options options;
		options.pollMillis = 20;
		return options;
	}

	NodeData data;
	Host::OutboxRelay relay;
};


} // namespace


AUTHPLUG_CASES(ClusterRelay)
{
	addCase(suite, "three relays on three nodes deliver each event once, although no node knows another's locks", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		const auto events = static_cast<std::size_t>(Loops::times(150));
		cluster.node(0).query("DELETE FROM pw_outbox; INSERT INTO pw_outbox(event_id, user_id, kind, created_us) SELECT RANDOM_BYTES(16), 'ada', 'PASSWORD_CHANGED', seq FROM seq_1_to_"
			+ std::to_string(events), cluster.database());
		cluster.awaitAll();
		const std::uint64_t before = cluster.conflicts();
		Counter counter;
		std::array<Station, 3> stations{Station{cluster, 0, counter}, Station{cluster, 1, counter}, Station{cluster, 2, counter}};
		for (Station& station: stations) station.relay.start();
		CPPUNIT_ASSERT(becomesTrue([&] { return cluster.node(0).value("SELECT COUNT(*) FROM pw_outbox WHERE done_us IS NULL", cluster.database()) == "0"; }, 120000));
		std::string shares;
		for (Station& station: stations)
		{
			station.relay.stop();
			shares += (shares.empty() ? "" : " + ") + std::to_string(station.relay.state().delivered);
		}
		const auto seen = counter.seen();
		CPPUNIT_ASSERT_EQUAL(events, seen.size());
		CPPUNIT_ASSERT(std::all_of(seen.begin(), seen.end(), [](const auto& entry) { return entry.second == 1; }));
		std::cout << "     " << shares << " events, " << cluster.conflicts() - before << " conflicts between nodes" << std::endl;
	});
}
