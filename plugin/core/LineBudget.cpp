//
// LineBudget.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  LineBudget
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/LineBudget.h"


namespace AuthPlug {
namespace Password {


bool LineBudget::spend(Api::MonotonicTime now, std::uint32_t perSecond) noexcept
{
	const std::uint64_t second = static_cast<std::uint64_t>(now.micros)/1000000 << 32;
	std::uint64_t spent = _spent.load(std::memory_order_relaxed);
	for (;;)
	{
		// A thread that has read the clock before others may come after them.
		const std::uint64_t current = spent < second ? second : spent;
		if ((current & 0xFFFFFFFF) >= perSecond)
		{
			_omitted.fetch_add(1, std::memory_order_relaxed);
			return false;
		}
		if (_spent.compare_exchange_weak(spent, current + 1, std::memory_order_relaxed)) return true;
	}
}


std::uint64_t LineBudget::takeOmitted() noexcept
{
	if (_omitted.load(std::memory_order_relaxed) == 0) return 0;
	return _omitted.exchange(0, std::memory_order_relaxed);
}


} } // namespace AuthPlug::Password
