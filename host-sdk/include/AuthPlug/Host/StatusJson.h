//
// StatusJson.h
//
// Library: AuthPlug/Host
// Package: Control
// Module:  StatusJson
//
// The status of all plugins as JSON.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_StatusJson_INCLUDED
#define AuthPlug_Host_StatusJson_INCLUDED


#include "AuthPlug/Host/PluginManager.h"
#include "AuthPlug/Host/PluginStatus.h"
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Host {


std::string statusJson(const PluginManager& plugins);
	/// Renders what the manager tells of its plugins as one line of JSON (RFC
	/// 8259), for a page of the host's own; `authplugctl status --json` prints
	/// the same:
	///
	///     {"format": 1, "ok": true, "error": "", "taint": "", "plugins": [{
	///         "name": "password-change", "state": "serving", "version": "0.1.0",
	///         "library": "authplug-password.so", "sha256": "…", "signedBy": "",
	///         "generation": 1, "routes": ["PUT /user/password/old-password"],
	///         "inFlight": 0, "reloads": 0, "required": false, "lastError": ""}]}
	///
	/// The members are always there and in this order: PluginManager's error()
	/// and taint(), and the rows of status() with the members of PluginStatus.
	/// `ok` is false if there is an error or a taint, or if a plugin has a
	/// lastError or is rejected, lingering or stuck: somebody should look.
	/// `format` is raised when a member goes or changes its meaning; members may
	/// be added without. Whatever bytes a plugin's texts hold, the result is
	/// valid UTF-8 and free of control characters. Thread-safe.


std::string statusJson(const std::vector<PluginStatus>& plugins, std::string_view error = std::string_view(), std::string_view taint = std::string_view());
	/// As above, with the parts given.


bool isOk(const PluginStatus& plugin) noexcept;
	/// Tells whether nobody needs to look at this row.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_StatusJson_INCLUDED
