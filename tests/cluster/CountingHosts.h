//
// CountingHosts.h
//
// Tests: cluster
//
// Servers that count their hashes, each on a node of its own.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_CountingHosts_INCLUDED
#define AuthPlug_Tests_CountingHosts_INCLUDED


#include "CountingServer.h"
#include "GaleraCluster.h"
#include <cstddef>
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class CountingHosts
	/// One server for each entry of `environments`, on the node of its number.
{
public:
	struct Options
	{
		std::string settings;       /// further lines of the plugin's configuration
		std::string pluginFile;     /// another build of the plugin
		std::vector<std::vector<std::string>> environments = {{}, {}, {}};
	};

	explicit CountingHosts(GaleraCluster& cluster);
	CountingHosts(GaleraCluster& cluster, const Options& options);

	std::uint16_t port(std::size_t server) const;
	std::size_t size() const;

	std::string addUser(const std::string& password);
		/// Makes an account and returns its name, which no other has.

	static std::string token(const std::string& user, int number = 0);
		/// Returns a token of the user's; another one for another number.

	std::uint64_t counter(const std::string& user, const std::string& column, std::size_t node = 0);
		/// Returns a column of the user's guess limit, or 0 while there is no
		/// row, with all that was committed before.

	int stopAndCount();
		/// Stops the servers; returns how many hashes they have computed.

	std::size_t logged(const std::string& part) const;
		/// Returns how many lines of the servers' logs hold this text.

private:
	GaleraCluster& _cluster;
	std::vector<std::unique_ptr<CountingServer>> _servers;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_CountingHosts_INCLUDED
