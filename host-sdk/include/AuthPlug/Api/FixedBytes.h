//
// FixedBytes.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  FixedBytes
//
// A short byte string stored in place.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_FixedBytes_INCLUDED
#define AuthPlug_Api_FixedBytes_INCLUDED


#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>


namespace AuthPlug {
namespace Api {


template <std::size_t N>
struct FixedBytes
	/// A byte string of at most N bytes, stored in place, so that it can cross
	/// the border between host and plugin by value. It may hold NUL bytes.
{
	static_assert(N <= 65535, "the size is kept in 16 bits");

	std::uint16_t size = 0;
	char data[N] = {};

	bool assign(std::string_view bytes) noexcept
		/// Takes a copy of the bytes. Returns false, and keeps the old value,
		/// if there are more than N of them: nothing is ever truncated.
	{
		if (bytes.size() > N) return false;
		if (!bytes.empty()) std::memcpy(data, bytes.data(), bytes.size());
		size = static_cast<std::uint16_t>(bytes.size());
		return true;
	}

	std::string_view view() const noexcept
		/// Returns the bytes. Valid as long as this object, and until the next assign().
	{
		return std::string_view(data, size);
	}

	bool empty() const noexcept
	{
		return size == 0;
	}
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_FixedBytes_INCLUDED
