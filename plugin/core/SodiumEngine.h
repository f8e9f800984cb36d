//
// SodiumEngine.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  SodiumEngine
//
// Argon2 by libsodium.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_SodiumEngine_INCLUDED
#define AuthPlug_Password_SodiumEngine_INCLUDED


#include "AuthPlug/Password/HashEngine.h"
#include "AuthPlug/Password/PhcString.h"
#include "AuthPlug/Api/Random.h"


namespace AuthPlug {
namespace Password {


struct Argon2Options
{
	std::uint32_t memoryKiB = 19456;
	std::uint32_t passes = 2;
};


class SodiumEngine: public HashEngine
	/// Makes Argon2id hashes (RFC 9106; one lane, salt of 16 bytes, tag of 32)
	/// and verifies Argon2id and Argon2i. Argon2d is `unusable`: it is open to
	/// side channels, hence not meant for passwords, and libsodium leaves it out.
	///
	/// Several lanes are computed one after the other. The memory is mapped
	/// for each hash and unmapped after it; the slot's arena is not used.
	/// Embedded NUL bytes count, and time does not depend on the password's
	/// length.
{
public:
	static constexpr std::uint32_t LEAST_MEMORY_KIB = 19456;
	static constexpr std::uint32_t LEAST_PASSES = 2;
	static constexpr std::size_t SALT_BYTES = 16;
	static constexpr std::size_t TAG_BYTES = 32;

	SodiumEngine(const Argon2Options& options, Api::Random& random);
		/// Creates the engine, which makes hashes with these parameters and
		/// salts from this source. Throws Poco::InvalidArgumentException if
		/// they are below m=19456, t=2 or over the caps of PhcString, and
		/// Poco::RuntimeException if libsodium can't start.

	bool handles(std::string_view stored) const noexcept override;
	bool usable(std::string_view stored) const noexcept override;

	bool needsUpgrade(std::string_view stored) const noexcept override;
		/// True for a form that costs less to guess than a new one, by memory
		/// times passes, or the same as Argon2i: a rehash never lowers the cost.

	Api::HashVerdict verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) const noexcept override;
	bool hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) const noexcept override;

private:
	Argon2Options _options;
	Api::Random& _random;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_SodiumEngine_INCLUDED
