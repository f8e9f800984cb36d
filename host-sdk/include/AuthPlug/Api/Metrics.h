//
// Metrics.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Metrics
//
// Counters and gauges of the host.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Metrics_INCLUDED
#define AuthPlug_Api_Metrics_INCLUDED


#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Api {


class Metrics
	/// Optional. Thread-safe. Labels never name a user.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.Metrics";

	virtual void count(std::string_view name, std::string_view label, std::uint64_t delta) noexcept = 0;
		/// Adds to a counter that only rises.

	virtual void observe(std::string_view name, std::int64_t micros) noexcept = 0;
		/// Adds one duration to a distribution.

protected:
	~Metrics() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Metrics_INCLUDED
