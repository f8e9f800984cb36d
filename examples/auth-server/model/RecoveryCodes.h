//
// RecoveryCodes.h
//
// Example: auth-server
// Package: model
//
// Codes on paper for the day the phone is lost.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_RecoveryCodes_INCLUDED
#define AuthServer_RecoveryCodes_INCLUDED


#include "AuthPlug/Api/Random.h"
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>


namespace AuthServer {


class RecoveryCodes
	/// Ten codes of 16 characters, each with 80 random bits: enough that a
	/// plain digest of them may be stored. Each is good once.
{
public:
	static constexpr std::size_t COUNT = 10;
	static constexpr std::size_t LENGTH = 16;

	static std::optional<std::vector<std::string>> make(AuthPlug::Api::Random& random);
		/// Returns new codes, or nothing if the random generator fails.

	static std::string digestOf(std::uint64_t accountId, std::string_view code);
		/// Returns the 32 bytes that are stored: SHA-256 of the account and the
		/// code, letters taken as lower case.
};


} // namespace AuthServer


#endif // AuthServer_RecoveryCodes_INCLUDED
