//
// AccountId.h
//
// Example: auth-server
// Package: adapters
//
// From the text of a user id to the key of the table account.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_AccountId_INCLUDED
#define AuthServer_AccountId_INCLUDED


#include <cstdint>
#include <optional>
#include <string_view>


namespace AuthServer {


std::optional<std::uint64_t> accountIdOf(std::string_view userId);
	/// Returns the number; nothing if the text is not exactly what
	/// Account::userId() gives: MySQL would take "17abc" for 17.


} // namespace AuthServer


#endif // AuthServer_AccountId_INCLUDED
