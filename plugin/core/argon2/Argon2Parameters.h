//
// Argon2Parameters.h
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2Parameters
//
// The parameters of an Argon2 hash.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Argon2Parameters_INCLUDED
#define AuthPlug_Password_Argon2Parameters_INCLUDED


#include "core/argon2/Fill.h"


namespace AuthPlug {
namespace Password {


enum class Argon2Type: std::uint32_t
	/// With the numbers of RFC 9106 (y).
{
	d = 0,
	i = 1,
	id = 2
};


class Argon2Parameters
	/// Parameters with their names in RFC 9106, section 3.1. The version is
	/// 0x13, the only one that is supported.
{
public:
	static constexpr std::uint32_t LEAST_MEMORY_PER_LANE = 8;
	static constexpr std::uint32_t MAX_LANES = 0xFFFFFF;
	static constexpr std::uint32_t LEAST_TAG_BYTES = 4;
	static constexpr std::uint32_t MAX_TAG_BYTES = 1024;
		/// Ours. The RFC has no such bound.

	Argon2Type type = Argon2Type::id;
	std::uint32_t memoryKiB = 0;  /// m
	std::uint32_t passes = 0;     /// t
	std::uint32_t lanes = 1;      /// p: all of them are computed by the calling thread
	std::uint32_t tagBytes = 32;  /// T

	bool valid() const noexcept;
		/// Tells whether the RFC defines a hash for these parameters and the
		/// tag is not longer than MAX_TAG_BYTES.

	std::uint32_t laneBlocks() const noexcept;
		/// Returns q, the number of blocks of a lane; a multiple of four.

	std::size_t memoryBytes() const noexcept;
		/// Returns the size of the memory that the hash fills.

	FillShape shape() const noexcept;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Argon2Parameters_INCLUDED
