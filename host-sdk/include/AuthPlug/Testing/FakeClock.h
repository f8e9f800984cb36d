//
// FakeClock.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeClock
//
// Clocks that stand still until they are told.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeClock_INCLUDED
#define AuthPlug_Testing_FakeClock_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include <atomic>


namespace AuthPlug {
namespace Testing {


class FakeClock final: public Api::Clock
	/// Both clocks start at a fixed moment and move when a test says so.
	/// Thread-safe.
{
public:
	Api::MonotonicTime monotonic() noexcept override
	{
		return Api::MonotonicTime{_monotonic.load()};
	}

	Api::UtcTime utc() noexcept override
	{
		return Api::UtcTime{_utc.load()};
	}

	void advance(std::int64_t micros) noexcept
		/// Lets time pass on both clocks.
	{
		_monotonic += micros;
		_utc += micros;
	}

	void setUtc(std::int64_t micros) noexcept
		/// Sets the civil clock, as an administrator would.
	{
		_utc = micros;
	}

	Api::Deadline in(std::int64_t micros) noexcept
		/// Returns the moment that is this far away.
	{
		return monotonic() + micros;
	}

private:
	std::atomic<std::int64_t> _monotonic{1000000000};
	std::atomic<std::int64_t> _utc{1700000000000000};
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeClock_INCLUDED
