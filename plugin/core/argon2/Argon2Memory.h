//
// Argon2Memory.h
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2Memory
//
// The memory of one hash.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Argon2Memory_INCLUDED
#define AuthPlug_Password_Argon2Memory_INCLUDED


#include <cstddef>
#include <cstdint>


namespace AuthPlug {
namespace Password {


class Argon2Memory
	/// The arena that the caller hands in, if it is large enough; else memory
	/// mapped for this hash alone, on huge pages where the kernel gives them,
	/// kept out of core dumps.
{
public:
	Argon2Memory(void* arena, std::size_t arenaBytes, std::size_t wantedBytes) noexcept;

	~Argon2Memory();

	Argon2Memory(const Argon2Memory&) = delete;
	Argon2Memory& operator = (const Argon2Memory&) = delete;

	std::uint64_t* words() const noexcept
		/// Returns the wanted number of bytes, aligned to 64; nullptr if there
		/// is no memory.
	{
		return _words;
	}

private:
	void map(std::size_t wantedBytes) noexcept;

	std::uint64_t* _words = nullptr;
	void* _mapping = nullptr;
	std::size_t _mappingBytes = 0;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Argon2Memory_INCLUDED
