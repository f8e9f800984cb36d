//
// Argon2.h
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2
//
// Argon2 (RFC 9106).
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Argon2_INCLUDED
#define AuthPlug_Password_Argon2_INCLUDED


#include "core/Argon2Wipe.h"
#include "core/argon2/Argon2Digest.h"
#include "core/argon2/Argon2Parameters.h"
#include "core/argon2/Fill.h"


namespace AuthPlug {
namespace Password {


class Argon2
	/// Computes Argon2d, Argon2i and Argon2id, version 0x13. Immutable, hence
	/// thread-safe.
{
public:
	explicit Argon2(Fill fill, Argon2Wipe wipe = Argon2Wipe::early) noexcept;
		/// Fills the memory with this function; see FillForms.

	bool hash(const Argon2Parameters& parameters, const Argon2Input& input, void* arena, std::size_t arenaBytes, unsigned char* tag) const noexcept;
		/// Writes parameters.tagBytes bytes. Works in the arena, or in memory
		/// of its own if that is nullptr or too small. Nothing of the password
		/// is left behind on the stack. Returns false, and writes nothing, if
		/// the parameters are not valid or there is no memory.

private:
	void begin(const Argon2Parameters& parameters, const Argon2Input& input, std::uint64_t* memory) const noexcept;
	void finish(const Argon2Parameters& parameters, const std::uint64_t* memory, unsigned char* tag) const noexcept;
	void wipe(const Argon2Parameters& parameters, std::uint64_t* memory) const noexcept;

	Fill _fill;
	Argon2Wipe _wipe;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Argon2_INCLUDED
