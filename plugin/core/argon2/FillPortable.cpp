//
// FillPortable.cpp
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Fill
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/argon2/FillLoop.h"


namespace AuthPlug {
namespace Password {


namespace {


AUTHPLUG_FILL_INLINE std::uint64_t multiplyAdd(std::uint64_t a, std::uint64_t b)
{
	return a + b + 2 * (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF);
}


AUTHPLUG_FILL_INLINE std::uint64_t rotate(std::uint64_t value, int bits)
{
	return (value >> bits) | (value << (64 - bits));
}


AUTHPLUG_FILL_INLINE void quarter(std::uint64_t& a, std::uint64_t& b, std::uint64_t& c, std::uint64_t& d)
	/// GB of RFC 9106, section 3.6.
{
	a = multiplyAdd(a, b);
	d = rotate(d ^ a, 32);
	c = multiplyAdd(c, d);
	b = rotate(b ^ c, 24);
	a = multiplyAdd(a, b);
	d = rotate(d ^ a, 16);
	c = multiplyAdd(c, d);
	b = rotate(b ^ c, 63);
}


template <std::size_t STEP>
AUTHPLUG_FILL_INLINE void permute(std::uint64_t* words)
	/// P of RFC 9106, section 3.6. The pairs of words are STEP words apart.
{
	std::uint64_t v[16];
	for (std::size_t i = 0; i < 16; ++i) v[i] = words[i / 2 * STEP + i % 2];
	for (std::size_t i = 0; i < 4; ++i) quarter(v[i], v[4 + i], v[8 + i], v[12 + i]);
	for (std::size_t i = 0; i < 4; ++i) quarter(v[i], v[4 + (i + 1) % 4], v[8 + (i + 2) % 4], v[12 + (i + 3) % 4]);
	for (std::size_t i = 0; i < 16; ++i) words[i / 2 * STEP + i % 2] = v[i];
}


struct PortableKernel
{
	struct Scratch
	{
		std::uint64_t words[BLOCK_WORDS];
	};

	static constexpr bool WORD_ORDER = false;

	static constexpr std::size_t wordAt(std::size_t i)
	{
		return i;
	}

	template <bool OLD, class Ready>
	static AUTHPLUG_FILL_INLINE void mix(Scratch& scratch, const std::uint64_t* previous, const std::uint64_t* reference, std::uint64_t* block, Ready ready)
	{
		std::uint64_t* const words = scratch.words;
		for (std::size_t i = 0; i < BLOCK_WORDS; ++i) words[i] = previous[i] ^ reference[i];
		for (std::size_t row = 0; row < 8; ++row) permute<2>(words + 16 * row);
		for (std::size_t column = 0; column < 8; ++column) permute<16>(words + 2 * column);
		for (std::size_t i = 0; i < BLOCK_WORDS; ++i)
		{
			const std::uint64_t mixed = words[i] ^ previous[i] ^ reference[i];
			block[i] = OLD ? block[i] ^ mixed : mixed;
		}
		ready(block[0]);
	}
};


} // namespace


void fillPortable(const FillShape& shape, std::uint64_t* memory)
{
	FillLoop<PortableKernel>::fill(shape, memory);
}


} } // namespace AuthPlug::Password
