//
// SoakOptions.h
//
// Tests: soak
//
// How long a soak takes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_SoakOptions_INCLUDED
#define AuthPlug_Tests_SoakOptions_INCLUDED


#include <cstdint>
#include <cstdlib>
#include <string>


namespace AuthPlug {
namespace Tests {


inline std::uint64_t soakOption(const char* name, std::uint64_t otherwise)
	/// Returns a number from the environment.
{
	const char* const value = std::getenv(name);
	return value && *value ? std::stoull(value) : otherwise;
}


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_SoakOptions_INCLUDED
