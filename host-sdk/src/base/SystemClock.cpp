//
// SystemClock.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  SystemClock
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/SystemClock.h"
#include <ctime>


namespace AuthPlug {
namespace Host {


namespace {


std::int64_t microsOf(clockid_t clock) noexcept
{
	timespec now{};
	::clock_gettime(clock, &now);
	return static_cast<std::int64_t>(now.tv_sec) * 1000000 + now.tv_nsec / 1000;
}


} // namespace


Api::MonotonicTime SystemClock::monotonic() noexcept
{
	return Api::MonotonicTime{microsOf(CLOCK_MONOTONIC)};
}


Api::UtcTime SystemClock::utc() noexcept
{
	return Api::UtcTime{microsOf(CLOCK_REALTIME)};
}


} } // namespace AuthPlug::Host
