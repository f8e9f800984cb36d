//
// DeferredConnections.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  DeferredConnections
//
// SPDX-License-Identifier: BSL-1.0
//


#include "DeferredConnections.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <system_error>


namespace AuthPlug {
namespace Host {


namespace {


const long EARLIEST_NANOS = 20000000;
	/// When a thread that passes by looks for input: long beside what a request
	/// that is sent away takes.
const long LATEST_NANOS = 40000000;
	/// When the timer calls one: short beside a hash that had to wait for its turn.
const std::size_t MOST_FOUND = 1024;
	/// The rest is found the next time.


} // namespace


DeferredConnections::DeferredConnections(int pollSet):
	_pollSet(pollSet),
	_set(Descriptor::of(::epoll_create1(EPOLL_CLOEXEC), "cannot poll connections")),
	_timer(Descriptor::of(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "cannot poll connections"))
{
	_found.reserve(MOST_FOUND);

	// By edge: nobody has to read it.
	epoll_event event{};
	event.events = EPOLLIN | EPOLLET;
	event.data.ptr = this;
	const bool added = ::epoll_ctl(_pollSet, EPOLL_CTL_ADD, _timer.get(), &event) == 0;
	if (!added || !awaitInput(EPOLL_CTL_ADD)) throw std::system_error(errno, std::generic_category(), "cannot poll connections");
}


bool DeferredConnections::handle(const void* event)
{
	if (event != &_set && event != this) return false;

	const std::lock_guard<std::mutex> lock(_mutex);
	if (event == &_set) startTimer(LATEST_NANOS);
	else collect();
	return true;
}


void DeferredConnections::passBy()
{
	if (!_timed) return;
	const std::unique_lock<std::mutex> lock(_mutex, std::try_to_lock);
	if (!lock.owns_lock()) return;
	itimerspec left{};
	::timerfd_gettime(_timer.get(), &left);
	if (left.it_value.tv_nsec <= LATEST_NANOS - EARLIEST_NANOS) collect();
}


std::unique_ptr<HttpConnection> DeferredConnections::next()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	if (_left == 0) return nullptr;
	--_left;
	return std::move(_found[_next++]);
}


void DeferredConnections::startTimer(long nanos)
	/// With the mutex held. 0 stops it.
{
	itimerspec once{};
	once.it_value.tv_nsec = nanos;
	::timerfd_settime(_timer.get(), 0, &once, nullptr);
	_timed = nanos > 0;
}


bool DeferredConnections::awaitInput(int operation)
	/// Has the input that comes next, or has come already, start the timer. To
	/// change what is in a set takes no memory, and so can't fail.
{
	epoll_event event{};
	event.events = EPOLLIN | EPOLLONESHOT;
	event.data.ptr = const_cast<Descriptor*>(&_set);
	return ::epoll_ctl(_pollSet, operation, _set.get(), &event) == 0;
}


void DeferredConnections::collect()
	/// With the mutex held. Either the timer runs afterwards, or nobody has input
	/// and the first to come will start it.
{
	_found.erase(_found.begin(), _found.begin() + static_cast<std::ptrdiff_t>(_next));
	_next = 0;

	std::array<epoll_event, 64> events;
	int count = 0;
	do
	{
		const std::size_t room = std::min(events.size(), MOST_FOUND - _found.size());
		count = room > 0 ? ::epoll_wait(_set.get(), events.data(), static_cast<int>(room), 0) : 0;
		for (int i = 0; i < count; ++i)
		{
			_found.emplace_back(static_cast<HttpConnection*>(events[static_cast<std::size_t>(i)].data.ptr));
			_found.back()->handOver();
		}
	}
	while (count > 0);
	_left = _found.size();
	startTimer(_left > 0 ? LATEST_NANOS : 0);
	if (_left == 0) awaitInput(EPOLL_CTL_MOD);
}


} } // namespace AuthPlug::Host
