//
// SameBytes.cpp
//
// Example: auth-server
// Package: model
//
// SPDX-License-Identifier: BSL-1.0
//


#include "model/SameBytes.h"
#include <openssl/crypto.h>


namespace AuthServer {


bool sameBytes(std::string_view a, std::string_view b) noexcept
{
	return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}


} // namespace AuthServer
