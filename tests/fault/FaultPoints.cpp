//
// FaultPoints.cpp
//
// Tests: fault
//
// SPDX-License-Identifier: BSL-1.0
//


#include "FaultPoints.h"
#include "PointNames.h"
#include <algorithm>
#include <csignal>
#include <iterator>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


namespace {


bool isListed(const std::string& point)
{
	return std::find(std::begin(POINT_NAMES), std::end(POINT_NAMES), point) != std::end(POINT_NAMES);
}


} // namespace


void FaultPoints::arm(const Order& order)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_order = order;
}


void FaultPoints::release()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_isHeld = false;
	_released.notify_all();
}


void FaultPoints::trace(bool on)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_isTracing = on;
}


void FaultPoints::pass(const std::string& point) noexcept
{
	std::unique_lock<std::mutex> lock(_mutex);
	if (!isListed(point)) say("unlisted " + point);
	if (_isTracing) say("pass " + point);
	if (!isDue(point)) return;
	const Action action = _order->action;
	_order.reset();
	say("hit " + point);
	if (action == Action::kill) ::kill(::getpid(), SIGKILL);
	hold(lock);
}


bool FaultPoints::isDue(const std::string& point)
{
	if (!_order) return false;
	if (!_order->from.empty())
	{
		if (point == _order->from) _order->from.clear();
		return false;
	}
	return point == _order->point && --_order->count == 0;
}


void FaultPoints::hold(std::unique_lock<std::mutex>& lock)
{
	_isHeld = true;
	_released.wait(lock, [this] { return !_isHeld; });
}


void FaultPoints::say(const std::string& line) noexcept
{
	const std::string text = line + "\n";
	// One call: a line is never cut or mixed with another.
	if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) std::raise(SIGKILL);
}


} } // namespace AuthPlug::Tests
