//
// Argon2Memory.cpp
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2Memory
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/argon2/Argon2Memory.h"
#include <memory>
#include <sys/mman.h>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::size_t LINE_BYTES = 64;
constexpr std::size_t HUGE_PAGE_BYTES = std::size_t(2) << 20;


} // namespace


Argon2Memory::Argon2Memory(void* arena, std::size_t arenaBytes, std::size_t wantedBytes) noexcept
{
	void* start = arena;
	std::size_t left = arenaBytes;
	if (arena && std::align(LINE_BYTES, wantedBytes, start, left)) _words = static_cast<std::uint64_t*>(start);
	else map(wantedBytes);
}


Argon2Memory::~Argon2Memory()
{
	if (_mapping) ::munmap(_mapping, _mappingBytes);
}


void Argon2Memory::map(std::size_t wantedBytes) noexcept
{
	// Room to begin at the start of a huge page; what is not touched costs nothing.
	const std::size_t bytes = wantedBytes < HUGE_PAGE_BYTES ? wantedBytes : wantedBytes + HUGE_PAGE_BYTES;
	void* const mapping = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mapping == MAP_FAILED) return;
	_mapping = mapping;
	_mappingBytes = bytes;
	::madvise(mapping, bytes, MADV_DONTDUMP);

	void* start = mapping;
	std::size_t left = bytes;
	if (bytes > wantedBytes && std::align(HUGE_PAGE_BYTES, wantedBytes, start, left)) ::madvise(start, wantedBytes, MADV_HUGEPAGE);
	_words = static_cast<std::uint64_t*>(start);
}


} } // namespace AuthPlug::Password
