//
// Random.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Random
//
// The host's source of random bytes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Random_INCLUDED
#define AuthPlug_Api_Random_INCLUDED


#include <cstddef>


namespace AuthPlug {
namespace Api {


class Random
	/// Cryptographically secure random bytes. Required. Thread-safe.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.Random";

	virtual bool fill(void* bytes, std::size_t size) noexcept = 0;
		/// Fills the buffer. Returns false if the generator fails; the caller
		/// must then give up: there is no weaker second source.

protected:
	~Random() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Random_INCLUDED
