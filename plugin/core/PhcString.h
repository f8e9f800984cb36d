//
// PhcString.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  PhcString
//
// The stored form of an Argon2 hash.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_PhcString_INCLUDED
#define AuthPlug_Password_PhcString_INCLUDED


#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>


namespace AuthPlug {
namespace Password {


class PhcString
	/// An Argon2 hash in the PHC string format, parsed strictly:
	///
	///     $argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>
	///
	/// Variant argon2id, argon2i or argon2d; version 19 (0x13) only; the
	/// parameters m, t, p in this order, decimal without leading zeros; salt
	/// and tag in standard Base64 without padding and with the unused bits
	/// zero; nothing before or after. Parsing computes nothing and allocates
	/// nothing, and a string that is over a cap is refused before anybody
	/// reserves memory for it.
{
public:
	enum class Variant
	{
		argon2d,
		argon2i,
		argon2id
	};

	static constexpr std::uint32_t MAX_MEMORY_KIB = 1u << 20;
	static constexpr std::uint32_t MAX_PASSES = 64;
	static constexpr std::uint32_t MAX_LANES = 16;
	static constexpr std::size_t MIN_SALT_BYTES = 8;
	static constexpr std::size_t MAX_SALT_BYTES = 64;
	static constexpr std::size_t MIN_TAG_BYTES = 16;
	static constexpr std::size_t MAX_TAG_BYTES = 64;

	static bool isArgon2(std::string_view stored) noexcept;
		/// Tells by the prefix whether the string claims to be Argon2.

	static bool isUsable(std::string_view stored) noexcept;
		/// Tells whether parse() would return a hash, for less: it decodes nothing.

	static std::optional<PhcString> parse(std::string_view stored) noexcept;
		/// Returns the parsed string; nothing if it is malformed or over a cap.

	static std::size_t format(const PhcString& hash, char* text, std::size_t capacity) noexcept;
		/// Writes the string form and returns its size; 0 if it does not fit.

	Variant variant = Variant::argon2id;
	std::uint32_t memoryKiB = 0;  /// from 8 for each lane
	std::uint32_t passes = 0;
	std::uint32_t lanes = 0;
	std::array<unsigned char, MAX_SALT_BYTES> salt{};
	std::size_t saltBytes = 0;
	std::array<unsigned char, MAX_TAG_BYTES> tag{};
	std::size_t tagBytes = 0;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_PhcString_INCLUDED
