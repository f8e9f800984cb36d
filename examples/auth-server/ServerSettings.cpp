//
// ServerSettings.cpp
//
// Example: auth-server
// Package: server
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ServerSettings.h"
#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/DatabaseProbe.h"
#include "AuthPlug/Host/PluginHost.h"
#include <filesystem>


namespace AuthServer {


namespace {


using AuthPlug::Api::SettingSpec;
using AuthPlug::Api::SettingType;


const SettingSpec LOGIN_HASH_SETTINGS[] = {
	{"login.hash_memory_kib", SettingType::integer, "KiB", 19456, 1048576, "19456", "",
		"Memory of one Argon2id hash that the server makes itself; the same as the plugin's hash.memory_kib."},
	{"login.hash_passes", SettingType::integer, "passes", 2, 64, "2", "",
		"Passes over that memory; the same as the plugin's hash.passes."}
};


const SettingSpec SERVER_SETTINGS[] = {
	{"token.key_file", SettingType::secret, "", 0, 0, nullptr, "",
		"Key that signs all tokens, at least 32 random bytes; all processes of a deployment share it."},
	{"token.issuer", SettingType::text, "", 0, 200, "https://auth.example.org", "",
		"Who issues the tokens: the claim `iss`."},
	{"token.audience", SettingType::text, "", 0, 200, "https://api.example.org", "",
		"Who accepts the tokens: the claim `aud`."},
	{"token.refresh_grace", SettingType::integer, "s", 0, 3600, "60", "",
		"How long a refresh token that was replaced is still good, so that a lost answer costs nobody the session; used later, it ends the session."},

	{"login.limit.attempts", SettingType::integer, "attempts", 1, 100, "5", "",
		"How many passwords may be tried at sign-in for one account in every login.limit.window."},
	{"login.limit.window", SettingType::integer, "s", 1, 2592000, "900", "",
		"How long the sign-in is locked after the last attempt; at first, see login.limit.doublings."},
	{"login.limit.doublings", SettingType::integer, "doublings", 0, 20, "6", "",
		"How often the window doubles: once for each login.limit.attempts without a success."},
	{"login.limit.cap", SettingType::integer, "attempts", 1, 100, "50", "",
		"How many passwords may be tried since the last right one; then the sign-in stays locked until an operator resets it. At most 100 with the plugin's limit.cap."},
	{"login.limit.retry_after_max", SettingType::integer, "s", 1, 315360000, "57600", "",
		"What the owner of an account that has reached login.limit.cap is told to wait."},

	{"totp.issuer", SettingType::text, "", 0, 64, "AuthPlug sample", "",
		"Name of the service as authenticator apps show it; no `:`."},
	{"second_factor.limit.attempts", SettingType::integer, "attempts", 1, 100, "5", "",
		"How many TOTP codes, and how many recovery codes, may be tried for one account in every second_factor.limit.window."},
	{"second_factor.limit.window", SettingType::integer, "s", 1, 2592000, "900", "",
		"How long such codes are locked after the last attempt; at first."},
	{"second_factor.limit.doublings", SettingType::integer, "doublings", 0, 20, "6", "",
		"How often that window doubles."},
	{"second_factor.limit.cap", SettingType::integer, "attempts", 1, 100, "50", "",
		"How many codes of one kind may be tried since the last right one."},
	{"second_factor.limit.retry_after_max", SettingType::integer, "s", 1, 315360000, "57600", "",
		"What the owner of an account that has reached that cap is told to wait."},

	{"mail.spool_directory", SettingType::text, "", 0, 4000, "mail", "",
		"Folder of mode 0700 into which notices are written, one file each, for a mail system to pick up; made if it is missing."},
	{"mail.domain", SettingType::text, "", 0, 200, "auth.example.org", "",
		"Domain of the sender of notices."},

	{"stop.drain", SettingType::integer, "ms", 0, 60000, "6000", "",
		"How long the server, when it stops, waits for requests under way; plugins.stop_timeout comes on top."}
};


} // namespace


AuthPlug::Host::SettingsSchema ServerSettings::schema()
{
	AuthPlug::Host::SettingsSchema schema = AuthPlug::Host::PluginHost::schema();
	schema.add(AuthPlug::Host::PROBE_SETTINGS).add(LOGIN_HASH_SETTINGS).add(SERVER_SETTINGS);
	return schema;
}


ServerSettings::ServerSettings(const std::string& path, std::optional<std::uint16_t> port, const std::string& controlSocket):
	ServerSettings(path, schema().check(AuthPlug::Host::PropertiesFile::load(path)), port)
{
	if (!controlSocket.empty()) _paths["control.socket"] = controlSocket;
}


ServerSettings ServerSettings::forDatabase(const AuthPlug::Host::PropertiesFile& file)
{
	AuthPlug::Host::SettingsSchema schema;
	schema.add(AuthPlug::Host::DATABASE_SETTINGS).add(LOGIN_HASH_SETTINGS);
	return ServerSettings(file.path(), schema.checkKnown(file), std::nullopt);
}


ServerSettings::ServerSettings(const std::string& path, AuthPlug::Host::SettingsMap::Ptr values, std::optional<std::uint16_t> port):
	_values(std::move(values)), _port(port)
{
	const std::string folder = std::filesystem::absolute(path).parent_path().string();
	for (const char* key : {"plugins.config_directory", "plugins.directory", "plugins.run_directory", "plugins.trusted_keys", "control.socket", "mail.spool_directory", "database.socket"})
	{
		resolve(key, folder);
	}
	if (_values->text("log.file") != "-") resolve("log.file", folder);
}


std::string_view ServerSettings::text(std::string_view key) const noexcept
{
	const auto path = _paths.find(key);
	return path != _paths.end() ? path->second : _values->text(key);
}


std::int64_t ServerSettings::integer(std::string_view key) const noexcept
{
	return _port && key == "http.port" ? *_port : _values->integer(key);
}


bool ServerSettings::flag(std::string_view key) const noexcept
{
	return _values->flag(key);
}


AuthPlug::Api::SettingOrigin ServerSettings::origin(std::string_view key) const noexcept
{
	return _values->origin(key);
}


AuthPlug::Password::Argon2Options ServerSettings::argon2() const
{
	return {static_cast<std::uint32_t>(integer("login.hash_memory_kib")), static_cast<std::uint32_t>(integer("login.hash_passes"))};
}


AuthPlug::Password::LimitOptions ServerSettings::limit(const std::string& prefix) const
{
	const auto number = [&](const char* name) { return static_cast<std::uint64_t>(integer(prefix + name)); };
	AuthPlug::Password::LimitOptions limit;
	limit.attempts = number(".attempts");
	limit.windowSeconds = number(".window");
	limit.doublings = number(".doublings");
	limit.cap = number(".cap");
	limit.retryAfterMaxSeconds = number(".retry_after_max");
	const auto fault = faultOf(limit);
	if (fault) throw AuthPlug::Host::ConfigException(*this, prefix + "." + fault->name, fault->reason);
	return limit;
}


void ServerSettings::resolve(const std::string& key, const std::string& folder)
{
	const std::string path(_values->text(key));
	if (!path.empty() && path.front() != '/') _paths[key] = folder + "/" + path;
}


} // namespace AuthServer
