//
// DeferredConnections.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  DeferredConnections
//
// Connections whose requests are looked for at intervals.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_DeferredConnections_INCLUDED
#define AuthPlug_Host_DeferredConnections_INCLUDED


#include "../base/Descriptor.h"
#include "HttpConnection.h"
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>


namespace AuthPlug {
namespace Host {


class DeferredConnections
	/// An epoll set of its own, in which input wakes nobody: the first to come
	/// starts a timer of 40 ms. What has come is served in a row, by the thread
	/// that the timer wakes, or by one that is awake anyway and passes by after
	/// 20 ms. So at most one thread is woken for many requests, and all but the
	/// first of them find the caches warm. While there is input, the timer is
	/// started again with each look: if a thread stays with a request that takes
	/// long, another one goes on with those behind it. Thread-safe.
{
public:
	explicit DeferredConnections(int pollSet);
		/// Threads wait in the poll set, which must live longer. Throws
		/// std::system_error if the process is out of descriptors.

	int set() const noexcept
		/// Where to add connections, with EPOLLONESHOT.
	{
		return _set.get();
	}

	bool handle(const void* event);
		/// To be called with the data of each event of the poll set. Returns
		/// false if it is none of this object's.

	void passBy();
		/// To be called by each thread that has ended something else. Looks for
		/// input if that is due.

	bool empty() const noexcept
		/// Tells whether nobody with input is left, for the moment.
	{
		return _left == 0;
	}

	std::unique_ptr<HttpConnection> next();
		/// Returns the first of the connections whose input was found, or null.

private:
	void startTimer(long nanos);
	bool awaitInput(int operation);
	void collect();

	const int _pollSet;
	const Descriptor _set;
	const Descriptor _timer;
	std::mutex _mutex;
	std::vector<std::unique_ptr<HttpConnection>> _found;  // from _next on
	std::size_t _next = 0;
	std::atomic<std::size_t> _left{0};  // in _found
	std::atomic<bool> _timed{false};    // does the timer run?
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_DeferredConnections_INCLUDED
