//
// Deployment.h
//
// Tests: contract
//
// Server processes on one database.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Deployment_INCLUDED
#define AuthPlug_Tests_Deployment_INCLUDED


#include "ChildProcess.h"
#include "Wire.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class Deployment
	/// Two processes of the sample server, started by `examples/run --serve` on
	/// one state folder, each with a port of its own, as a user would start them.
{
public:
	Deployment(const std::string& name, int servers, int users = 5);
		/// Starts servers on a new state folder below $AUTHPLUG_TEST_DIR, or
		/// below /tmp. Throws std::runtime_error.

	static Deployment& shared();
		/// Returns the one with two servers that most tests use.

	std::uint16_t port(int server = 0) const;

	const std::string& state() const;
		/// Path of the state folder.

	int users() const;
		/// Returns how many users there are.

	pid_t pid(int server) const;
		/// Returns the process id of the script that runs a server.

	int stop(int server, int signal);
		/// Signals a server's script and returns its exit status.

	std::string sql(const std::string& statement);
		/// Runs a statement as the database's root; returns what the client
		/// prints: a line for each row, values separated by tabs.

	Answer exchange(const Request& request, int server = 0);
		/// Makes one request on a new connection. The answer is checked for
		/// what every answer has to carry, and against the API's description.

	Answer exchangeOn(Wire& wire, const Request& request);
		/// The same, on a connection.

	static void rememberSecret(const std::string& secret);
		/// Adds what a server has made, such as a token, to the list of what logs
		/// are searched for.

private:
	struct Server
	{
		std::unique_ptr<ChildProcess> script;
		std::uint16_t port = 0;
	};

	void start(bool fresh);

	std::string _state;
	const int _users;
	std::vector<Server> _servers;
};


void checkAnswer(const Request& request, const Answer& answer);
	/// Fails the test if the answer lacks what every answer has to carry, or
	/// differs from the API's description.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Deployment_INCLUDED
