//
// Argon2.cpp
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/argon2/Argon2.h"
#include "core/argon2/Argon2Memory.h"
#include <algorithm>
#include <string.h>


namespace AuthPlug {
namespace Password {


namespace {


void putLe32(unsigned char* bytes, std::uint32_t value) noexcept
{
	for (int i = 0; i < 4; ++i) bytes[i] = static_cast<unsigned char>(value >> (8 * i));
}


void decode(const unsigned char* bytes, std::uint64_t* words) noexcept
{
	for (std::size_t i = 0; i < BLOCK_WORDS; ++i)
	{
		std::uint64_t word = 0;
		for (std::size_t j = 0; j < 8; ++j) word |= std::uint64_t(bytes[8 * i + j]) << (8 * j);
		words[i] = word;
	}
}


void encode(const std::uint64_t* words, unsigned char* bytes) noexcept
{
	for (std::size_t i = 0; i < BLOCK_BYTES; ++i) bytes[i] = static_cast<unsigned char>(words[i / 8] >> (i % 8 * 8));
}


void wipeBlocks(std::uint64_t* first, std::size_t count) noexcept
{
	::explicit_bzero(first, count * BLOCK_BYTES);
}


} // namespace


Argon2::Argon2(Fill fill, Argon2Wipe wipe) noexcept: _fill(fill), _wipe(wipe)
{
}


bool Argon2::hash(const Argon2Parameters& parameters, const Argon2Input& input, void* arena, std::size_t arenaBytes, unsigned char* tag) const noexcept
{
	if (!parameters.valid()) return false;
	const Argon2Memory memory(arena, arenaBytes, parameters.memoryBytes());
	if (!memory.words()) return false;

	begin(parameters, input, memory.words());
	Argon2Digest::wipeStack();
	_fill(parameters.shape(), memory.words());
	finish(parameters, memory.words(), tag);
	wipe(parameters, memory.words());
	Argon2Digest::wipeStack();
	return true;
}


void Argon2::begin(const Argon2Parameters& parameters, const Argon2Input& input, std::uint64_t* memory) const noexcept
	// RFC 9106, section 3.2, steps 1 to 4.
{
	unsigned char seed[Argon2Digest::H0_BYTES + 8];
	unsigned char bytes[BLOCK_BYTES];
	Argon2Digest::first(parameters, input, seed);
	for (std::uint32_t lane = 0; lane < parameters.lanes; ++lane)
	{
		putLe32(seed + Argon2Digest::H0_BYTES + 4, lane);
		for (std::uint32_t column = 0; column < 2; ++column)
		{
			putLe32(seed + Argon2Digest::H0_BYTES, column);
			Argon2Digest::variable(seed, sizeof seed, bytes, BLOCK_BYTES);
			decode(bytes, memory + (std::size_t(lane) * parameters.laneBlocks() + column) * BLOCK_WORDS);
		}
	}
	::explicit_bzero(seed, sizeof seed);
	::explicit_bzero(bytes, sizeof bytes);
}


void Argon2::finish(const Argon2Parameters& parameters, const std::uint64_t* memory, unsigned char* tag) const noexcept
	// RFC 9106, section 3.2, steps 7 and 8.
{
	std::uint64_t last[BLOCK_WORDS] = {};
	unsigned char bytes[BLOCK_BYTES];
	for (std::uint32_t lane = 1; lane <= parameters.lanes; ++lane)
	{
		const std::uint64_t* const block = memory + (std::size_t(lane) * parameters.laneBlocks() - 1) * BLOCK_WORDS;
		for (std::size_t i = 0; i < BLOCK_WORDS; ++i) last[i] ^= block[i];
	}
	encode(last, bytes);
	Argon2Digest::variable(bytes, sizeof bytes, tag, parameters.tagBytes);
	::explicit_bzero(last, sizeof last);
	::explicit_bzero(bytes, sizeof bytes);
}


void Argon2::wipe(const Argon2Parameters& parameters, std::uint64_t* memory) const noexcept
{
	const std::size_t laneBlocks = parameters.laneBlocks();
	if (_wipe == Argon2Wipe::all)
	{
		wipeBlocks(memory, parameters.lanes * laneBlocks);
		return;
	}
	// Column j of pass t - 1 takes (t - 1 + j/q) / t of the whole work: what is
	// left of a hash of two passes or more takes half of it anyway.
	const std::size_t early = parameters.passes == 1 ? laneBlocks / 2 : 2;
	for (std::size_t lane = 0; lane < parameters.lanes; ++lane)
	{
		std::uint64_t* const start = memory + lane * laneBlocks * BLOCK_WORDS;
		wipeBlocks(start, early);
		wipeBlocks(start + (laneBlocks - 1) * BLOCK_WORDS, 1);
	}
}


} } // namespace AuthPlug::Password
