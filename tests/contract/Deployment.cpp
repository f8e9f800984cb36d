//
// Deployment.cpp
//
// Tests: contract
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Deployment.h"
#include "OpenApi.h"
#include "PrivateMariaDb.h"
#include <cppunit/TestAssert.h>
#include <Poco/Path.h>
#include <Poco/RegularExpression.h>
#include <Poco/String.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


namespace {


std::string environment(const char* name, const std::string& otherwise)
{
	const char* value = std::getenv(name);
	return value && *value ? value : otherwise;
}


std::string buildFolder()
	/// The folder that holds bin, where this program is.
{
	return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path().string();
}


} // namespace


Deployment::Deployment(const std::string& name, int servers, int users):
	_state(environment("AUTHPLUG_TEST_DIR", "/tmp/authplug-contract-" + std::to_string(getpid())) + "/" + name),
	_users(users)
{
	std::filesystem::create_directories(_state);
	std::filesystem::permissions(_state, std::filesystem::perms::owner_all);
	for (int i = 0; i < servers; ++i) start(i == 0);
}


Deployment& Deployment::shared()
{
	static Deployment instance("contract", 2, 400);
	return instance;
}


void Deployment::start(bool fresh)
{
	std::vector<std::string> command = {AUTHPLUG_SOURCE_DIR "/examples/run", "--serve", "--no-install",
		"--built", buildFolder(), "--state", _state, "--port", "0", "--users", std::to_string(_users)};
	if (fresh) command.emplace_back("--fresh");

	Server server;
	server.script = std::make_unique<ChildProcess>(command, std::vector<std::string>{"AUTHPLUG_GENERAL_LOG=yes"}, _state + "-run.err");
	std::string line;
	Poco::RegularExpression ready("^Serving on http://127\\.0\\.0\\.1:([0-9]+) ");
	std::vector<std::string> groups;
	while (ready.split(line, groups) == 0)
	{
		if (!server.script->readLine(line, 120)) throw std::runtime_error("the server did not start, see " + _state + "-run.err");
	}
	server.port = static_cast<std::uint16_t>(std::stoi(groups[1]));
	_servers.push_back(std::move(server));
}


std::uint16_t Deployment::port(int server) const
{
	return _servers.at(static_cast<std::size_t>(server)).port;
}


const std::string& Deployment::state() const
{
	return _state;
}


int Deployment::users() const
{
	return _users;
}


pid_t Deployment::pid(int server) const
{
	return _servers.at(static_cast<std::size_t>(server)).script->pid();
}


int Deployment::stop(int server, int signal)
{
	return _servers.at(static_cast<std::size_t>(server)).script->signalAndWait(signal, 15);
}


std::string Deployment::sql(const std::string& statement)
{
	std::ifstream file(_state + "/mariadb/socket");
	std::string socket;
	std::getline(file, socket);
	std::string output;
	const int status = PrivateMariaDb::run({"/usr/bin/env", "mariadb", "--no-defaults", "--user=root", "--socket=" + socket,
		"--batch", "--skip-column-names", "authplug", "--execute", statement}, output);
	if (status != 0) throw std::runtime_error("SQL failed: " + output);
	return Poco::trimRight(output);
}


Answer Deployment::exchange(const Request& request, int server)
{
	Wire wire(port(server));
	return exchangeOn(wire, request);
}


Answer Deployment::exchangeOn(Wire& wire, const Request& request)
{
	for (const auto& [name, value]: request.headers)
	{
		if (name == "Authorization") rememberSecret(value.substr(value.find(' ') + 1));
	}
	wire.send(request.bytes());
	const Answer answer = wire.receive(request.method == "HEAD");
	checkAnswer(request, answer);
	return answer;
}


void Deployment::rememberSecret(const std::string& secret)
{
	const std::string file = environment("AUTHPLUG_SECRETS_FILE", "");
	if (!file.empty() && !secret.empty()) std::ofstream(file, std::ios::app) << secret << "\n";
}


void checkAnswer(const Request& request, const Answer& answer)
{
	const std::string what = request.method + " " + request.path + " -> " + std::to_string(answer.status) + " " + answer.body + ": ";
	CPPUNIT_ASSERT_EQUAL_MESSAGE(what + "Cache-Control", std::string("no-store"), answer.header("Cache-Control"));
	CPPUNIT_ASSERT_EQUAL_MESSAGE(what + "X-Content-Type-Options", std::string("nosniff"), answer.header("X-Content-Type-Options"));
	CPPUNIT_ASSERT_EQUAL_MESSAGE(what + "a 401, and only that, has a challenge", answer.status == 401, answer.has("WWW-Authenticate"));
	CPPUNIT_ASSERT_EQUAL_MESSAGE(what + "a 429 or 503, and only that, has Retry-After", answer.status == 429 || answer.status == 503, answer.has("Retry-After"));
	if (answer.status >= 400)
	{
		const std::string start = "{\"statusCode\":" + std::to_string(answer.status) + ",";
		CPPUNIT_ASSERT_EQUAL_MESSAGE(what + "statusCode", start, answer.body.substr(0, start.size()));
	}
	const std::string faults = OpenApi::shared().faults(request, answer);
	CPPUNIT_ASSERT_MESSAGE(what + "docs/openapi.yaml: " + faults, faults.empty());
}


} } // namespace AuthPlug::Tests
