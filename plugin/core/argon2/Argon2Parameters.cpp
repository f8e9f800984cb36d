//
// Argon2Parameters.cpp
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2Parameters
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/argon2/Argon2Parameters.h"


namespace AuthPlug {
namespace Password {


bool Argon2Parameters::valid() const noexcept
{
	return type <= Argon2Type::id
		&& passes >= 1
		&& lanes >= 1 && lanes <= MAX_LANES
		&& memoryKiB >= LEAST_MEMORY_PER_LANE * lanes
		&& tagBytes >= LEAST_TAG_BYTES && tagBytes <= MAX_TAG_BYTES;
}


std::uint32_t Argon2Parameters::laneBlocks() const noexcept
{
	return memoryKiB / (SLICES * lanes) * SLICES;
}


std::size_t Argon2Parameters::memoryBytes() const noexcept
{
	return std::size_t(lanes) * laneBlocks() * BLOCK_BYTES;
}


FillShape Argon2Parameters::shape() const noexcept
{
	return FillShape{static_cast<std::uint32_t>(type), passes, lanes, laneBlocks() / SLICES};
}


} } // namespace AuthPlug::Password
