//
// GaleraCluster.h
//
// Tests: cluster
//
// Three nodes that replicate to each other.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_GaleraCluster_INCLUDED
#define AuthPlug_Tests_GaleraCluster_INCLUDED


#include "GaleraNode.h"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class GaleraCluster
	/// A real cluster on loopback, all nodes of which are written to. Its
	/// database `authplug` has the product's tables, and the sample server's.
{
public:
	static constexpr std::size_t NODES = 3;

	explicit GaleraCluster(std::size_t nodes = NODES, const std::vector<std::string>& environment = {});
		/// Forms it; `environment` holds NAME=VALUE for the servers. Throws
		/// Skipped if Galera is not installed.

	GaleraCluster(const GaleraCluster&) = delete;
	GaleraCluster& operator = (const GaleraCluster&) = delete;

	~GaleraCluster();
		/// Ends the nodes, and keeps their files for those who search them.

	static GaleraCluster& shared();
		/// Returns the one that the tests share. A test leaves all of its nodes
		/// synchronised.

	GaleraNode& node(std::size_t number);

	void rejoin(std::size_t number);
		/// Starts a killed node again and waits until it is synchronised.

	void restart();
		/// After all nodes were killed: bootstraps from the one that knows most,
		/// lets the others join, and waits until all are synchronised.

	void awaitAll();
		/// Waits until all nodes are synchronised and have applied what the
		/// first one has committed.

	std::uint64_t conflicts() const;
		/// Returns how many transactions the nodes that run have taken back,
		/// at certification or on behalf of another node's.

	const std::string& database() const;
	const std::string& user() const;
	const std::string& password() const;
		/// An account, at 127.0.0.1, with the rights of sql/grants-core.sql.

	const std::string& folder() const;

private:
	void form(std::size_t nodes, const std::vector<std::string>& environment);
	void prepareDatabase();
	void end();
	std::string clusterAddress() const;
	void await(GaleraNode& node);

	std::string _folder;
	const std::string _database = "authplug";
	const std::string _user = "counting";
	std::string _password;
	std::vector<std::unique_ptr<GaleraNode>> _nodes;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_GaleraCluster_INCLUDED
