//
// Listener.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  Listener
//
// The listening socket of an HTTP service.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Listener_INCLUDED
#define AuthPlug_Host_Listener_INCLUDED


#include "AuthPlug/Host/HttpOptions.h"
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <chrono>
#include <cstdint>
#include <optional>


namespace AuthPlug {
namespace Host {


class Listener
	/// Accepts connections, until it is told to end. wait() and accept() are for
	/// one thread, which also ends the life of the socket; the rest is
	/// thread-safe.
{
public:
	explicit Listener(const HttpOptions& options);
		/// Binds address and port. Throws Poco::Net::NetException if the port is
		/// taken.

	Listener(const Listener&) = delete;
	Listener& operator = (const Listener&) = delete;

	~Listener();

	std::uint16_t port() const
	{
		return _port;
	}

	bool wait(std::chrono::milliseconds atMost);
		/// Waits for a connection. Returns false after end().

	std::optional<Poco::Net::StreamSocket> accept(int& error);
		/// Returns a connection, or nothing if none is there. Sets error to the
		/// number of an error (errno(3)) if one is, and the process lacks
		/// descriptors or memory, otherwise to 0.

	void pause(std::chrono::milliseconds time);
		/// Waits, but for end().

	void end();
		/// Has wait() and pause() return.

	void close();
		/// Lets nobody in any more.

private:
	const int _end;
	std::uint16_t _port = 0;
	Poco::Net::ServerSocket _socket;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Listener_INCLUDED
