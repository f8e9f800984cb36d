//
// AccountId.cpp
//
// Example: auth-server
// Package: adapters
//
// SPDX-License-Identifier: BSL-1.0
//


#include "adapters/AccountId.h"
#include <charconv>


namespace AuthServer {


std::optional<std::uint64_t> accountIdOf(std::string_view userId)
{
	std::uint64_t id = 0;
	const char* const end = userId.data() + userId.size();
	const auto [stop, error] = std::from_chars(userId.data(), end, id);
	if (error != std::errc() || stop != end || id == 0 || userId.front() == '0') return std::nullopt;
	return id;
}


} // namespace AuthServer
