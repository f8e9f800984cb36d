//
// TokenKey.h
//
// Example: auth-server
// Package: server
//
// The key that signs the tokens.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_TokenKey_INCLUDED
#define AuthServer_TokenKey_INCLUDED


#include "AuthPlug/Api/Random.h"
#include <string>


namespace AuthServer {


bool makeTokenKey(const std::string& path, AuthPlug::Api::Random& random);
	/// Makes a file of mode 0600 with 64 hexadecimal digits from 32 random
	/// bytes. Returns false if the file is there already; of several processes
	/// that make it at the same time, one does, and none ever sees half of it.
	/// Throws Poco::FileException.


} // namespace AuthServer


#endif // AuthServer_TokenKey_INCLUDED
