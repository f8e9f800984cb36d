//
// ControlServer.h
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlServer
//
// The thread behind the control socket.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ControlServer_INCLUDED
#define AuthPlug_Host_ControlServer_INCLUDED


#include "ControlConnection.h"
#include "ControlSocket.h"
#include "../base/Descriptor.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Host/PluginManager.h"
#include <memory>
#include <poll.h>
#include <string>
#include <thread>
#include <vector>


namespace AuthPlug {
namespace Host {


class ControlServer
	/// Accepts the clients of a control socket and serves them by turns. It
	/// waits in poll(2) and nowhere else.
{
public:
	ControlServer(const std::string& path, PluginManager& plugins, Api::Log& log);
		/// Makes the socket and the thread. Throws Poco::RuntimeException.

	~ControlServer();

private:
	using Clock = ControlTask::Clock;

	void run();
	std::vector<pollfd> wanted(Clock::time_point now) const;
	int patience(Clock::time_point now) const;
	void accept(Clock::time_point now);
	void serve(ControlConnection& connection, short events, Clock::time_point now);
	bool full() const noexcept;

	PluginManager& _plugins;
	Api::Log& _log;
	const Descriptor _stop;
	const ControlSocket _socket;
	Clock::time_point _acceptAt;  // not before, when descriptors have run out
	std::vector<std::unique_ptr<ControlConnection>> _connections;
	std::thread _thread;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ControlServer_INCLUDED
