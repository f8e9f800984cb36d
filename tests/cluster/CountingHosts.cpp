//
// CountingHosts.cpp
//
// Tests: cluster
//
// SPDX-License-Identifier: BSL-1.0
//


#include "CountingHosts.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "Canary.h"
#include "core/StandardHasher.h"
#include <atomic>
#include <sstream>


namespace AuthPlug {
namespace Tests {


namespace {


std::string stored(const std::string& password)
{
	static Host::SystemRandom random;
	static Password::StandardHasher hasher{Password::Argon2Options(), random};
	char text[512];
	std::size_t size = 0;
	if (!hasher.hash(Api::SecretView(password), Api::HashSlot(), text, sizeof(text), size)) throw std::runtime_error("no hash");
	return std::string(text, size);
}


} // namespace


CountingHosts::CountingHosts(GaleraCluster& cluster): CountingHosts(cluster, Options())
{
}


CountingHosts::CountingHosts(GaleraCluster& cluster, const Options& options): _cluster(cluster)
{
	for (std::size_t i = 0; i < options.environments.size(); ++i)
	{
		const DatabaseAccess access{cluster.node(i).port(), cluster.user(), cluster.password(), cluster.database()};
		_servers.push_back(std::make_unique<CountingServer>(AUTHPLUG_COUNTING_HOST, access,
			options.pluginFile.empty() ? AUTHPLUG_PLUGIN_FILE : options.pluginFile, Canary::token("cluster"), options.settings, options.environments[i]));
	}
}


std::uint16_t CountingHosts::port(std::size_t server) const
{
	return _servers.at(server)->port();
}


std::size_t CountingHosts::size() const
{
	return _servers.size();
}


std::string CountingHosts::addUser(const std::string& password)
{
	static std::atomic<int> number{0};
	const std::string name = "u" + std::to_string(++number);
	_cluster.node(0).query("INSERT INTO pw(user_id, hash) VALUES('" + name + "', '" + stored(password) + "')", _cluster.database());
	return name;
}


std::string CountingHosts::token(const std::string& user, int number)
{
	return Canary::token("cluster") + "." + user + "." + std::to_string(number);
}


std::uint64_t CountingHosts::counter(const std::string& user, const std::string& column, std::size_t node)
{
	return std::stoull(_cluster.node(node).value("SET SESSION wsrep_sync_wait=1; SELECT COALESCE((SELECT " + column
		+ " FROM pw_check WHERE user_id='" + user + "' AND purpose='change'), 0)", _cluster.database()));
}


int CountingHosts::stopAndCount()
{
	int count = 0;
	for (const auto& server : _servers) count += server->stopAndCount();
	return count;
}


std::size_t CountingHosts::logged(const std::string& part) const
{
	std::size_t count = 0;
	for (const auto& server : _servers)
	{
		std::istringstream lines(server->log());
		for (std::string line; std::getline(lines, line);) count += line.find(part) != std::string::npos ? 1 : 0;
	}
	return count;
}


} } // namespace AuthPlug::Tests
