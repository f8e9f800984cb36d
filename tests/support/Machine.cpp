//
// Machine.cpp
//
// Tests: support
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Machine.h"
#include "Cases.h"
#include <cstdlib>
#include <netinet/in.h>
#include <random>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


std::string Machine::findProgram(const std::string& name)
{
	// Servers are not on the path of an ordinary account.
	const char* const path = std::getenv("PATH");
	std::istringstream folders((path ? std::string(path) : std::string()) + ":/usr/sbin:/usr/bin:/usr/local/sbin");
	for (std::string folder; std::getline(folders, folder, ':');)
	{
		const std::string file = folder + "/" + name;
		if (!folder.empty() && ::access(file.c_str(), X_OK) == 0) return file;
	}
	throw Skipped(name + " is not installed");
}


std::uint16_t Machine::freePort()
{
	std::random_device device;
	for (int i = 0; i < 200; ++i)
	{
		const auto port = static_cast<std::uint16_t>(20000 + device() % 12000);
		const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		sockaddr_in address{};
		address.sin_family = AF_INET;
		address.sin_port = htons(port);
		address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		const bool free = ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
		::close(descriptor);
		if (free) return port;
	}
	throw std::runtime_error("no free port");
}


std::string Machine::baseFolder()
{
	const char* configured = std::getenv("AUTHPLUG_TEST_DIR");
	return configured && *configured ? configured : "/tmp";
}


std::string Machine::makeFolder(const std::string& prefix, const std::string& base)
{
	std::string path = base + "/" + prefix + "XXXXXX";
	if (!::mkdtemp(path.data())) throw std::runtime_error("can't make a folder " + path);
	return path;
}


} } // namespace AuthPlug::Tests
