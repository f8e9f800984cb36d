//
// LimitMath.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  LimitMath
//
// The arithmetic of the guess limit.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_LimitMath_INCLUDED
#define AuthPlug_Password_LimitMath_INCLUDED


#include "AuthPlug/Password/LimitOptions.h"
#include <cstdint>
#include <optional>


namespace AuthPlug {
namespace Password {


struct LimitState
	/// The counters of one account and purpose: one row of pw_check. An account
	/// without a row has all zeros.
{
	std::uint64_t sequence = 0;      /// attempts charged, ever; never falls
	std::uint64_t base = 0;          /// sequence of the last success
	std::uint64_t used = 0;          /// attempts charged in the current block
	std::uint64_t freeAtMicros = 0;  /// when the block's quiet period ends; microseconds of the database's clock
};


class LimitMath
	/// Pure functions over the counters, in the same arithmetic as the SQL
	/// statements that change them. They predict and explain; the verdict is
	/// always that of the conditional UPDATE. Time is the database's.
{
public:
	static bool locked(const LimitState& state, std::uint64_t nowMicros, const LimitOptions& options) noexcept;
		/// True if no attempt would be granted at this moment.

	static bool atCap(const LimitState& state, const LimitOptions& options) noexcept;
		/// True if as many attempts as `cap` were charged since the last
		/// success: no lapse of time frees the account any more.

	static std::uint64_t retryAfterSeconds(const LimitState& state, std::uint64_t nowMicros, const LimitOptions& options) noexcept;
		/// Returns the whole seconds until an attempt would be granted, rounded
		/// up and at least 1; retryAfterMaxSeconds at the cap; 0 if not locked.

	static std::uint64_t windowMicros(const LimitState& state, const LimitOptions& options) noexcept;
		/// Returns the quiet period that the next attempt starts: the window,
		/// doubled for each full block of attempts since the last success.

	static std::optional<LimitState> charged(const LimitState& state, std::uint64_t nowMicros, const LimitOptions& options) noexcept;
		/// Returns the counters after one more attempt; nothing if it is refused.

	static LimitState settled(const LimitState& state, std::uint64_t ordinal) noexcept;
		/// Returns the counters after the attempt with this ordinal succeeded:
		/// attempts charged after it stay counted. Repeating it, or settling an
		/// older one, changes nothing.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_LimitMath_INCLUDED
