//
// Gate.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  Gate
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/Gate.h"
#include <cassert>
#include <utility>


namespace AuthPlug {
namespace Host {


Gate::Pass::Pass(Gate& gate) noexcept: _gate(&gate)
{
}


Gate::Pass::Pass(Pass&& other) noexcept: _gate(std::exchange(other._gate, nullptr))
{
}


Gate::Pass& Gate::Pass::operator = (Pass&& other) noexcept
{
	if (this != &other)
	{
		if (_gate) _gate->leave();
		_gate = std::exchange(other._gate, nullptr);
	}
	return *this;
}


Gate::Pass::~Pass()
{
	if (_gate) _gate->leave();
}


Gate::~Gate()
{
	assert(_inside == 0);
}


Gate::Pass Gate::enter()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	if (_closed) return Pass();
	++_inside;
	return Pass(*this);
}


void Gate::close()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_closed = true;
}


bool Gate::waitEmpty(std::chrono::milliseconds atMost)
{
	std::unique_lock<std::mutex> lock(_mutex);
	return _empty.wait_for(lock, atMost, [this] { return _inside == 0; });
}


std::size_t Gate::inside() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return _inside;
}


bool Gate::closed() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return _closed;
}


void Gate::leave() noexcept
{
	// Notified under the lock: the one that waits may destroy the gate as soon
	// as it can see that nobody is inside.
	const std::lock_guard<std::mutex> lock(_mutex);
	if (--_inside == 0) _empty.notify_all();
}


} } // namespace AuthPlug::Host
