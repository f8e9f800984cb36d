//
// FixedRandom.h
//
// Tests: unit/core
//
// A source of bytes that a test can foresee.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FixedRandom_INCLUDED
#define AuthPlug_Tests_FixedRandom_INCLUDED


#include "AuthPlug/Api/Random.h"
#include <cstring>
#include <string>


namespace AuthPlug {
namespace Tests {


class FixedRandom: public Api::Random
	/// Gives the same bytes at each call, or fails.
{
public:
	explicit FixedRandom(std::string bytes): _bytes(std::move(bytes))
	{
	}

	bool fill(void* bytes, std::size_t size) noexcept override
	{
		if (size > _bytes.size()) return false;
		std::memcpy(bytes, _bytes.data(), size);
		return true;
	}

private:
	std::string _bytes;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FixedRandom_INCLUDED
