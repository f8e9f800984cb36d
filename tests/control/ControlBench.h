//
// ControlBench.h
//
// Tests: control
//
// A host process with a control socket, and those who talk to it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_ControlBench_INCLUDED
#define AuthPlug_Tests_ControlBench_INCLUDED


#include "ChildProcess.h"
#include "TemporaryFolder.h"
#include <Poco/JSON/Object.h>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct CtlResult
	/// What one run of authplugctl came to.
{
	int status = 0;
	std::string output;
	std::string errors;
};


CtlResult runCtl(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {});
	/// Runs authplugctl to its end, on 80 columns unless the environment says otherwise.


class ControlClient
	/// A connection to a control socket, byte by byte. What waits gives up after 30 s.
{
public:
	explicit ControlClient(const std::string& path);
		/// Throws std::runtime_error with the system's reason.

	ControlClient(const ControlClient&) = delete;
	ControlClient& operator = (const ControlClient&) = delete;

	~ControlClient();

	void send(const std::string& bytes);
	void endSending();

	std::string line();
		/// Returns the next line, without its line feed.

	std::string rest();
		/// Returns all that comes until the host closes the connection.

	static std::string ask(const std::string& path, const std::string& bytes);
		/// Connects, sends and returns the answer.

private:
	int _socket;
};


class ControlBench
	/// A folder with configuration, plugins and control socket, and the host
	/// process that uses it.
{
public:
	ControlBench();

	void start();
		/// Starts the host and waits until it serves. Throws std::runtime_error.

	int startAndFail();
		/// Starts a host that can't; returns its status. Its reason is in errors().

	int stop(int signal);
		/// Returns the host's status.

	pid_t pid() const;

	void install(const std::string& fixture, const std::string& library = "thing");
	void configure(const std::string& text, const std::string& plugin = "one");
	void setHost(const std::string& lines);
		/// Replaces what the host's configuration says beyond the necessary.

	CtlResult ctl(std::vector<std::string> arguments, const std::vector<std::string>& environment = {}) const;
		/// Runs authplugctl with this host's socket.

	std::string ask(const std::string& request) const;
		/// Sends one line to the control socket and returns the answer.

	Poco::JSON::Object::Ptr status() const;
	std::string stateOf(const std::string& plugin = "one") const;

	int get(const std::string& path = "/fixture") const;
		/// Returns the status of an HTTP request.

	std::string answer(const std::string& path = "/fixture") const;
		/// Returns the body of an HTTP request.

	std::string socket() const;
	std::string log() const;
	std::string errors() const;

	std::string without(std::string text) const;
		/// Returns the text with this folder left out.

	TemporaryFolder folder;

private:
	std::string _more;
	std::unique_ptr<ChildProcess> _host;
	std::uint16_t _port = 0;
};


std::string contentOf(const std::string& path);
bool eventually(const std::function<bool()>& condition);
	/// Waits up to 30 s.


constexpr const char* STATUS = "{\"version\":1,\"command\":\"status\"}\n";


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_ControlBench_INCLUDED
