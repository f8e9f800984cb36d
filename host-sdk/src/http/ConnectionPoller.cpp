//
// ConnectionPoller.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ConnectionPoller
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ConnectionPoller.h"
#include <cerrno>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>


namespace AuthPlug {
namespace Host {


ConnectionPoller::ConnectionPoller():
	_set(Descriptor::of(::epoll_create1(EPOLL_CLOEXEC), "cannot poll connections")),
	_end(Descriptor::of(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "cannot poll connections")),
	_deferred(_set.get())
{
	epoll_event event{};
	event.events = EPOLLIN;
	if (::epoll_ctl(_set.get(), EPOLL_CTL_ADD, _end.get(), &event) != 0) throw std::system_error(errno, std::generic_category(), "cannot poll connections");
}


void ConnectionPoller::park(std::unique_ptr<HttpConnection> connection)
{
	const bool deferred = connection->mayWait();
	const int set = deferred ? _deferred.set() : _set.get();
	const int otherSet = deferred ? _set.get() : _deferred.set();
	epoll_event event{};
	event.events = EPOLLIN | EPOLLONESHOT;
	event.data.ptr = connection.get();
	const int descriptor = connection->descriptor();
	connection->handOver();
	// Another thread may have it, and have closed it, before a call returns.
	HttpConnection* const parked = connection.release();
	int failed = ::epoll_ctl(set, EPOLL_CTL_MOD, descriptor, &event);
	if (failed && errno == ENOENT)
	{
		::epoll_ctl(otherSet, EPOLL_CTL_DEL, descriptor, nullptr);
		failed = ::epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event);
	}
	if (failed) connection.reset(parked);
}


std::unique_ptr<HttpConnection> ConnectionPoller::next()
{
	_deferred.passBy();
	for (;;)
	{
		// All others come first.
		const int atMost = _deferred.empty() ? -1 : 0;
		epoll_event event{};
		int ready = 0;
		do ready = ::epoll_wait(_set.get(), &event, 1, atMost);
		while (ready < 0 && errno == EINTR);
		if (ready == 0)
		{
			if (std::unique_ptr<HttpConnection> connection = _deferred.next()) return connection;
			continue;
		}
		if (ready < 0 || !event.data.ptr) return nullptr;
		if (_deferred.handle(event.data.ptr)) continue;

		std::unique_ptr<HttpConnection> connection(static_cast<HttpConnection*>(event.data.ptr));
		connection->handOver();
		return connection;
	}
}


void ConnectionPoller::end()
{
	// Never read, so that everybody sees it.
	::eventfd_write(_end.get(), 1);
}


} } // namespace AuthPlug::Host
