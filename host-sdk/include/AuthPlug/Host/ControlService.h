//
// ControlService.h
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlService
//
// What authplugctl talks to.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ControlService_INCLUDED
#define AuthPlug_Host_ControlService_INCLUDED


#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Settings.h"
#include "AuthPlug/Host/PluginManager.h"
#include <memory>
#include <string>


namespace AuthPlug {
namespace Host {


class ControlServer;


class ControlService
	/// Lets authplugctl ask a plugin manager for its status, for a reload or for
	/// a drain, over a Unix stream socket of mode 0600. Only root and this
	/// process's user are listened to. One thread of its own serves all clients:
	/// it waits for none of them, runs no code of a plugin, and never waits for
	/// the plugin manager. host-sdk/src/control/README.md describes the
	/// protocol.
{
public:
	struct Options
	{
		std::string socketPath;  /// at most 107 bytes; empty: no control socket

		static Options from(const Api::Settings& settings);
			/// Reads the values of CONTROL_SETTINGS.
	};

	ControlService(const Options& options, PluginManager& plugins, Api::Log& log);
		/// Does nothing yet. The references must outlive the service.

	ControlService(const ControlService&) = delete;
	ControlService& operator = (const ControlService&) = delete;

	~ControlService();
		/// Calls stop().

	void start();
		/// Makes the socket and serves it; does nothing if the path is empty. The
		/// folder must exist, and nobody but root and this process's user may be
		/// able to write to it. The socket of a process that is gone is replaced.
		/// Throws Poco::RuntimeException, naming the path and the reason, also if
		/// another process serves it.

	void stop();
		/// Removes the socket and ends all connections; what was asked for goes
		/// on. May be repeated.

private:
	const Options _options;
	PluginManager& _plugins;
	Api::Log& _log;
	std::unique_ptr<ControlServer> _server;
};


extern const Api::SettingSpec CONTROL_SETTINGS[1];
	/// The key `control.socket` of a host's .properties file.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ControlService_INCLUDED
