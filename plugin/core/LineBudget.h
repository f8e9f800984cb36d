//
// LineBudget.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  LineBudget
//
// Keeps a flood out of the log.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_LineBudget_INCLUDED
#define AuthPlug_Password_LineBudget_INCLUDED


#include "AuthPlug/Api/Time.h"
#include <atomic>
#include <cstdint>


namespace AuthPlug {
namespace Password {


class LineBudget
	/// How many lines of one kind may be written in each second of the clock.
	/// Those that may not are counted, and nothing of the count is lost.
	/// Thread-safe, without a lock.
{
public:
	bool spend(Api::MonotonicTime now, std::uint32_t perSecond) noexcept;
		/// Returns true if one more line may be written; else counts it as omitted.

	std::uint64_t takeOmitted() noexcept;
		/// Returns how many were omitted since this was called last.

private:
	std::atomic<std::uint64_t> _spent{0};  // number of the second, times 2^32, plus lines written in it
	std::atomic<std::uint64_t> _omitted{0};
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_LineBudget_INCLUDED
