//
// LockHints.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  LockHints
//
// Who was locked when last seen.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_LockHints_INCLUDED
#define AuthPlug_Password_LockHints_INCLUDED


#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Password {


class LockHints
	/// Remembers accounts that were found locked, so that the next request for
	/// one can ask for its counters alone, which costs the database less than
	/// the whole record. A hint decides nothing: the counters do, each time.
	/// Of fixed size; accounts that share a place displace each other, and one
	/// may be taken for another, which costs a round trip. Thread-safe, and
	/// nobody waits for anybody.
{
public:
	bool has(std::string_view userId) const noexcept;
	void add(std::string_view userId) noexcept;
	void remove(std::string_view userId) noexcept;

private:
	static constexpr std::size_t PLACES = 4096;

	static std::uint64_t markOf(std::string_view userId) noexcept;

	std::array<std::atomic<std::uint64_t>, PLACES> _marks{};  // 0: nobody
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_LockHints_INCLUDED
