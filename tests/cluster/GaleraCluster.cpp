//
// GaleraCluster.cpp
//
// Tests: cluster
//
// SPDX-License-Identifier: BSL-1.0
//


#include "GaleraCluster.h"
#include "Canary.h"
#include "Machine.h"
#include "PrivateMariaDb.h"
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>


namespace fs = std::filesystem;


namespace AuthPlug {
namespace Tests {


namespace {


void sql(const std::string& program, const std::string& socket, const std::string& arguments)
{
	std::string output;
	const std::string command = PrivateMariaDb::sqlFolder() + "/" + program + " --no-defaults --user=root --socket=" + socket + " " + arguments;
	if (PrivateMariaDb::run({"/bin/bash", "-c", command}, output) != 0) throw std::runtime_error("sql/" + program + " failed: " + output);
}


std::uint64_t numberIn(const std::string& position)
	/// Of `uuid:number`; a node that knows nothing says -1.
{
	const std::string number = position.substr(position.find(':') + 1);
	return number[0] == '-' ? 0 : std::stoull(number);
}


} // namespace


GaleraCluster::GaleraCluster(std::size_t nodes, const std::vector<std::string>& environment):
	// As root the nodes run under another account, which can't reach a folder
	// that is root's alone.
	_folder(Machine::makeFolder("authplug-galera-", ::getuid() == 0 ? "/tmp" : Machine::baseFolder())),
	_password(Canary::password("Database"))
{
	try
	{
		if (::getuid() == 0) ::chmod(_folder.c_str(), 0711);
		form(nodes, environment);
		prepareDatabase();
		awaitAll();
	}
	catch (...)
	{
		end();
		throw;
	}
}


GaleraCluster::~GaleraCluster()
{
	end();
}


void GaleraCluster::end()
{
	_nodes.clear();
	std::error_code ignored;
	if (!std::getenv("AUTHPLUG_TEST_KEEP"))
	{
		fs::remove_all(_folder, ignored);
	}
	else if (::getuid() == 0 && Machine::baseFolder() != "/tmp")
	{
		fs::rename(_folder, Machine::baseFolder() + "/" + fs::path(_folder).filename().string(), ignored);
	}
}


GaleraCluster& GaleraCluster::shared()
{
	static GaleraCluster cluster;
	return cluster;
}


void GaleraCluster::form(std::size_t nodes, const std::vector<std::string>& environment)
{
	for (std::size_t i = 0; i < nodes; ++i)
	{
		_nodes.push_back(std::make_unique<GaleraNode>(_folder + "/node" + std::to_string(i + 1), environment));
	}
	_nodes[0]->bootstrap();
	await(*_nodes[0]);
	// One after the other: a node that sends its state can't take another in.
	for (std::size_t i = 1; i < _nodes.size(); ++i) rejoin(i);
}


void GaleraCluster::prepareDatabase()
{
	const std::string& socket = _nodes[0]->socket();
	sql("migrate", socket, "--create --database=" + _database);
	sql("migrate", socket, "--database=" + _database + " --component=auth-server --dir=" + AUTHPLUG_SOURCE_DIR "/examples/auth-server/sql");
	const std::string account = "'" + _user + "'@'%'";
	_nodes[0]->query("CREATE USER " + account + " IDENTIFIED BY PASSWORD '" + PrivateMariaDb::storedForm(_password) + "'");
	sql("grant", socket, "--database=" + _database + " --account=" + _user + "@% " + PrivateMariaDb::sqlFolder() + "/grants-core.sql");
}


std::string GaleraCluster::clusterAddress() const
{
	std::string address = "gcomm://";
	for (const auto& node : _nodes) address += (address.back() == '/' ? "" : ",") + node->address();
	return address;
}


void GaleraCluster::await(GaleraNode& node)
{
	if (!node.waitUntilSynced()) throw std::runtime_error("a node does not join, see " + node.errorLogPath());
}


GaleraNode& GaleraCluster::node(std::size_t number)
{
	return *_nodes.at(number);
}


void GaleraCluster::rejoin(std::size_t number)
{
	node(number).join(clusterAddress());
	await(node(number));
}


void GaleraCluster::restart()
{
	std::size_t best = 0;
	std::uint64_t most = 0;
	for (std::size_t i = 0; i < _nodes.size(); ++i)
	{
		const std::uint64_t known = numberIn(_nodes[i]->recoverPosition());
		if (known < most) continue;
		most = known;
		best = i;
	}
	_nodes[best]->bootstrap();
	await(*_nodes[best]);
	for (std::size_t i = 0; i < _nodes.size(); ++i)
	{
		if (i != best) rejoin(i);
	}
}


void GaleraCluster::awaitAll()
{
	for (auto& node : _nodes) await(*node);
	for (auto& node : _nodes) node->query("SET SESSION wsrep_sync_wait=15; SELECT 1 FROM pw LIMIT 1", _database);
}


std::uint64_t GaleraCluster::conflicts() const
{
	std::uint64_t sum = 0;
	for (const auto& node : _nodes)
	{
		if (node->isRunning()) sum += node->status("wsrep_local_cert_failures") + node->status("wsrep_local_bf_aborts");
	}
	return sum;
}


const std::string& GaleraCluster::database() const
{
	return _database;
}


const std::string& GaleraCluster::user() const
{
	return _user;
}


const std::string& GaleraCluster::password() const
{
	return _password;
}


const std::string& GaleraCluster::folder() const
{
	return _folder;
}


} } // namespace AuthPlug::Tests
