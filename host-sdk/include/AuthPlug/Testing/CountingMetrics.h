//
// CountingMetrics.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  CountingMetrics
//
// Metrics that a test can read.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_CountingMetrics_INCLUDED
#define AuthPlug_Testing_CountingMetrics_INCLUDED


#include "AuthPlug/Api/Metrics.h"
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>


namespace AuthPlug {
namespace Testing {


class CountingMetrics final: public Api::Metrics
	/// Keeps all counters in memory. Thread-safe.
{
public:
	void count(std::string_view name, std::string_view label, std::uint64_t delta) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_counters[{std::string(name), std::string(label)}] += delta;
	}

	void observe(std::string_view name, std::int64_t) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		++_observations[std::string(name)];
	}

	std::uint64_t counted(const std::string& name, const std::string& label) const
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		const auto counter = _counters.find({name, label});
		return counter == _counters.end() ? 0 : counter->second;
	}

	std::uint64_t observed(const std::string& name) const
		/// Returns the number of observations.
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		const auto observation = _observations.find(name);
		return observation == _observations.end() ? 0 : observation->second;
	}

private:
	mutable std::mutex _mutex;
	std::map<std::pair<std::string, std::string>, std::uint64_t> _counters;
	std::map<std::string, std::uint64_t> _observations;
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_CountingMetrics_INCLUDED
