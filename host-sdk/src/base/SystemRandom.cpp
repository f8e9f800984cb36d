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
#include <limits>
#include <openssl/rand.h>


namespace AuthPlug {
namespace Host {


bool SystemRandom::fill(void* bytes, std::size_t size) noexcept
{
	if (size > static_cast<std::size_t>(std::numeric_limits<int>::max())) return false;
	return ::RAND_bytes(static_cast<unsigned char*>(bytes), static_cast<int>(size)) == 1;
}


} } // namespace AuthPlug::Host
