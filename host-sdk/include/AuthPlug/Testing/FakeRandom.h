//
// FakeRandom.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeRandom
//
// Random bytes that are the same in every run.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeRandom_INCLUDED
#define AuthPlug_Testing_FakeRandom_INCLUDED


#include "AuthPlug/Api/Random.h"
#include <cstdint>
#include <mutex>
#include <random>


namespace AuthPlug {
namespace Testing {


class FakeRandom final: public Api::Random
	/// A seeded generator, of no cryptographic worth; can be made to fail.
	/// Thread-safe.
{
public:
	explicit FakeRandom(std::uint64_t seed = 1): _generator(seed)
	{
	}

	bool fill(void* bytes, std::size_t size) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		if (_failing) return false;
		unsigned char* const out = static_cast<unsigned char*>(bytes);
		for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<unsigned char>(_generator());
		return true;
	}

	void fail(bool failing) noexcept
		/// Decides whether the next calls fail.
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_failing = failing;
	}

private:
	std::mutex _mutex;
	std::mt19937_64 _generator;
	bool _failing = false;
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeRandom_INCLUDED
