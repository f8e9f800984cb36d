//
// PluginStatus.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginStatus
//
// What a host can tell of its plugins.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PluginStatus_INCLUDED
#define AuthPlug_Host_PluginStatus_INCLUDED


#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


enum class PluginState
	/// How far one generation of a plugin has come.
{
	found,       /// its .properties file is there, a file is still arriving
	verified,    /// owner, mode, hash, signature and ELF file are right
	loaded,      /// the private copy is open
	negotiated,  /// both sides were built for the same border
	configured,  /// the settings have passed the plugin's schema, the plugin is created
	started,     /// ready, its routes known but not in force
	serving,     /// its routes are in force
	draining,    /// out of the routes, requests are still inside
	stopped,     /// nobody is inside any more, the plugin is destroyed
	closed,      /// the file is unmapped
	drained,     /// taken out of force on request, until the next reload; its routes answer 503
	rejected,    /// refused: see lastError
	lingering,   /// requests are inside long after the drain deadline; it stays loaded for them
	stuck        /// closed, but its file is still mapped
};


const char* toString(PluginState state) noexcept;


struct PluginStatus
	/// One row: a generation that is loaded, or a plugin that has none. Copies,
	/// so that nothing in it hangs on a loaded file.
{
	std::string name;         /// of the .properties file, without suffix
	PluginState state = PluginState::found;
	std::string version;      /// as the plugin says; empty if none is loaded
	std::string library;      /// file name in the plugin directory
	std::string sha256;       /// of the library's bytes; empty if they were not read
	std::string signedBy;     /// fingerprint of the key that signed them; empty if the host has no trusted keys
	std::vector<std::string> routes;  /// e.g. "PUT /user/password/old-password"
	std::size_t inFlight = 0; /// requests inside
	std::uint64_t generation = 0;     /// counted over all plugins of this process; 0: none is loaded
	std::uint64_t reloads = 0;        /// how often a generation of this plugin replaced another
	bool required = false;
	std::string lastError;    /// why the newest files are not the ones that serve; empty if they are
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PluginStatus_INCLUDED
