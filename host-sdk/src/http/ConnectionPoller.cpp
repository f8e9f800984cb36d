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
#include <unistd.h>


namespace AuthPlug {
namespace Host {


ConnectionPoller::ConnectionPoller(): _set(::epoll_create1(EPOLL_CLOEXEC)), _end(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
	epoll_event event{};
	event.events = EPOLLIN;
	if (_set >= 0 && _end >= 0 && ::epoll_ctl(_set, EPOLL_CTL_ADD, _end, &event) == 0) return;

	const std::error_code error(errno, std::generic_category());
	if (_set >= 0) ::close(_set);
	if (_end >= 0) ::close(_end);
	throw std::system_error(error, "cannot poll connections");
}


ConnectionPoller::~ConnectionPoller()
{
	::close(_end);
	::close(_set);
}


void ConnectionPoller::add(std::unique_ptr<HttpConnection> connection)
{
	await(std::move(connection), EPOLL_CTL_ADD);
}


void ConnectionPoller::park(std::unique_ptr<HttpConnection> connection)
{
	await(std::move(connection), EPOLL_CTL_MOD);
}


std::unique_ptr<HttpConnection> ConnectionPoller::next()
{
	epoll_event event{};
	int ready = 0;
	do ready = ::epoll_wait(_set, &event, 1, -1);
	while (ready < 0 && errno == EINTR);
	std::unique_ptr<HttpConnection> connection(ready > 0 ? static_cast<HttpConnection*>(event.data.ptr) : nullptr);
	if (connection) connection->handOver();
	return connection;
}


void ConnectionPoller::end()
{
	// Never read, so that everybody sees it.
	::eventfd_write(_end, 1);
}


void ConnectionPoller::await(std::unique_ptr<HttpConnection> connection, int operation)
{
	epoll_event event{};
	event.events = EPOLLIN | EPOLLONESHOT;
	event.data.ptr = connection.get();
	const int descriptor = connection->descriptor();
	connection->handOver();
	// Another thread may have it, and have closed it, before this call returns.
	HttpConnection* const parked = connection.release();
	if (::epoll_ctl(_set, operation, descriptor, &event) != 0) connection.reset(parked);
}


} } // namespace AuthPlug::Host
