//
// ForeignHost.h
//
// Tests: install-consumer
//
// A server with a Poco::Net::HTTPServer of its own that lets plugins in.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef ForeignHost_INCLUDED
#define ForeignHost_INCLUDED


#include "ForeignSessions.h"
#include <AuthPlug/Host/ControlService.h>
#include <AuthPlug/Host/GuardedContexts.h>
#include <AuthPlug/Host/HashSlotPool.h>
#include <AuthPlug/Host/JsonLog.h>
#include <AuthPlug/Host/PluginManager.h>
#include <AuthPlug/Host/SqlDatabase.h>
#include <AuthPlug/Host/Routes.h>
#include <AuthPlug/Host/ServiceRegistry.h>
#include <AuthPlug/Host/SettingsSchema.h>
#include <AuthPlug/Host/SystemClock.h>
#include <AuthPlug/Host/SystemRandom.h>
#include <AuthPlug/Password/PasswordCheck.h>
#include <AuthPlug/Password/StandardHasher.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>
#include <cstdint>
#include <memory>


class ForeignHost
	/// The SDK's parts, put together around a server that was there before.
{
public:
	static AuthPlug::Host::SettingsSchema schema();

	explicit ForeignHost(const AuthPlug::Api::Settings& settings);

	void start();
		/// Loads the plugins and serves on a free port of 127.0.0.1.

	std::uint16_t port() const;

	void reload() noexcept;

	void stop();

private:
	AuthPlug::Host::SystemClock _clock;
	AuthPlug::Host::SystemRandom _random;
	AuthPlug::Host::JsonLog _log;
	AuthPlug::Host::HashSlotPool _slots;
	const std::unique_ptr<AuthPlug::Host::SqlDatabase> _database;
	AuthPlug::Host::GuardedContexts _contexts;
	ForeignSessions _sessions;
	AuthPlug::Password::StandardHasher _hasher;
	AuthPlug::Password::PasswordCheck _passwords;
	AuthPlug::Host::ServiceRegistry _services;
	AuthPlug::Host::Routes _routes;
	AuthPlug::Host::PluginManager _plugins;
	AuthPlug::Host::ControlService _control;
	Poco::ThreadPool _threads;
	Poco::Net::ServerSocket _socket;
	std::unique_ptr<Poco::Net::HTTPServer> _server;
};


#endif // ForeignHost_INCLUDED
