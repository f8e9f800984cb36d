//
// CountingServer.h
//
// Tests: support
//
// A process that hosts the plugin and counts its hashes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_CountingServer_INCLUDED
#define AuthPlug_Tests_CountingServer_INCLUDED


#include "ChildProcess.h"
#include "HostFolder.h"
#include <csignal>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class CountingServer
	/// One counting-host, see CountingHost.cpp, with a folder of its own.
{
public:
	CountingServer(const std::string& program, const DatabaseAccess& database, const std::string& pluginFile, const std::string& token,
		const std::string& pluginSettings = std::string(), const std::vector<std::string>& environment = {},
		const std::string& hostSettings = std::string()):
		_folder(database, pluginFile, pluginSettings, hostSettings),
		_process({program, _folder.configuration(), token}, environment),
		_port(static_cast<std::uint16_t>(std::stoi(next("port "))))
	{
	}

	std::uint16_t port() const
	{
		return _port;
	}

	std::string log() const
	{
		std::ifstream in(_folder.logPath());
		return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
	}

	int stopAndCount()
		/// Returns how many hashes the plugin has asked for.
	{
		::kill(_process.pid(), SIGTERM);
		const int count = std::stoi(next("verified "));
		if (_process.wait() != 0) throw std::runtime_error("the server cut requests when it stopped");
		return count;
	}

private:
	std::string next(const std::string& word)
	{
		std::string line;
		if (!_process.readLine(line) || line.compare(0, word.size(), word) != 0) throw std::runtime_error("the server says: " + line);
		return line.substr(word.size());
	}

	const HostFolder _folder;
	ChildProcess _process;
	const std::uint16_t _port;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_CountingServer_INCLUDED
