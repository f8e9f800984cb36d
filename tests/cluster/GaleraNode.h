//
// GaleraNode.h
//
// Tests: cluster
//
// One MariaDB server of a Galera cluster.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_GaleraNode_INCLUDED
#define AuthPlug_Tests_GaleraNode_INCLUDED


#include "ChildProcess.h"
#include "RootSql.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class GaleraNode
	/// A server process with data, socket and ports of its own, all on
	/// 127.0.0.1. As root it runs under another account, since a state transfer
	/// by rsync works under an ordinary account only. To be started and killed
	/// by the main thread; the rest is thread-safe.
{
public:
	GaleraNode(const std::string& folder, std::vector<std::string> environment);
		/// Makes the node's folder. `environment` holds NAME=VALUE for the server.

	GaleraNode(const GaleraNode&) = delete;
	GaleraNode& operator = (const GaleraNode&) = delete;

	~GaleraNode();
		/// Kills the server.

	void bootstrap();
		/// Starts it as the first node of a cluster.

	void join(const std::string& clusterAddress);
		/// Starts it as a further node, or again as one. What it lacks it gets
		/// from the others: only that, if its own data are known to be whole.

	void kill();
		/// SIGKILL; does nothing if it does not run.

	void suspend();
		/// SIGSTOP: connections stay open, and nothing answers from now on.

	void resume();

	bool isRunning() const;

	bool waitUntilSynced(int seconds = 60);
		/// Returns false if the server ends or does not become a synchronised
		/// member of a primary component in time.

	std::string recoverPosition();
		/// Returns `uuid:number` of the last transaction that the data of the
		/// killed server hold. Only while it does not run.

	std::string value(const std::string& sql, const std::string& database = std::string()) const;
		/// Runs a statement as root; returns the one value of the one row.

	RootSql::Rows query(const std::string& sql, const std::string& database = std::string()) const;

	std::uint64_t status(const std::string& name) const;
		/// Returns a status variable that is a number.

	std::string address() const;
		/// Where the other nodes find it.

	std::uint16_t port() const;
	const std::string& socket() const;
	std::string errorLogPath() const;

private:
	std::vector<std::string> command(const std::vector<std::string>& further) const;
	void start(const std::vector<std::string>& further);
	std::vector<std::string> options() const;

	const std::string _folder;
	const std::vector<std::string> _environment;
	const std::string _socket;
	const std::uint16_t _port;
	const std::uint16_t _groupPort;
	const std::uint16_t _incrementalPort;
	const std::uint16_t _transferPort;
	std::unique_ptr<ChildProcess> _process;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_GaleraNode_INCLUDED
