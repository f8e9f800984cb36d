//
// SystemRandom.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  SystemRandom
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/SystemRandom.h"
#include <cerrno>
#include <sys/random.h>
#include <sys/types.h>


namespace AuthPlug {
namespace Host {


bool SystemRandom::fill(void* bytes, std::size_t size) noexcept
{
	auto* next = static_cast<unsigned char*>(bytes);
	while (size > 0)
	{
		const ssize_t got = ::getrandom(next, size, 0);
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) return false;
		next += got;
		size -= static_cast<std::size_t>(got);
	}
	return true;
}


} } // namespace AuthPlug::Host
