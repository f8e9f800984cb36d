//
// Sha256.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  Sha256
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Sha256.h"
#include <Poco/Crypto/DigestEngine.h>


namespace AuthPlug {
namespace Host {


std::string sha256Hex(std::string_view bytes)
{
	Poco::Crypto::DigestEngine engine("SHA256");
	engine.update(bytes.data(), bytes.size());
	return Poco::DigestEngine::digestToHex(engine.digest());
}


} } // namespace AuthPlug::Host
