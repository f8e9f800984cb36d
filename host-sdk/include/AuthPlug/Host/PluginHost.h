//
// PluginHost.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  PluginHost
//
// A host of plugins, ready but for its sessions.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PluginHost_INCLUDED
#define AuthPlug_Host_PluginHost_INCLUDED


#include "AuthPlug/Host/HashSlotPool.h"
#include "AuthPlug/Host/HostRoutes.h"
#include "AuthPlug/Host/HttpService.h"
#include "AuthPlug/Host/PluginManager.h"
#include "AuthPlug/Host/ServiceRegistry.h"
#include "AuthPlug/Host/SettingsSchema.h"
#include "AuthPlug/Host/SqlDatabase.h"
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <cstdint>
#include <memory>


namespace AuthPlug {
namespace Host {


class PluginHost
	/// All that a server needs to host plugins, put together: clocks, random
	/// bytes, log, hash slots, database, routes, plugin manager, dispatcher and
	/// HTTP service. The server adds what only it has, its SessionService and
	/// SudoTokenService, and may add optional services.
	///
	///     PluginHost host(*settings);
	///     MySessions sessions(host.database());
	///     host.offer<Api::SessionService>(sessions);
	///     host.offer<Api::SudoTokenService>(sessions);
	///     host.start();
	///
	/// A server that keeps its own HTTPServer uses the parts instead; see
	/// Dispatcher. Construction, start() and stop() are for one thread, the rest
	/// is thread-safe.
{
public:
	static SettingsSchema schema();
		/// Returns the keys that the constructor reads: `http.*`, `database.*`,
		/// `hash.*`, `plugins.*`, `control.*` and `log.*`. A server adds its own ones to it.

	explicit PluginHost(const Api::Settings& settings);
		/// Reads the settings and opens the log; connects to nothing and binds
		/// no port. Throws ConfigException, naming file, line and key, if a
		/// setting is wrong; Poco::Exception if the log can't be opened.

	PluginHost(const PluginHost&) = delete;
	PluginHost& operator = (const PluginHost&) = delete;

	~PluginHost();
		/// Stops without a drain, if stop() was not called.

	template <class Service>
	void offer(Service& service)
		/// Offers a service to plugins, as in offer<Api::SessionService>(mine).
		/// It must outlive stop(). Only before start().
	{
		registry().add<Service>(service);
	}

	void setFallback(Poco::Net::HTTPRequestHandlerFactory::Ptr factory);
		/// Sets what answers requests that are neither a plugin's nor in
		/// routes(); 404 without it. Only before start().

	HostRoutes& routes();
		/// The server's own routes, guarded as those of plugins. Only before start().

	void start();
		/// Loads the plugins, then binds the port and serves. Throws
		/// Poco::RuntimeException if a plugin marked `required` does not serve,
		/// Poco::Net::NetException if the port is taken.

	HttpService* http() noexcept;
		/// Returns the HTTP service; nullptr before start().

	bool stop(std::uint32_t drainMillis);
		/// Refuses new work, waits for what was begun, closes all connections,
		/// then the plugins. Returns true if no request was cut. May be repeated.

	Api::Clock& clock() noexcept;
	Api::Random& random() noexcept;
	Api::Log& log() noexcept;
	HashSlotPool& slots() noexcept;
	SqlDatabase& database() noexcept;
		/// Returns the database of the setting `database.client`.

	PluginManager& plugins() noexcept;

private:
	class Parts;

	ServiceRegistry& registry() noexcept;

	const std::unique_ptr<Parts> _parts;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PluginHost_INCLUDED
