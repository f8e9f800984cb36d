//
// Argon2SelfTest.cpp
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2SelfTest
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/argon2/Argon2SelfTest.h"
#include "core/argon2/Argon2.h"
#include <cstring>
#include <sodium.h>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::size_t TAG_BYTES = 32;


struct Vector
	/// RFC 9106, section 5: m=32, t=3, p=4; 32 bytes 0x01 of password, 16 bytes
	/// 0x02 of salt, 8 bytes 0x03 of key, 12 bytes 0x04 of associated data.
{
	Argon2Type type;
	unsigned char tag[TAG_BYTES];
};


constexpr Vector VECTORS[] = {
	{Argon2Type::d, {
		0x51, 0x2b, 0x39, 0x1b, 0x6f, 0x11, 0x62, 0x97, 0x53, 0x71, 0xd3, 0x09, 0x19, 0x73, 0x42, 0x94,
		0xf8, 0x68, 0xe3, 0xbe, 0x39, 0x84, 0xf3, 0xc1, 0xa1, 0x3a, 0x4d, 0xb9, 0xfa, 0xbe, 0x4a, 0xcb}},
	{Argon2Type::i, {
		0xc8, 0x14, 0xd9, 0xd1, 0xdc, 0x7f, 0x37, 0xaa, 0x13, 0xf0, 0xd7, 0x7f, 0x24, 0x94, 0xbd, 0xa1,
		0xc8, 0xde, 0x6b, 0x01, 0x6d, 0xd3, 0x88, 0xd2, 0x99, 0x52, 0xa4, 0xc4, 0x67, 0x2b, 0x6c, 0xe8}},
	{Argon2Type::id, {
		0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9,
		0xd0, 0x1e, 0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59}}
};


struct Sample
	/// Compared with libsodium. More than 128 blocks of a segment take more
	/// than one block of addresses; the odd sizes are rounded down.
{
	Argon2Type type;
	std::uint32_t memoryKiB;
	std::uint32_t passes;
};


constexpr Sample SAMPLES[] = {
	{Argon2Type::id, 8, 1},
	{Argon2Type::id, 1031, 1},
	{Argon2Type::id, 530, 3},
	{Argon2Type::i, 1031, 3}
};


bool passesVector(Fill fill, const Vector& vector) noexcept
{
	Argon2Parameters parameters;
	parameters.type = vector.type;
	parameters.memoryKiB = 32;
	parameters.passes = 3;
	parameters.lanes = 4;
	parameters.tagBytes = TAG_BYTES;

	char text[32 + 16 + 8 + 12];
	std::memset(text, 1, 32);
	std::memset(text + 32, 2, 16);
	std::memset(text + 48, 3, 8);
	std::memset(text + 56, 4, 12);
	const Argon2Input input{{text, 32}, {text + 32, 16}, {text + 48, 8}, {text + 56, 12}};

	unsigned char tag[TAG_BYTES] = {};
	return Argon2(fill).hash(parameters, input, nullptr, 0, tag) && std::memcmp(tag, vector.tag, TAG_BYTES) == 0;
}


bool passesSample(Fill fill, const Sample& sample) noexcept
{
	constexpr std::string_view PASSWORD = "correct horse battery staple";
	constexpr std::string_view SALT = "sixteen bytes...";
	static_assert(SALT.size() == crypto_pwhash_SALTBYTES);

	Argon2Parameters parameters;
	parameters.type = sample.type;
	parameters.memoryKiB = sample.memoryKiB;
	parameters.passes = sample.passes;
	parameters.tagBytes = TAG_BYTES;
	unsigned char tag[TAG_BYTES] = {};
	if (!Argon2(fill).hash(parameters, {PASSWORD, SALT, {}, {}}, nullptr, 0, tag)) return false;

	unsigned char expected[TAG_BYTES] = {};
	const int algorithm = sample.type == Argon2Type::id ? crypto_pwhash_ALG_ARGON2ID13 : crypto_pwhash_ALG_ARGON2I13;
	return crypto_pwhash(expected, TAG_BYTES, PASSWORD.data(), PASSWORD.size(), reinterpret_cast<const unsigned char*>(SALT.data()),
			sample.passes, std::size_t(sample.memoryKiB) * 1024, algorithm) == 0
		&& std::memcmp(tag, expected, TAG_BYTES) == 0;
}


} // namespace


bool Argon2SelfTest::passes(Fill fill) noexcept
{
	if (!fill || sodium_init() < 0) return false;
	for (const Vector& vector : VECTORS)
	{
		if (!passesVector(fill, vector)) return false;
	}
	for (const Sample& sample : SAMPLES)
	{
		if (!passesSample(fill, sample)) return false;
	}
	return true;
}


} } // namespace AuthPlug::Password
