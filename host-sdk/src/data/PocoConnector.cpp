//
// PocoConnector.cpp
//
// Library: AuthPlug/Host
// Package: Data
// Module:  PocoConnector
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PocoConnector.h"
#include "PocoSession.h"
#include "SqlError.h"
#include <Poco/Data/MySQL/Connector.h>
#include <Poco/Exception.h>
#include <algorithm>
#include <cstdlib>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::int64_t MICROS_PER_SECOND = 1000000;


DatabaseOptions forPoco(DatabaseOptions options)
{
	options.client = DatabaseOptions::Client::poco;
	return options;
}


void setSocketPath(const std::string& path)
	/// The client library reads this variable once, when the connector is
	/// registered, so it has to be set before.
{
	const char* const set = std::getenv("MYSQL_UNIX_PORT");
	if (set && path != set)
	{
		throw Poco::InvalidArgumentException("database.socket: wanted the path in the environment variable MYSQL_UNIX_PORT, "
			+ std::string(set) + ", got " + path);
	}
	if (!set) ::setenv("MYSQL_UNIX_PORT", path.c_str(), 1);
}


std::string connectionString(const DatabaseOptions& options)
	/// With `localhost` the client library takes the UNIX socket that
	/// PocoConnector has put into the environment; POCO has no key for it, but
	/// demands a port.
{
	// The address, not the name: by that libmariadb would look for a socket.
	const std::string host = !options.socket.empty() ? "localhost" : options.host == "localhost" ? "127.0.0.1" : options.host;
	return "host=" + host + ";port=" + std::to_string(options.port) + ";user=" + options.user + ";password=" + options.password
		+ ";db=" + options.name + ";character-set=utf8mb4;auto-reconnect=false";
}


bool isConnectedTo(const std::string& path, int descriptor)
	/// Tells whether the peer listens on this UNIX socket, by whatever name.
{
	sockaddr_un peer{};
	socklen_t size = sizeof(peer);
	if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0 || peer.sun_family != AF_UNIX) return false;
	struct stat wanted{};
	struct stat got{};
	if (::stat(path.c_str(), &wanted) != 0 || ::stat(peer.sun_path, &got) != 0) return false;
	return wanted.st_dev == got.st_dev && wanted.st_ino == got.st_ino;
}


} // namespace


PocoConnector::PocoConnector(DatabaseOptions options, Api::Clock& clock):
	Connector(forPoco(std::move(options))),
	_clock(clock)
{
	if (!this->options().socket.empty()) setSocketPath(this->options().socket);
	Poco::Data::MySQL::Connector::registerConnector();
}


std::unique_ptr<Session> PocoConnector::connect(Api::Deadline deadline, SocketWatchdog& /*watchdog*/)
{
	// POCO takes whole seconds only.
	const std::int64_t left = std::max<std::int64_t>(deadline - _clock.monotonic(), 1);
	const std::int64_t leftSeconds = (left + MICROS_PER_SECOND - 1)/MICROS_PER_SECOND;
	const auto timeout = static_cast<unsigned>(std::min<std::int64_t>(leftSeconds, options().connectTimeoutSeconds));
	auto session = std::make_unique<PocoSession>(connectionString(options()), timeout);
	if (!options().socket.empty() && !isConnectedTo(options().socket, ::mysql_get_socket(session->handle())))
	{
		throw ConnectFailed("other_socket", SqlError::NONE);
	}
	return session;
}


} } // namespace AuthPlug::Host
