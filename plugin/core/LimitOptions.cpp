//
// LimitOptions.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  LimitOptions
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/LimitOptions.h"


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::uint64_t MAX_DOUBLINGS = 20;


std::optional<LimitFault> outside(const char* name, std::uint64_t minimum, std::uint64_t maximum, std::uint64_t value, const std::string& because = "")
{
	if (value >= minimum && value <= maximum) return std::nullopt;
	return LimitFault{name, "wanted " + std::to_string(minimum) + " to " + std::to_string(maximum) + because
		+ ", got " + std::to_string(value)};
}


} // namespace


std::optional<LimitFault> faultOf(const LimitOptions& options)
{
	if (auto fault = outside("cap", 1, LimitOptions::MAX_CAP, options.cap)) return fault;
	if (auto fault = outside("attempts", 1, options.cap, options.attempts, " (the cap)")) return fault;
	if (auto fault = outside("doublings", 0, MAX_DOUBLINGS, options.doublings)) return fault;
	if (auto fault = outside("window", 1, LimitOptions::MAX_WINDOW_SECONDS >> options.doublings, options.windowSeconds,
		" (with " + std::to_string(options.doublings) + " doublings)")) return fault;
	return outside("retry_after_max", 1, LimitOptions::MAX_WINDOW_SECONDS, options.retryAfterMaxSeconds);
}


} } // namespace AuthPlug::Password
