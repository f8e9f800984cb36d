//
// SystemRandom.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  SystemRandom
//
// Random bytes from OpenSSL.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SystemRandom_INCLUDED
#define AuthPlug_Host_SystemRandom_INCLUDED


#include "AuthPlug/Api/Random.h"


namespace AuthPlug {
namespace Host {


class SystemRandom: public Api::Random
	/// The kernel's generator, getrandom(2). It needs no descriptor and shares
	/// no lock of the process's, and fails closed, unlike
	/// Poco::RandomInputStream, which falls back to the clock when no
	/// descriptor is free. Thread-safe.
{
public:
	bool fill(void* bytes, std::size_t size) noexcept override;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SystemRandom_INCLUDED
