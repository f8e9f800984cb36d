//
// HostFolder.h
//
// Tests: support
//
// What a server that hosts the password plugin finds on its disk.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_HostFolder_INCLUDED
#define AuthPlug_Tests_HostFolder_INCLUDED


#include "PrivateMariaDb.h"
#include "TemporaryFolder.h"
#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Tests {


struct DatabaseAccess
	/// How a server reaches its database on this machine.
{
	std::uint16_t port;
	std::string user;
	std::string password;
	std::string name;
};


class HostFolder
	/// A folder with host.properties, the plugin and its configuration, for
	/// one server process that takes any free port.
{
public:
	HostFolder(PrivateMariaDb& database, const std::string& pluginFile):
		HostFolder(database, pluginFile, database.port())
	{
	}

	HostFolder(PrivateMariaDb& database, const std::string& pluginFile, std::uint16_t databasePort,
		const std::string& pluginSettings = std::string(), const std::string& hostSettings = std::string()):
		HostFolder(DatabaseAccess{databasePort, database.user(), database.password(), database.database()}, pluginFile, pluginSettings, hostSettings)
		/// The server connects to that port, for a proxy in between.
	{
	}

	HostFolder(const DatabaseAccess& database, const std::string& pluginFile, const std::string& pluginSettings = std::string(),
		const std::string& hostSettings = std::string())
		/// `pluginSettings` and `hostSettings` are further lines of the plugin's and of the host's configuration.
	{
		_folder.folder("plugins", 0700);
		_folder.folder("plugins.d", 0700);
		std::filesystem::copy_file(pluginFile, _folder.file("plugins/authplug-password.so"));
		std::filesystem::permissions(_folder.file("plugins/authplug-password.so"), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
		_folder.write("plugins.d/password-change.properties", "library = authplug-password\nrequired = true\n" + pluginSettings, 0600);
		_folder.write("password", database.password, 0600);
		_folder.write("host.properties",
			"http.port = 0\n"
			"database.host = 127.0.0.1\n"
			"database.port = " + std::to_string(database.port) + "\n"
			"database.user = " + database.user + "\n"
			"database.password_file = password\n"
			"database.name = " + database.name + "\n"
			"plugins.config_directory = " + _folder.file("plugins.d") + "\n"
			"plugins.directory = " + _folder.file("plugins") + "\n"
			"plugins.run_directory = " + _folder.file("run") + "\n"
			"log.file = " + logPath() + "\n" + hostSettings, 0600);
	}

	std::string configuration() const
	{
		return _folder.file("host.properties");
	}

	std::string logPath() const
	{
		return _folder.file("log");
	}

	std::string file(const std::string& name) const
	{
		return _folder.file(name);
	}

private:
	TemporaryFolder _folder;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_HostFolder_INCLUDED
