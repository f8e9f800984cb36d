//
// CryptString.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  CryptString
//
// The stored forms that crypt(3) knows.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_CryptString_INCLUDED
#define AuthPlug_Password_CryptString_INCLUDED


#include <cstddef>
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Password {


class CryptString
	/// Judges a stored string of crypt(5) without hashing: its shape, and that
	/// memory and time stay within the caps. libxcrypt itself decides whether
	/// it is right in detail.
	///
	/// Known: bcrypt ($2a$, $2b$, $2y$), yescrypt ($y$), gost-yescrypt ($gy$),
	/// scrypt ($7$), sha512crypt ($6$) and sha256crypt ($5$). Not known, since
	/// they are too weak to be proof of anything: DES, MD5 and SHA-1 based
	/// schemes, NT hashes, and the broken $2x$.
{
public:
	enum class Scheme
	{
		none,
		bcrypt,
		yescrypt,
		scrypt,
		shacrypt
	};

	static constexpr std::uint32_t MAX_BCRYPT_COST = 15;
	static constexpr std::uint32_t MAX_SHA_ROUNDS = 2000000;
	static constexpr std::uint64_t MAX_MEMORY_BYTES = 1ull << 30;
	static constexpr std::uint32_t MAX_PARALLELISM = 16;
	static constexpr std::uint32_t MAX_TIME = 64;
	static constexpr std::size_t MAX_BYTES = 384;

	static Scheme schemeOf(std::string_view stored) noexcept;
		/// Returns the scheme by the prefix.

	static bool withinCaps(std::string_view stored) noexcept;
		/// Tells whether the string is of a known scheme, well-shaped, with a
		/// hash in it, and not too costly.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_CryptString_INCLUDED
