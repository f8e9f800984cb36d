//
// Argon2Digest.cpp
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2Digest
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/argon2/Argon2Digest.h"
#include <cstring>
#include <sodium.h>
#include <string.h>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::size_t LONGEST_DIGEST = 64;
constexpr std::uint32_t VERSION = 0x13;


class Blake2b
	/// BLAKE2b with a digest of up to 64 bytes, wiped at the end.
{
public:
	explicit Blake2b(std::size_t digestBytes) noexcept: _digestBytes(digestBytes)
	{
		// Fails only for a wrong length.
		crypto_generichash_blake2b_init(&_state, nullptr, 0, digestBytes);
	}

	~Blake2b()
	{
		::explicit_bzero(&_state, sizeof _state);
	}

	Blake2b(const Blake2b&) = delete;
	Blake2b& operator = (const Blake2b&) = delete;

	void update(const void* bytes, std::size_t size) noexcept
	{
		if (size > 0) crypto_generichash_blake2b_update(&_state, static_cast<const unsigned char*>(bytes), size);
	}

	void number(std::uint32_t value) noexcept
		/// LE32.
	{
		const unsigned char bytes[4] = {
			static_cast<unsigned char>(value),
			static_cast<unsigned char>(value >> 8),
			static_cast<unsigned char>(value >> 16),
			static_cast<unsigned char>(value >> 24)
		};
		update(bytes, sizeof bytes);
	}

	void counted(std::string_view bytes) noexcept
	{
		number(static_cast<std::uint32_t>(bytes.size()));
		update(bytes.data(), bytes.size());
	}

	void finish(unsigned char* digest) noexcept
	{
		crypto_generichash_blake2b_final(&_state, digest, _digestBytes);
	}

private:
	crypto_generichash_blake2b_state _state;
	std::size_t _digestBytes;
};


} // namespace


void Argon2Digest::first(const Argon2Parameters& parameters, const Argon2Input& input, unsigned char* h0) noexcept
{
	Blake2b digest(H0_BYTES);
	digest.number(parameters.lanes);
	digest.number(parameters.tagBytes);
	digest.number(parameters.memoryKiB);
	digest.number(parameters.passes);
	digest.number(VERSION);
	digest.number(static_cast<std::uint32_t>(parameters.type));
	digest.counted(input.password);
	digest.counted(input.salt);
	digest.counted(input.key);
	digest.counted(input.associatedData);
	digest.finish(h0);
}


void Argon2Digest::variable(const unsigned char* bytes, std::size_t size, unsigned char* output, std::uint32_t outputBytes) noexcept
{
	std::size_t left = outputBytes;
	Blake2b start(left < LONGEST_DIGEST ? left : LONGEST_DIGEST);
	start.number(outputBytes);
	start.update(bytes, size);
	if (left <= LONGEST_DIGEST)
	{
		start.finish(output);
		return;
	}

	unsigned char value[LONGEST_DIGEST];
	start.finish(value);
	for (;;)
	{
		std::memcpy(output, value, LONGEST_DIGEST / 2);
		output += LONGEST_DIGEST / 2;
		left -= LONGEST_DIGEST / 2;
		if (left <= LONGEST_DIGEST) break;
		Blake2b next(LONGEST_DIGEST);
		next.update(value, LONGEST_DIGEST);
		next.finish(value);
	}
	Blake2b last(left);
	last.update(value, LONGEST_DIGEST);
	last.finish(output);
	::explicit_bzero(value, sizeof value);
}


__attribute__((noinline)) void Argon2Digest::wipeStack() noexcept
{
	unsigned char below[8192];
	::explicit_bzero(below, sizeof below);
}


} } // namespace AuthPlug::Password
