//
// Generation.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  Generation
//
// One loaded and configured plugin.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Generation_INCLUDED
#define AuthPlug_Host_Generation_INCLUDED


#include "PluginFolder.h"
#include "PluginLibrary.h"
#include "AuthPlug/Api/Time.h"
#include "AuthPlug/Host/PluginStatus.h"
#include "AuthPlug/Host/RouteTable.h"
#include "AuthPlug/Host/SettingsMap.h"
#include "AuthPlug/Host/SettingsSchema.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class Generation
	/// One generation of a plugin, from the opened library to its unmapping.
	/// All calls into the plugin, save for its requests, are made here and by
	/// one thread. What a name or a version says is copied out: it is read
	/// also after the library is gone.
{
public:
	struct Origin
	{
		std::string plugin;    /// name of the .properties file
		std::uint64_t number;  /// new for each generation of this process
		PluginFiles files;
		std::string sha256;    /// of the library
		std::string signedBy;  /// fingerprint of the key; empty if the host has none
	};

	Generation(Origin origin, std::unique_ptr<PluginLibrary> library);

	Generation(const Generation&) = delete;
	Generation& operator = (const Generation&) = delete;

	~Generation();
		/// Takes down what finish() has not.

	void requireNoIntruders(const LoadedLibraries& host) const;
		/// Throws Refusal, of kind `tainting`, if the plugin has brought a second
		/// OpenSSL or POCO into the process.

	void negotiate();
		/// Compares the handshake once more, in memory. Throws Refusal.

	void configure(const std::string& configPath);
		/// Checks the settings by the plugin's schema. Throws Refusal, ConfigException.

	void create(Api::HostServices& services);
		/// Throws Refusal.

	void start(std::vector<Route> taken);
		/// Starts the plugin and collects its routes. Throws Refusal.

	void serve();
		/// To be called when its routes are in force.

	void retire(Api::MonotonicTime now);
		/// To be called when its routes are in force no more: lets no request in.

	void linger();
		/// To be called when the drain deadline has passed.

	bool finish();
		/// Stops and destroys the plugin and closes the library; nobody may be
		/// inside. Returns whether its file has left the memory.

	bool unmapped();
		/// Looks again, for one whose finish() has returned false.

	bool sameAs(const Origin& next, const std::string& configPath) const;
		/// Tells whether these files would give the same library, signed by the same
		/// key, with the same settings.

	PluginState state() const noexcept
	{
		return _state;
	}

	const Origin& origin() const noexcept
	{
		return _origin;
	}

	const std::string& version() const noexcept
	{
		return _version;
	}

	const std::vector<Route>& routes() const noexcept
	{
		return _routes;
	}

	const std::shared_ptr<Gate>& gate() const noexcept
	{
		return _gate;
	}

	Api::MonotonicTime retiredAt() const noexcept
	{
		return _retiredAt;
	}

	PluginStatus status() const;
		/// Returns the generation's part of a status row.

private:
	SettingsMap::Ptr settingsOf(const PluginFiles& files, const std::string& configPath) const;
	void destroy() noexcept;

	const Origin _origin;
	std::unique_ptr<PluginLibrary> _library;
	const std::shared_ptr<Gate> _gate;
	PluginState _state = PluginState::loaded;
	std::string _version;
	SettingsSchema _schema;
	SettingsMap::Ptr _settings;
	Api::Plugin* _plugin = nullptr;  // the library's; freed by its destroy()
	bool _started = false;
	std::vector<Route> _routes;
	Api::MonotonicTime _retiredAt{0};
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Generation_INCLUDED
