//
// NodeData.h
//
// Tests: cluster
//
// The SDK's database service on a node of the cluster.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_NodeData_INCLUDED
#define AuthPlug_Tests_NodeData_INCLUDED


#include "AuthPlug/Host/MariaDbDatabase.h"
#include "DataFixture.h"
#include "GaleraCluster.h"


namespace AuthPlug {
namespace Tests {


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


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_NodeData_INCLUDED
