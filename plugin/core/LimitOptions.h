//
// LimitOptions.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  LimitOptions
//
// The numbers of a guess limit.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_LimitOptions_INCLUDED
#define AuthPlug_Password_LimitOptions_INCLUDED


#include <cstdint>
#include <optional>
#include <string>


namespace AuthPlug {
namespace Password {


struct LimitOptions
	/// How many passwords may be tried. At most `attempts` checks in every
	/// interval of `windowSeconds`; each further block of attempts without a
	/// success doubles the window, up to `doublings` times; at most `cap`
	/// checks since the last success, whatever any clock says.
{
	std::uint64_t attempts = 5;               /// 1 to cap
	std::uint64_t windowSeconds = 900;        /// at least 1
	std::uint64_t doublings = 6;              /// 0 to 20
	std::uint64_t cap = 50;                   /// 1 to 100
	std::uint64_t retryAfterMaxSeconds = 57600;  /// what an account that has reached the cap is told; at least 1

	static constexpr std::uint64_t MAX_CAP = 100;
		/// NIST SP 800-63B-4, section 3.2.2: failures in a row, all checks of a
		/// password together.

	static constexpr std::uint64_t MAX_WINDOW_SECONDS = 315360000;
		/// Ten years, doublings included: far from any overflow of microseconds
		/// in 64 bits.
};


struct LimitFault
	/// What is wrong with one of the numbers.
{
	const char* name;    /// as in a .properties file, without what comes before: "attempts", "window", …
	std::string reason;  /// its bounds and its value
};


std::optional<LimitFault> faultOf(const LimitOptions& options);
	/// Returns the first fault; none if the numbers are right.


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_LimitOptions_INCLUDED
