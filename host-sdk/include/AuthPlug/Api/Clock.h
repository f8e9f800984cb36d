//
// Clock.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Clock
//
// The host's clocks.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Clock_INCLUDED
#define AuthPlug_Api_Clock_INCLUDED


#include "AuthPlug/Api/Time.h"


namespace AuthPlug {
namespace Api {


class Clock
	/// The time, passed in so that tests can set it. Required. Thread-safe.
	/// No decision of the guess limit uses it: that is the database's clock.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.Clock";

	virtual MonotonicTime monotonic() noexcept = 0;
	virtual UtcTime utc() noexcept = 0;

protected:
	~Clock() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Clock_INCLUDED
