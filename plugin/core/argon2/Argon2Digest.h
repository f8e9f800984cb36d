//
// Argon2Digest.h
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2Digest
//
// The hash functions at both ends of Argon2.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Argon2Digest_INCLUDED
#define AuthPlug_Password_Argon2Digest_INCLUDED


#include "core/argon2/Argon2Parameters.h"
#include <string_view>


namespace AuthPlug {
namespace Password {


struct Argon2Input
	/// What is hashed. Each part may have any length up to 2^32 - 1 bytes.
{
	std::string_view password;        /// P
	std::string_view salt;            /// S
	std::string_view key;             /// K: a secret that is not in the database; empty for none
	std::string_view associatedData;  /// X
};


class Argon2Digest
	/// H0 and H' of RFC 9106, over libsodium's BLAKE2b. Wipes what it works
	/// with, but not what libsodium leaves on the stack: see wipeStack().
{
public:
	static constexpr std::size_t H0_BYTES = 64;

	static void first(const Argon2Parameters& parameters, const Argon2Input& input, unsigned char* h0) noexcept;
		/// Writes H0 (section 3.2, step 1).

	static void variable(const unsigned char* bytes, std::size_t size, unsigned char* output, std::uint32_t outputBytes) noexcept;
		/// Writes H'^T of the bytes (section 3.3). The output may not overlap them.

	static void wipeStack() noexcept;
		/// Overwrites the stack below the caller where the functions that it
		/// called kept copies of the password and of H0.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Argon2Digest_INCLUDED
