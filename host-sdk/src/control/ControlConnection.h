//
// ControlConnection.h
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlConnection
//
// One client of the control socket.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ControlConnection_INCLUDED
#define AuthPlug_Host_ControlConnection_INCLUDED


#include "ControlTask.h"
#include "../base/Descriptor.h"
#include "AuthPlug/Api/Log.h"
#include <chrono>
#include <optional>
#include <string>
#include <sys/socket.h>


namespace AuthPlug {
namespace Host {


class ControlConnection
	/// Reads one line, carries it out and writes the answer, without ever
	/// waiting: a client that is silent, slow or gone only loses its own
	/// connection.
{
public:
	using Clock = ControlTask::Clock;

	ControlConnection(Descriptor socket, PluginManager& plugins, Api::Log& log, Clock::time_point now);
		/// Takes over a non-blocking socket.

	int descriptor() const noexcept
	{
		return _socket.get();
	}

	short events() const noexcept;
		/// Returns what to poll for.

	Clock::time_point wakeAt(Clock::time_point now) const;
		/// Returns when step() is due even if nothing happens.

	void step(short events, Clock::time_point now);
		/// Goes on as far as it can.

	void refuse(const ControlError& error, Clock::time_point now);
		/// Answers with the error and nothing more.

	bool finished() const noexcept
	{
		return _finished;
	}

private:
	void read(Clock::time_point now);
	void begin(const std::string& line, Clock::time_point now);
	void say(const std::string& lines, Clock::time_point now);
	void write(Clock::time_point now);
	void record(const ControlRequest& request) const;
	bool peerIsTrusted();

	Descriptor _socket;
	PluginManager& _plugins;
	Api::Log& _log;
	ucred _peer{};
	std::string _input;
	std::string _output;
	std::optional<ControlTask> _task;
	bool _answered = false;  // the task has begun, or was refused
	bool _finished = false;
	Clock::time_point _deadline;  // of the request, then of each write
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ControlConnection_INCLUDED
