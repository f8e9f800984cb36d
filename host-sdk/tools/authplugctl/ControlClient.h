//
// ControlClient.h
//
// Tool:    authplugctl
// Module:  ControlClient
//
// One command to a host, over its control socket.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_ControlClient_INCLUDED
#define AuthPlug_Ctl_ControlClient_INCLUDED


#include <Poco/JSON/Object.h>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>


namespace AuthPlug {
namespace Ctl {


class Unreachable: public std::runtime_error
	/// There is no host at the socket, or it does not answer.
{
public:
	using std::runtime_error::runtime_error;
};


class Refused: public std::runtime_error
	/// The host does not carry the command out.
{
public:
	using std::runtime_error::runtime_error;
};


class ControlClient
	/// Sends one request and reads the answer.
{
public:
	struct Answer
	{
		bool complete = false;
		std::string status;  /// the status document, as the host sent it
	};

	using Progress = std::function<void(const Poco::JSON::Object&)>;

	ControlClient(const std::string& path, std::chrono::milliseconds patience);
		/// Connects. `patience` is how long the host may be silent. Throws Unreachable.

	ControlClient(const ControlClient&) = delete;
	ControlClient& operator = (const ControlClient&) = delete;

	~ControlClient();

	Answer ask(const std::string& request, const Progress& progress);
		/// Sends a line of JSON. Throws Unreachable, Refused.

private:
	[[noreturn]] void lost(const std::string& reason) const;
	void send(const std::string& line);
	std::string readLine();
	Poco::JSON::Object::Ptr readObject();

	const std::string _path;
	int _socket;
	std::string _input;
};


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_ControlClient_INCLUDED
