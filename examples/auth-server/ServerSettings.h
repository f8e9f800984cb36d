//
// ServerSettings.h
//
// Example: auth-server
// Package: server
//
// The server's host.properties.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_ServerSettings_INCLUDED
#define AuthServer_ServerSettings_INCLUDED


#include "AuthPlug/Api/Settings.h"
#include "AuthPlug/Host/PropertiesFile.h"
#include "AuthPlug/Host/SettingsMap.h"
#include "AuthPlug/Host/SettingsSchema.h"
#include "AuthPlug/Password/LimitOptions.h"
#include "AuthPlug/Password/StandardHasher.h"
#include <cstdint>
#include <map>
#include <optional>
#include <string>


namespace AuthServer {


class ServerSettings final: public AuthPlug::Api::Settings
	/// The checked values of one host.properties, those of the SDK included.
	/// A relative path in it counts from the folder of the file. Immutable,
	/// thread-safe.
{
public:
	static AuthPlug::Host::SettingsSchema schema();
		/// Returns every key.

	explicit ServerSettings(const std::string& path, std::optional<std::uint16_t> port = std::nullopt, const std::string& controlSocket = "");
		/// Reads and checks the file, and the secrets it names. A port, and a
		/// control socket that is not empty, replace those in the file, which several
		/// processes may share. Throws AuthPlug::Host::ConfigException.

	static ServerSettings forDatabase(const AuthPlug::Host::PropertiesFile& file);
		/// Reads only what a tool needs that works on the database. Throws
		/// AuthPlug::Host::ConfigException.

	std::string_view text(std::string_view key) const noexcept override;
	std::int64_t integer(std::string_view key) const noexcept override;
	bool flag(std::string_view key) const noexcept override;
	AuthPlug::Api::SettingOrigin origin(std::string_view key) const noexcept override;

	AuthPlug::Password::Argon2Options argon2() const;
		/// Returns the parameters of the hashes that the server makes itself.

	AuthPlug::Password::LimitOptions limit(const std::string& prefix) const;
		/// Returns the values of `<prefix>.attempts` and so on. Throws
		/// AuthPlug::Host::ConfigException if they do not fit each other.

private:
	ServerSettings(const std::string& path, AuthPlug::Host::SettingsMap::Ptr values, std::optional<std::uint16_t> port);

	void resolve(const std::string& key, const std::string& folder);

	AuthPlug::Host::SettingsMap::Ptr _values;
	std::map<std::string, std::string, std::less<>> _paths;
	const std::optional<std::uint16_t> _port;
};


} // namespace AuthServer


#endif // AuthServer_ServerSettings_INCLUDED
