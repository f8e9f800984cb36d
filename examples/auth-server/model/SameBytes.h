//
// SameBytes.h
//
// Example: auth-server
// Package: model
//
// The one comparison of secrets.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_SameBytes_INCLUDED
#define AuthServer_SameBytes_INCLUDED


#include <string_view>


namespace AuthServer {


bool sameBytes(std::string_view a, std::string_view b) noexcept;
	/// Compares in a time that depends on the sizes only, which are no secret.


} // namespace AuthServer


#endif // AuthServer_SameBytes_INCLUDED
