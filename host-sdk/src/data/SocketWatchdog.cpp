//
// SocketWatchdog.cpp
//
// Library: AuthPlug/Host
// Package: Data
// Module:  SocketWatchdog
//
// SPDX-License-Identifier: BSL-1.0
//


#include "SocketWatchdog.h"
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <sys/socket.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::int64_t LONGEST_SLEEP_MICROS = 60*1000000LL;


} // namespace


SocketWatchdog::Watch::Watch(SocketWatchdog& watchdog, int descriptor, Api::Deadline deadline):
	_watchdog(watchdog),
	_descriptor(descriptor),
	_deadline(deadline)
{
	const std::lock_guard<std::mutex> lock(_watchdog._mutex);
	_place = _watchdog._watches.insert(_watchdog._watches.end(), this);
	// Most deadlines are later than the next one: no need to wake the thread.
	if (_deadline < _watchdog._wakeUp) _watchdog._changed.notify_one();
}


SocketWatchdog::Watch::~Watch()
{
	const std::lock_guard<std::mutex> lock(_watchdog._mutex);
	_watchdog._watches.erase(_place);
}


SocketWatchdog::SocketWatchdog(Api::Clock& clock):
	_clock(clock),
	_wakeUp(clock.monotonic()),
	_thread([this] { run(); })
{
}


SocketWatchdog::~SocketWatchdog()
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_stopping = true;
	}
	_changed.notify_one();
	_thread.join();
}


void SocketWatchdog::run()
{
	std::unique_lock<std::mutex> lock(_mutex);
	while (!_stopping)
	{
		const Api::MonotonicTime now = _clock.monotonic();
		std::int64_t sleep = LONGEST_SLEEP_MICROS;
		for (Watch* watch : _watches)
		{
			if (watch->_fired) continue;
			const std::int64_t left = watch->_deadline - now;
			if (left <= 0)
			{
				// Not close(): the descriptor belongs to the session.
				::shutdown(watch->_descriptor, SHUT_RDWR);
				watch->_fired = true;
			}
			else
			{
				sleep = std::min(sleep, left);
			}
		}
		_wakeUp = now + sleep;
		_changed.wait_for(lock, std::chrono::microseconds(sleep));
	}
}


} } // namespace AuthPlug::Host
