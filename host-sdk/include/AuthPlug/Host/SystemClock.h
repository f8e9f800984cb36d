//
// SystemClock.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  SystemClock
//
// The clocks of the operating system.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SystemClock_INCLUDED
#define AuthPlug_Host_SystemClock_INCLUDED


#include "AuthPlug/Api/Clock.h"


namespace AuthPlug {
namespace Host {


class SystemClock: public Api::Clock
	/// CLOCK_MONOTONIC and CLOCK_REALTIME. Thread-safe.
{
public:
	Api::MonotonicTime monotonic() noexcept override;
	Api::UtcTime utc() noexcept override;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SystemClock_INCLUDED
