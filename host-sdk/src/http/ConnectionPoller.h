//
// ConnectionPoller.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ConnectionPoller
//
// Where connections wait for their next request.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ConnectionPoller_INCLUDED
#define AuthPlug_Host_ConnectionPoller_INCLUDED


#include "HttpConnection.h"
#include <memory>


namespace AuthPlug {
namespace Host {


class ConnectionPoller
	/// An epoll set that owns the connections that are waiting for input, and
	/// hands each that has some to one of the threads that ask. The kernel wakes
	/// the thread that came last, so that few threads, whose memory is still in
	/// the processor's caches, do most of the work. Thread-safe.
{
public:
	ConnectionPoller();
		/// Throws std::system_error if the process is out of descriptors.

	ConnectionPoller(const ConnectionPoller&) = delete;
	ConnectionPoller& operator = (const ConnectionPoller&) = delete;

	~ConnectionPoller();
		/// No connection may be left: they are closed by who is handed them.

	void add(std::unique_ptr<HttpConnection> connection);
		/// Takes a connection that is new. Closes it if the kernel has no room
		/// for it.

	void park(std::unique_ptr<HttpConnection> connection);
		/// Takes back a connection that next() has returned.

	std::unique_ptr<HttpConnection> next();
		/// Waits for a connection that has input, or has ended. Returns null
		/// after end().

	void end();
		/// Has all calls of next() return, and all that are still to come.

private:
	void await(std::unique_ptr<HttpConnection> connection, int operation);

	const int _set;
	const int _end;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ConnectionPoller_INCLUDED
