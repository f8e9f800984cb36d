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


#include "DeferredConnections.h"
#include "../base/Descriptor.h"
#include "HttpConnection.h"
#include <memory>


namespace AuthPlug {
namespace Host {


class ConnectionPoller
	/// An epoll set that owns the connections that are waiting for input, and
	/// hands each that has some to one of the threads that ask. The kernel wakes
	/// the thread that came last, so that few threads, whose memory is still in
	/// the processor's caches, do most of the work. Connections whose clients
	/// don't heed that they were sent away wait in a set of their own.
	/// Thread-safe.
{
public:
	ConnectionPoller();
		/// Throws std::system_error if the process is out of descriptors.

	ConnectionPoller(const ConnectionPoller&) = delete;
	ConnectionPoller& operator = (const ConnectionPoller&) = delete;

	~ConnectionPoller() = default;
		/// No connection may be left: they are closed by who is handed them.

	void park(std::unique_ptr<HttpConnection> connection);
		/// Takes a connection, be it new or one that next() has returned. Closes
		/// it if the kernel has no room for it.

	std::unique_ptr<HttpConnection> next();
		/// Waits for a connection that has input, or has ended. Returns null
		/// after end().

	void end();
		/// Has all calls of next() return, and all that are still to come.

private:
	const Descriptor _set;
	const Descriptor _end;
	DeferredConnections _deferred;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ConnectionPoller_INCLUDED
