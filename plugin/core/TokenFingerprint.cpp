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
#include <Poco/Crypto/DigestEngine.h>
#include <algorithm>


namespace AuthPlug {
namespace Password {


TokenFingerprint fingerprintOf(std::string_view tokenId)
{
	Poco::Crypto::DigestEngine engine("SHA256");
	engine.update(tokenId.data(), tokenId.size());
	const Poco::DigestEngine::Digest& digest = engine.digest();
	TokenFingerprint fingerprint{};
	poco_assert (digest.size() == fingerprint.size());
	std::copy(digest.begin(), digest.end(), fingerprint.begin());
	return fingerprint;
}


} } // namespace AuthPlug::Password
