//
// Engines.h
//
// Tests: bench
//
// Everyone who computes Argon2id here.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Engines_INCLUDED
#define AuthPlug_Tests_Engines_INCLUDED


#include "core/argon2/FillForms.h"
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Cost
{
	std::uint32_t memoryKiB = 19456;
	std::uint32_t passes = 2;

	std::size_t memoryBytes() const
	{
		return std::size_t(memoryKiB)*1024;
	}
};


class HashMemory
	/// Memory for one thread's hashes, on huge pages where the kernel gives
	/// them, in place before the first hash.
{
public:
	explicit HashMemory(std::size_t bytes);
	HashMemory(const HashMemory&) = delete;
	HashMemory& operator = (const HashMemory&) = delete;
	~HashMemory();

	void* start() const
	{
		return _start;
	}

private:
	std::size_t _mapped;
	void* _mapping;
	void* _start;
};


struct Engine
{
	static constexpr std::size_t TAG_BYTES = 32;

	std::string name;
	std::function<void(const Cost&, void* arena, unsigned char* tag)> hash;
		/// Hashes a fixed password. Throws std::runtime_error.

	static std::vector<Engine> all();
		/// libsodium, libargon2, then every form of the fast engine that this
		/// processor offers, the fastest one first, and two variants of that.

	static Engine fastest();
		/// As the product uses it.
};


double hashesPerSecond(const Engine& engine, const Cost& cost, std::size_t threads, std::chrono::milliseconds window);
	/// Hashes in so many threads for so long; returns how many were completed
	/// in a second of it.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Engines_INCLUDED
