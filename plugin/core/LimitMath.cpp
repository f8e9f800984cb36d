//
// LimitMath.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  LimitMath
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/LimitMath.h"
#include <algorithm>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::uint64_t MICROS_PER_SECOND = 1000000;


} // namespace


bool LimitMath::locked(const LimitState& state, std::uint64_t nowMicros, const LimitOptions& options) noexcept
{
	return atCap(state, options) || (state.used >= options.attempts && state.freeAtMicros > nowMicros);
}


bool LimitMath::atCap(const LimitState& state, const LimitOptions& options) noexcept
{
	return state.sequence - state.base >= options.cap;
}


std::uint64_t LimitMath::retryAfterSeconds(const LimitState& state, std::uint64_t nowMicros, const LimitOptions& options) noexcept
{
	if (!locked(state, nowMicros, options)) return 0;
	if (atCap(state, options)) return options.retryAfterMaxSeconds;
	return (state.freeAtMicros - nowMicros + MICROS_PER_SECOND - 1)/MICROS_PER_SECOND;
}


std::uint64_t LimitMath::windowMicros(const LimitState& state, const LimitOptions& options) noexcept
{
	const std::uint64_t blocks = (state.sequence - state.base)/options.attempts;
	return (options.windowSeconds*MICROS_PER_SECOND) << std::min(blocks, options.doublings);
}


std::optional<LimitState> LimitMath::charged(const LimitState& state, std::uint64_t nowMicros, const LimitOptions& options) noexcept
{
	if (locked(state, nowMicros, options)) return std::nullopt;
	LimitState next = state;
	next.used = state.freeAtMicros <= nowMicros ? 1 : state.used + 1;
	next.freeAtMicros = std::max(state.freeAtMicros, nowMicros + windowMicros(state, options));
	next.sequence = state.sequence + 1;
	return next;
}


LimitState LimitMath::settled(const LimitState& state, std::uint64_t ordinal) noexcept
{
	if (ordinal > state.sequence) return state;
	LimitState next = state;
	next.base = std::max(state.base, ordinal);
	next.used = std::min(state.used, state.sequence - next.base);
	return next;
}


} } // namespace AuthPlug::Password
