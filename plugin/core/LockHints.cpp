//
// LockHints.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  LockHints
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/LockHints.h"
#include <functional>


namespace AuthPlug {
namespace Password {


bool LockHints::has(std::string_view userId) const noexcept
{
	const std::uint64_t mark = markOf(userId);
	return _marks[mark % PLACES].load(std::memory_order_relaxed) == mark;
}


void LockHints::add(std::string_view userId) noexcept
{
	const std::uint64_t mark = markOf(userId);
	_marks[mark % PLACES].store(mark, std::memory_order_relaxed);
}


void LockHints::remove(std::string_view userId) noexcept
{
	std::uint64_t mark = markOf(userId);
	_marks[mark % PLACES].compare_exchange_strong(mark, 0, std::memory_order_relaxed);
}


std::uint64_t LockHints::markOf(std::string_view userId) noexcept
{
	const std::uint64_t hash = std::hash<std::string_view>()(userId);
	return hash == 0 ? 1 : hash;
}


} } // namespace AuthPlug::Password
