//
// PluginManagerOptions.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginManager
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PluginManager.h"


namespace AuthPlug {
namespace Host {


const Api::SettingSpec PLUGIN_SETTINGS[8] = {
	{"plugins.config_directory", Api::SettingType::text, "", 0, 4000, nullptr, "",
		"Folder with one .properties file for each plugin; only root and the server's user may write to it."},
	{"plugins.directory", Api::SettingType::text, "", 0, 4000, nullptr, "",
		"Folder with the plugins' libraries; only root and the server's user may write to it."},
	{"plugins.run_directory", Api::SettingType::text, "", 0, 4000, nullptr, "",
		"Folder of mode 0700 for private copies of the libraries, made if it is missing; not on a file system mounted noexec."},
	{"plugins.trusted_keys", Api::SettingType::text, "", 0, 4000, "", "",
		"PEM file with one or more Ed25519 public keys, by one of which every plugin must then be signed; empty: none need be."},
	{"plugins.poll", Api::SettingType::integer, "ms", 0, 3600000, "1000", "",
		"How often to look for changed files; 0: only on SIGHUP."},
	{"plugins.drain_soft", Api::SettingType::integer, "ms", 0, 3600000, "10000", "",
		"When requests are inside a replaced plugin for longer, a warning is logged."},
	{"plugins.drain_hard", Api::SettingType::integer, "ms", 0, 3600000, "60000", "",
		"When requests are inside a replaced plugin for longer, an alarm is logged and it counts as lingering."},
	{"plugins.stop_timeout", Api::SettingType::integer, "ms", 0, 3600000, "5000", "",
		"How long to wait, when the server stops, for requests to leave the plugins."},
};


PluginManager::Options PluginManager::Options::from(const Api::Settings& settings)
{
	Options options;
	options.configDirectory = settings.text("plugins.config_directory");
	options.pluginDirectory = settings.text("plugins.directory");
	options.runDirectory = settings.text("plugins.run_directory");
	options.trustedKeys = settings.text("plugins.trusted_keys");
	options.pollMillis = settings.integer("plugins.poll");
	options.drainSoftMillis = settings.integer("plugins.drain_soft");
	options.drainHardMillis = settings.integer("plugins.drain_hard");
	options.stopMillis = settings.integer("plugins.stop_timeout");
	return options;
}


} } // namespace AuthPlug::Host
