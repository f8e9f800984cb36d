//
// AuthServers.h
//
// Tests: cluster
//
// Three sample auth servers, each on a node of its own.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_AuthServers_INCLUDED
#define AuthPlug_Tests_AuthServers_INCLUDED


#include "ChildProcess.h"
#include "GaleraCluster.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class AuthServers
	/// One deployment: the same keys, users and mail spool, three processes.
	/// Thread-safe but for stop().
{
public:
	static const char* const FIRST_PASSWORD;

	AuthServers(GaleraCluster& cluster, int users, const std::string& pluginSettings);
		/// Makes users 1 to `users` unless they are there.

	AuthServers(const AuthServers&) = delete;
	AuthServers& operator = (const AuthServers&) = delete;

	~AuthServers();

	std::uint16_t port(std::size_t server) const;
	std::size_t size() const;

	static std::string login(int user);

	int signIn(std::size_t server, int user, const std::string& password, std::string& accessToken);
		/// Returns the status of the sign-in, and the token if it is 200.

	void stop();
		/// Fails the test if a server cuts requests.

	std::vector<std::string> logLines(const std::string& event) const;
		/// Returns the lines of all servers' logs that tell of this event.

	std::size_t mails() const;
		/// Returns how many notices were spooled; each event has one at most.

private:
	struct Server
	{
		std::string state;
		std::unique_ptr<ChildProcess> process;
		std::uint16_t port = 0;
	};

	void start(GaleraCluster& cluster, std::size_t number, int users, const std::string& pluginSettings);
	std::string logPath(const Server& server) const;

	std::string _folder;
	std::vector<Server> _servers;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_AuthServers_INCLUDED
