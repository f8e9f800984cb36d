//
// TokenFingerprint.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  TokenFingerprint
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/TokenFingerprint.h"
#include <sodium.h>


namespace AuthPlug {
namespace Password {


TokenFingerprint fingerprintOf(std::string_view tokenId) noexcept
{
	// Not OpenSSL's, which looks the algorithm up anew each time, under locks
	// that the process shares.
	TokenFingerprint fingerprint{};
	static_assert(std::tuple_size<TokenFingerprint>::value == crypto_hash_sha256_BYTES);
	::crypto_hash_sha256(reinterpret_cast<unsigned char*>(fingerprint.data()), reinterpret_cast<const unsigned char*>(tokenId.data()), tokenId.size());
	return fingerprint;
}


} } // namespace AuthPlug::Password
