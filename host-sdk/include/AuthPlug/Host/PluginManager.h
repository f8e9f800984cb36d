//
// PluginManager.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginManager
//
// Loads plugins, replaces and removes them while the server runs.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PluginManager_INCLUDED
#define AuthPlug_Host_PluginManager_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/HostServices.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Settings.h"
#include "AuthPlug/Host/PluginStatus.h"
#include "AuthPlug/Host/Routes.h"
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class ManagerThread;


class PluginManager
	/// Keeps the plugins and their routes in line with the files of plugins.d:
	/// a file that is added makes a route appear, a changed one, or a replaced
	/// library, starts a new generation that takes over, a removed one takes the route
	/// away. A file that is refused leaves what was there serving.
	///
	/// One thread of the manager's makes all changes and all calls into
	/// plugins other than requests. The methods may be called from any thread,
	/// also by a request that is inside a plugin: none waits for a drain. While
	/// a plugin's create, start or stop takes its time, no other change is made;
	/// requests, to any plugin, do not wait for it.
{
public:
	struct Options
	{
		std::string configDirectory;  /// plugins.d: one `<name>.properties` for each plugin
		std::string pluginDirectory;  /// where the libraries are that they name
		std::string runDirectory;     /// of mode 0700, for private copies; may be shared by processes of one user
		std::string trustedKeys;      /// PEM file of Ed25519 public keys, by one of which each plugin must be signed; empty: plugins need not be
		std::int64_t pollMillis = 1000;       /// how often to look at the files; 0: only when asked
		std::int64_t drainSoftMillis = 10000; /// a drain that takes longer is logged
		std::int64_t drainHardMillis = 60000; /// a drain that takes longer is an alarm: the old generation lingers
		std::int64_t arrivingMillis = 10000;  /// a wrong sha256 or signature counts as a file still arriving until it is this old
		std::int64_t retryMillis = 30000;     /// how often to try again what failed in create or start
		std::int64_t stopMillis = 5000;       /// how long stop() waits for requests to leave
		std::vector<std::string> neededLibraries;  /// patterns of libraries that plugins may need beyond the usual ones

		static Options from(const Api::Settings& settings);
			/// Reads the values of PLUGIN_SETTINGS.
	};

	PluginManager(const Options& options, Api::HostServices& services, Routes& routes, Api::Clock& clock, Api::Log& log);
		/// Does nothing yet. All references must outlive the manager; the
		/// manager is the only one that swaps the routes.

	PluginManager(const PluginManager&) = delete;
	PluginManager& operator = (const PluginManager&) = delete;

	~PluginManager();
		/// Calls stop().

	void start();
		/// Removes what a crashed process has left in the run directory, loads
		/// all plugins, and starts to watch. Throws Poco::RuntimeException if a
		/// directory or the trusted keys can't be used or a plugin marked `required` does not serve; what was
		/// loaded is then closed again. To be called once.

	std::uint64_t requestReload() noexcept;
		/// Asks for all files to be read again, and returns at once, with the
		/// number of the request. This is what SIGHUP is for. Plugins that were
		/// drained come back.

	std::uint64_t requestDrain(const std::set<std::string>& plugins);
		/// Asks for these plugins, or for all there are if none is named, to be
		/// taken out of force, and returns at once, with the number of the
		/// request. Their routes answer 503; requests that are inside end in
		/// peace, then the plugin is closed. Until the next reload on request no
		/// change of a file brings them back. Throws Poco::NotFoundException,
		/// naming it, if there is no such plugin; nothing is drained then.

	bool isDone(std::uint64_t request) const;
		/// Tells whether a request was carried out, or never will be since the
		/// manager has stopped. A drain is done when the routes are out of force;
		/// status() tells which requests are still inside.

	std::vector<PluginStatus> reloadAndWait();
		/// As requestReload(), but returns the status when the new generations serve.
		/// Does not wait for the old ones to drain. Not to be called by a
		/// plugin's start() or stop().

	std::vector<PluginStatus> status() const;
		/// Returns a row for each plugin, by name, and then one for each old
		/// generation that is not closed yet.

	std::string error() const;
		/// Returns why the last look at the files failed as a whole, for example
		/// since plugins.d can't be read, or that a plugin has held up all changes for
		/// drainHardMillis; empty otherwise. What is wrong with one plugin is in its
		/// status.

	std::string taint() const;
		/// Returns why this process can't be trusted any more, until it ends; empty
		/// if it can. A plugin taints it that brings a second OpenSSL or POCO into the
		/// process: it is refused, but its code has run by then, and such a library
		/// may stay. What serves goes on; the process should be restarted.

	void stop();
		/// Takes all routes out of force, and closes all plugins once nobody is
		/// inside. Stop the server first. A plugin that requests are still inside
		/// after stopMillis stays loaded until the process ends. May be repeated.

private:
	std::unique_ptr<ManagerThread> _thread;
};


extern const Api::SettingSpec PLUGIN_SETTINGS[8];
	/// The keys by which a host's own .properties file describes the manager:
	/// `plugins.config_directory`, `plugins.directory`, `plugins.run_directory`, …


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PluginManager_INCLUDED
