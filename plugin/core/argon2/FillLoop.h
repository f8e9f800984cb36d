//
// FillLoop.h
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  FillLoop
//
// The order of Argon2's block operations, for all forms.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_FillLoop_INCLUDED
#define AuthPlug_Password_FillLoop_INCLUDED


#include "core/argon2/Fill.h"
#include <string.h>


#define AUTHPLUG_FILL_INLINE inline __attribute__((always_inline))


namespace AuthPlug {
namespace Password {


// Each form compiles this file for its own processor. What it defines must not
// be shared between them, hence the unnamed namespace in a header.
namespace {


template <class Kernel>
class FillLoop
	/// Makes all passes over a memory (RFC 9106, sections 3.2 to 3.4). All lanes
	/// are filled by the caller's thread, slice by slice.
	///
	/// Kernel provides
	///
	///     Scratch     working memory of mix(), wiped at the end
	///     WORD_ORDER  true if blocks are kept in an order of words of its own
	///     wordAt(i)   where word i of the RFC's block is kept; wordAt(0) is 0
	///     mix<OLD>(scratch, previous, reference, block, ready)
	///                 block = G(previous, reference), xored with the old
	///                 content if OLD; calls ready(word 0 of the new block) as
	///                 soon as that word is known
{
public:
	static void fill(const FillShape& shape, std::uint64_t* memory)
	{
		FillLoop loop(shape, memory);
		loop.toKernelOrder();
		for (loop._pass = 0; loop._pass < shape.passes; ++loop._pass)
		{
			for (loop._slice = 0; loop._slice < SLICES; ++loop._slice)
			{
				for (std::uint32_t lane = 0; lane < shape.lanes; ++lane) loop.fillSegment(lane);
			}
		}
		loop.toPlainOrder();
		::explicit_bzero(&loop._scratch, sizeof loop._scratch);
	}

private:
	FillLoop(const FillShape& shape, std::uint64_t* memory):
		_shape(shape),
		_laneBlocks(SLICES * shape.segmentBlocks),
		_memory(memory)
	{
	}

	void fillSegment(std::uint32_t laneIndex)
	{
		_independent = _shape.type == 1 || (_shape.type == 2 && _pass == 0 && _slice < SLICES / 2);
		_finished = (_pass == 0 ? _slice : SLICES - 1) * _shape.segmentBlocks;
		_start = _pass == 0 ? 0 : (_slice + 1) % SLICES * _shape.segmentBlocks;
		_laneIndex = laneIndex;
		_lane = laneAt(laneIndex);
		_counter = 0;

		const std::uint32_t first = _pass == 0 && _slice == 0 ? 2 : 0;
		if (_independent && first > 0) makeAddresses();
		choose(first, *blockAt(previousColumn(first)));
		if (_pass == 0) fillBlocks<false>(first);
		else fillBlocks<true>(first);
	}

	template <bool OLD>
	void fillBlocks(std::uint32_t first)
	{
		for (std::uint32_t index = first; index < _shape.segmentBlocks; ++index)
		{
			std::uint64_t* const block = blockAt(_slice * _shape.segmentBlocks + index);
			Kernel::template mix<OLD>(_scratch, blockAt(previousColumn(index)), _reference, block,
				[&](std::uint64_t word) __attribute__((always_inline))
				{
					if (index + 1 < _shape.segmentBlocks) choose(index + 1, word);
				});
		}
	}

	std::uint64_t* laneAt(std::uint32_t index) const
	{
		return _memory + std::size_t(index) * _laneBlocks * BLOCK_WORDS;
	}

	std::uint64_t* blockAt(std::uint32_t column) const
	{
		return _lane + std::size_t(column) * BLOCK_WORDS;
	}

	std::uint32_t previousColumn(std::uint32_t index) const
	{
		const std::uint32_t column = _slice * _shape.segmentBlocks + index;
		return column == 0 ? _laneBlocks - 1 : column - 1;
	}

	AUTHPLUG_FILL_INLINE void choose(std::uint32_t index, std::uint64_t word)
		/// Finds the block that the one at this index refers to, and has it
		/// fetched. The word is the first one of the previous block.
	{
		if (_independent)
		{
			const std::uint32_t place = index % BLOCK_WORDS;
			if (place == 0) makeAddresses();
			word = _addresses[place];
		}
		_reference = referenceOf(index, word);
		for (std::size_t line = 0; line < BLOCK_WORDS; line += 8) __builtin_prefetch(_reference + line);
	}

	AUTHPLUG_FILL_INLINE const std::uint64_t* referenceOf(std::uint32_t index, std::uint64_t word) const
		/// RFC 9106, section 3.4.2. Without a branch on the word, but for the
		/// choice of a lane.
	{
		const std::uint64_t* lane = _lane;
		std::uint64_t candidates = std::uint64_t(_finished) + index - 1;
		if (_shape.lanes > 1 && (_pass > 0 || _slice > 0))
		{
			const std::uint32_t chosen = static_cast<std::uint32_t>(word >> 32) % _shape.lanes;
			if (chosen != _laneIndex) candidates = std::uint64_t(_finished) - (index == 0);
			lane = laneAt(chosen);
		}
		const std::uint64_t j1 = word & 0xFFFFFFFF;
		const std::uint64_t x = (j1 * j1) >> 32;
		const std::uint64_t z = candidates - 1 - ((candidates * x) >> 32);
		const std::uint64_t column = _start + z;
		return lane + (column - (column >= _laneBlocks ? _laneBlocks : 0)) * BLOCK_WORDS;
	}

	__attribute__((noinline)) void makeAddresses()
		/// RFC 9106, section 3.4.1.2. Nothing in here is secret.
	{
		alignas(64) std::uint64_t input[BLOCK_WORDS] = {};
		alignas(64) std::uint64_t zero[BLOCK_WORDS] = {};
		alignas(64) std::uint64_t middle[BLOCK_WORDS];
		const std::uint64_t values[] = {
			_pass,
			_laneIndex,
			_slice,
			std::uint64_t(_laneBlocks) * _shape.lanes,
			_shape.passes,
			_shape.type,
			++_counter
		};
		for (std::size_t i = 0; i < sizeof values / sizeof values[0]; ++i) input[Kernel::wordAt(i)] = values[i];
		const auto ignore = [](std::uint64_t) {};
		typename Kernel::Scratch scratch;  // mix() may be in the middle of a block
		Kernel::template mix<false>(scratch, zero, input, middle, ignore);
		Kernel::template mix<false>(scratch, zero, middle, _addresses, ignore);
		toPlain(_addresses);
	}

	void toKernelOrder()
	{
		if (!Kernel::WORD_ORDER) return;
		for (std::uint32_t lane = 0; lane < _shape.lanes; ++lane)
		{
			for (std::uint64_t* block = laneAt(lane); block < laneAt(lane) + 2 * BLOCK_WORDS; block += BLOCK_WORDS)
			{
				std::uint64_t plain[BLOCK_WORDS];
				for (std::size_t i = 0; i < BLOCK_WORDS; ++i) plain[i] = block[i];
				for (std::size_t i = 0; i < BLOCK_WORDS; ++i) block[Kernel::wordAt(i)] = plain[i];
				::explicit_bzero(plain, sizeof plain);
			}
		}
	}

	void toPlainOrder()
	{
		for (std::uint32_t lane = 1; lane <= _shape.lanes; ++lane) toPlain(laneAt(lane) - BLOCK_WORDS);
	}

	void toPlain(std::uint64_t* block)
	{
		if (!Kernel::WORD_ORDER) return;
		std::uint64_t ordered[BLOCK_WORDS];
		for (std::size_t i = 0; i < BLOCK_WORDS; ++i) ordered[i] = block[Kernel::wordAt(i)];
		for (std::size_t i = 0; i < BLOCK_WORDS; ++i) block[i] = ordered[i];
		::explicit_bzero(ordered, sizeof ordered);
	}

	const FillShape _shape;
	const std::uint32_t _laneBlocks;  // q
	std::uint64_t* const _memory;
	std::uint32_t _pass = 0;

	// Of the segment.
	std::uint32_t _slice = 0;
	std::uint32_t _laneIndex = 0;
	std::uint64_t* _lane = nullptr;
	bool _independent = false;        // do the addresses not depend on the password?
	std::uint32_t _finished = 0;      // blocks of a lane that may be referred to, but for the current segment
	std::uint32_t _start = 0;         // the oldest of them
	std::uint64_t _counter = 0;       // address blocks made so far
	alignas(64) std::uint64_t _addresses[BLOCK_WORDS] = {};

	const std::uint64_t* _reference = nullptr;  // for the block that comes next
	typename Kernel::Scratch _scratch;
};


} // namespace


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_FillLoop_INCLUDED
