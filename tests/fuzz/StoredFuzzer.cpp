//
// StoredFuzzer.cpp
//
// Tests: fuzz
//
// Stored passwords: nothing crashes, and what is accepted is within the caps.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/CryptString.h"
#include "core/PhcString.h"
#include <cstdint>
#include <cstdlib>
#include <string>


using namespace AuthPlug::Password;


namespace {


void require(bool condition)
{
	if (!condition) std::abort();
}


} // namespace


extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
	const std::string text(reinterpret_cast<const char*>(data), size);
	if (const auto hash = PhcString::parse(text))
	{
		char again[512];
		require(std::string(again, PhcString::format(*hash, again, sizeof again)) == text);
		require(hash->memoryKiB <= PhcString::MAX_MEMORY_KIB && hash->memoryKiB >= 8 * hash->lanes);
		require(hash->passes >= 1 && hash->passes <= PhcString::MAX_PASSES);
		require(hash->lanes >= 1 && hash->lanes <= PhcString::MAX_LANES);
	}
	if (CryptString::withinCaps(text))
	{
		require(CryptString::schemeOf(text) != CryptString::Scheme::none);
		require(text.size() < CryptString::MAX_BYTES);
		require(text.find('\0') == std::string::npos && text.find('\n') == std::string::npos);
	}
	return 0;
}
