//
// KeysFuzzer.cpp
//
// Tests: fuzz
//
// Files of trusted keys, and signatures: a file is refused in words or holds
// keys, and no key accepts a signature that it did not make.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Refusal.h"
#include "TrustedKeys.h"
#include <Poco/Crypto/OpenSSLInitializer.h>
#include <cstdint>
#include <cstdlib>


namespace {


using AuthPlug::Host::Refusal;
using AuthPlug::Host::TrustedKeys;


void require(bool condition)
{
	if (!condition) std::abort();
}


} // namespace


extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
	static const Poco::Crypto::OpenSSLInitializer OPENSSL;
	const std::string text(reinterpret_cast<const char*>(data), size);
	const std::string signature = TrustedKeys::decodeSignature(text.substr(0, 88));
	require(signature.empty() || signature.size() == 64);
	try
	{
		const TrustedKeys keys = TrustedKeys::parse("fuzz", text);
		require(keys.fingerprints().size() >= 64);
		require(keys.signerOf(text, text.substr(0, 64)).empty());
	}
	catch (const Refusal& refusal)
	{
		require(*refusal.what() != '\0');
	}
	return 0;
}
