//
// Fill.h
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Fill
//
// The memory-hard part of Argon2, in the forms that processors offer.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Fill_INCLUDED
#define AuthPlug_Password_Fill_INCLUDED


#include <cstddef>
#include <cstdint>


namespace AuthPlug {
namespace Password {


// Included by files that are compiled for one kind of processor: nothing in
// here may have code, or the linker could choose a copy of it that other
// processors can't run.


enum class FillForm
	/// How the memory is filled. All forms give the same result.
{
	portable,  /// any processor
	avx2,
	avx512     /// AVX-512F
};


struct FillShape
	/// What the order of the block operations depends on (RFC 9106, section 3.2).
{
	std::uint32_t type;           /// y: 0 Argon2d, 1 Argon2i, 2 Argon2id
	std::uint32_t passes;         /// t
	std::uint32_t lanes;          /// p
	std::uint32_t segmentBlocks;  /// q/4, at least 2
};


constexpr std::size_t BLOCK_BYTES = 1024;
constexpr std::size_t BLOCK_WORDS = BLOCK_BYTES / sizeof(std::uint64_t);
constexpr std::uint32_t SLICES = 4;


using Fill = void (*)(const FillShape& shape, std::uint64_t* memory);
	/// Makes all passes over a memory.
	///
	/// The memory is 4 * lanes * segmentBlocks blocks, lane by lane, aligned to
	/// 64 bytes. Before the call, the first two blocks of each lane hold
	/// B[i][0] and B[i][1]; after it, the last one of each lane holds B[i][q-1],
	/// all in the byte order of this machine. The order of the words within all
	/// other blocks is the form's own affair.


void fillPortable(const FillShape& shape, std::uint64_t* memory);
void fillAvx2(const FillShape& shape, std::uint64_t* memory);
void fillAvx512(const FillShape& shape, std::uint64_t* memory);
	/// The last two exist on x86-64 only, and may be called only where the
	/// processor and the kernel support the instructions.


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Fill_INCLUDED
