//
// AuthServers.cpp
//
// Tests: cluster
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthServers.h"
#include "Machine.h"
#include "PrivateMariaDb.h"
#include "Traffic.h"
#include <cppunit/TestAssert.h>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>


namespace fs = std::filesystem;


namespace AuthPlug {
namespace Tests {


namespace {


void rememberSecret(const std::string& secret)
	/// Logs are searched for it.
{
	const char* const file = std::getenv("AUTHPLUG_SECRETS_FILE");
	if (file && *file) std::ofstream(file, std::ios::app) << secret << "\n";
}


} // namespace


// The one that examples/support gives to seeded users.
const char* const AuthServers::FIRST_PASSWORD = "Old-password-1";


AuthServers::AuthServers(GaleraCluster& cluster, int users, const std::string& pluginSettings): _folder(Machine::makeFolder("authplug-auth-"))
{
	for (std::size_t i = 0; i < GaleraCluster::NODES; ++i) start(cluster, i, users, pluginSettings);
}


AuthServers::~AuthServers()
{
	_servers.clear();
	std::error_code ignored;
	if (!std::getenv("AUTHPLUG_TEST_KEEP")) fs::remove_all(_folder, ignored);
}


void AuthServers::start(GaleraCluster& cluster, std::size_t number, int users, const std::string& pluginSettings)
{
	Server server;
	server.state = _folder + "/server" + std::to_string(number + 1);
	const std::string build = fs::read_symlink("/proc/self/exe").parent_path().parent_path().string();
	std::vector<std::string> prepare = {AUTHPLUG_SOURCE_DIR "/tests/cluster/prepare", AUTHPLUG_SOURCE_DIR, build, server.state,
		cluster.node(number).socket(), std::to_string(users)};
	if (number > 0) prepare.push_back(_servers[0].state);
	std::string output;
	if (PrivateMariaDb::run(prepare, output) != 0) throw std::runtime_error("prepare failed: " + output);
	std::ofstream(server.state + "/plugins.d/password-change.properties", std::ios::app) << pluginSettings;
	std::ofstream(server.state + "/host.properties", std::ios::app) << "mail.spool_directory = " << _folder << "/mail\n";

	server.process = std::make_unique<ChildProcess>(std::vector<std::string>{build + "/bin/auth-server", "--config", server.state + "/host.properties",
		"--port", "0", "--print-ready"}, std::vector<std::string>(), logPath(server));
	std::string line;
	const std::string ready = "ready http://127.0.0.1:";
	if (!server.process->readLine(line) || line.compare(0, ready.size(), ready) != 0) throw std::runtime_error("the server did not start, see " + logPath(server));
	server.port = static_cast<std::uint16_t>(std::stoi(line.substr(ready.size())));
	_servers.push_back(std::move(server));
}


std::string AuthServers::logPath(const Server& server) const
{
	return server.state + "/log/auth-server-cluster.log";
}


std::uint16_t AuthServers::port(std::size_t server) const
{
	return _servers.at(server).port;
}


std::size_t AuthServers::size() const
{
	return _servers.size();
}


std::string AuthServers::login(int user)
{
	return "user" + std::to_string(user) + "@example.org";
}


int AuthServers::signIn(std::size_t server, int user, const std::string& password, std::string& accessToken)
{
	const Answer refresh = Traffic::send(port(server), Request::json("POST", "/auth/login",
		"{\"username\":\"" + login(user) + "\",\"password\":\"" + password + "\"}"));
	if (refresh.status != 200) return refresh.status;
	rememberSecret(refresh.body);
	const Answer access = Traffic::send(port(server), Request::get("/auth/accesstoken").bearer(refresh.body));
	if (access.status == 200) rememberSecret(access.body);
	accessToken = access.body;
	return access.status;
}


void AuthServers::stop()
{
	for (Server& server : _servers) CPPUNIT_ASSERT_EQUAL(0, server.process->signalAndWait(SIGTERM));
}


std::vector<std::string> AuthServers::logLines(const std::string& event) const
{
	std::vector<std::string> found;
	const std::string mark = "\"event\":\"" + event + "\"";
	for (const Server& server : _servers)
	{
		std::ifstream log(logPath(server));
		for (std::string line; std::getline(log, line);)
		{
			if (line.find(mark) != std::string::npos) found.push_back(line);
		}
	}
	return found;
}


std::size_t AuthServers::mails() const
{
	std::size_t count = 0;
	for (const auto& entry : fs::directory_iterator(_folder + "/mail")) count += entry.path().extension() == ".eml" ? 1 : 0;
	return count;
}


} } // namespace AuthPlug::Tests
