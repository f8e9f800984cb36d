//
// HashArena.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  HashArena
//
// SPDX-License-Identifier: BSL-1.0
//


#include "HashArena.h"
#include <Poco/Exception.h>
#include <cstdint>
#include <cstring>
#include <sys/mman.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::size_t HUGE_PAGE = 2*1024*1024;


} // namespace


HashArena::HashArena(std::size_t bytes)
{
	if (bytes == 0) return;
	_mapped = bytes + HUGE_PAGE;
	_mapping = ::mmap(nullptr, _mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (_mapping == MAP_FAILED) throw Poco::OutOfMemoryException("no memory for a hash slot");
	const auto address = reinterpret_cast<std::uintptr_t>(_mapping);
	_start = static_cast<char*>(_mapping) + (HUGE_PAGE - address%HUGE_PAGE)%HUGE_PAGE;
	// Advice only: without it the same memory works, more slowly or more exposed.
	::madvise(_mapping, _mapped, MADV_HUGEPAGE);
	::madvise(_mapping, _mapped, MADV_DONTDUMP);
	::madvise(_mapping, _mapped, MADV_WIPEONFORK);
	std::memset(_start, 0, bytes);
}


HashArena::~HashArena()
{
	if (_mapping) ::munmap(_mapping, _mapped);
}


void* HashArena::start() const noexcept
{
	return _start;
}


} } // namespace AuthPlug::Host
