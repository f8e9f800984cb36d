//
// Time.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Time
//
// Points in time on the two clocks that the border knows.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Time_INCLUDED
#define AuthPlug_Api_Time_INCLUDED


#include <cstdint>


namespace AuthPlug {
namespace Api {


struct MonotonicTime
	/// A point on the host's monotonic clock, in microseconds. Only the
	/// difference of two such points has a meaning.
{
	std::int64_t micros;
};


struct UtcTime
	/// A point in civil time: microseconds since 1970-01-01T00:00:00Z.
{
	std::int64_t micros;
};


using Deadline = MonotonicTime;
	/// The moment after which nobody waits for an answer any more.


constexpr bool operator < (MonotonicTime a, MonotonicTime b) noexcept
{
	return a.micros < b.micros;
}


constexpr MonotonicTime operator + (MonotonicTime t, std::int64_t micros) noexcept
{
	return MonotonicTime{t.micros + micros};
}


constexpr std::int64_t operator - (MonotonicTime a, MonotonicTime b) noexcept
	/// Returns the distance from b to a in microseconds.
{
	return a.micros - b.micros;
}


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Time_INCLUDED
