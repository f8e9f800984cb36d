//
// BusyWatch.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  BusyWatch
//
// SPDX-License-Identifier: BSL-1.0
//


#include "BusyWatch.h"
#include <utility>


namespace AuthPlug {
namespace Host {


using std::chrono::milliseconds;


BusyWatch::BusyWatch(milliseconds atMost, Alarm alarm):
	_atMost(atMost),
	_alarm(std::move(alarm)),
	_thread([this] { run(); })
{
}


BusyWatch::~BusyWatch()
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_stopping = true;
	}
	_changed.notify_one();
	_thread.join();
}


void BusyWatch::begin()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_since = Clock::now();
	_busy = true;
	_told = false;
}


void BusyWatch::end()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_busy = false;
}


milliseconds BusyWatch::overdue() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	if (!_busy) return milliseconds(0);
	const auto busy = std::chrono::duration_cast<milliseconds>(Clock::now() - _since);
	return busy >= _atMost ? busy : milliseconds(0);
}


void BusyWatch::run()
{
	std::unique_lock<std::mutex> lock(_mutex);
	while (!_stopping)
	{
		// Work that begins during the wait is seen after it, a little late; being
		// woken for each would cost more.
		_changed.wait_for(lock, _busy && !_told ? _since + _atMost - Clock::now() : Clock::duration(_atMost)/4);
		if (_stopping || !_busy || _told) continue;
		const auto busy = std::chrono::duration_cast<milliseconds>(Clock::now() - _since);
		if (busy < _atMost) continue;
		_told = true;
		lock.unlock();
		_alarm(busy);
		lock.lock();
	}
}


} } // namespace AuthPlug::Host
