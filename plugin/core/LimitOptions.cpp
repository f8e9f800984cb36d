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


std::string outside(const char* setting, std::uint64_t minimum, std::uint64_t maximum, std::uint64_t value)
{
	return std::string(setting) + " must be " + std::to_string(minimum) + " to " + std::to_string(maximum)
		+ ", is " + std::to_string(value);
}


constexpr std::uint64_t MAX_DOUBLINGS = 20;


} // namespace


std::string problemWith(const LimitOptions& options)
{
	if (options.cap < 1 || options.cap > LimitOptions::MAX_CAP)
	{
		return outside("limit.cap", 1, LimitOptions::MAX_CAP, options.cap);
	}
	if (options.attempts < 1 || options.attempts > options.cap)
	{
		return outside("limit.attempts", 1, options.cap, options.attempts) + " (limit.cap is the maximum)";
	}
	if (options.doublings > MAX_DOUBLINGS)
	{
		return outside("limit.doublings", 0, MAX_DOUBLINGS, options.doublings);
	}
	const std::uint64_t maxWindow = LimitOptions::MAX_WINDOW_SECONDS >> options.doublings;
	if (options.windowSeconds < 1 || options.windowSeconds > maxWindow)
	{
		return outside("limit.window", 1, maxWindow, options.windowSeconds)
			+ " (with limit.doublings=" + std::to_string(options.doublings) + ")";
	}
	if (options.retryAfterMaxSeconds < 1 || options.retryAfterMaxSeconds > LimitOptions::MAX_WINDOW_SECONDS)
	{
		return outside("limit.retry_after_max", 1, LimitOptions::MAX_WINDOW_SECONDS, options.retryAfterMaxSeconds);
	}
	return std::string();
}


std::string problemWithBudgets(const std::vector<LimitOptions>& purposes)
{
	std::uint64_t sum = 0;
	for (const LimitOptions& options: purposes)
	{
		// Each alone is checked first, so that the sum can't wrap round.
		const std::string problem = problemWith(options);
		if (!problem.empty()) return problem;
		sum += options.cap;
	}
	if (sum <= LimitOptions::MAX_CAP) return std::string();
	return "the caps of all checks of one password must sum to at most " + std::to_string(LimitOptions::MAX_CAP)
		+ ", sum to " + std::to_string(sum);
}


} } // namespace AuthPlug::Password
