//
// HashArena.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  HashArena
//
// Memory for one password hash at a time.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HashArena_INCLUDED
#define AuthPlug_Host_HashArena_INCLUDED


#include <cstddef>


namespace AuthPlug {
namespace Host {


class HashArena
	/// Memory of one slot: aligned so that the kernel can give huge pages, all
	/// of it touched, and kept out of core dumps and child processes.
{
public:
	explicit HashArena(std::size_t bytes);
		/// Throws Poco::OutOfMemoryException if there is no memory. With 0 bytes
		/// there is none, and start() is nullptr.

	HashArena(const HashArena&) = delete;
	HashArena& operator = (const HashArena&) = delete;

	~HashArena();

	void* start() const noexcept;

private:
	void* _mapping = nullptr;
	char* _start = nullptr;
	std::size_t _mapped = 0;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HashArena_INCLUDED
