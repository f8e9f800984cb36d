//
// Sha256.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  Sha256
//
// SHA-256 as hexadecimal text.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Sha256_INCLUDED
#define AuthPlug_Host_Sha256_INCLUDED


#include <string>
#include <string_view>


namespace AuthPlug {
namespace Host {


std::string sha256Hex(std::string_view bytes);
	/// Returns 64 lower-case hexadecimal digits.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Sha256_INCLUDED
