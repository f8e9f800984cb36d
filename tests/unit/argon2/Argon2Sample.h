//
// Argon2Sample.h
//
// Tests: unit/argon2
//
// A random Argon2 hash to compute, and what other libraries say of it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Argon2Sample_INCLUDED
#define AuthPlug_Tests_Argon2Sample_INCLUDED


#include "core/argon2/Argon2.h"
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>
#include <argon2.h>
#include <sodium.h>


namespace AuthPlug {
namespace Tests {


class Argon2Sample
	/// Parameters and input of one hash.
{
public:
	using Generator = std::mt19937_64;

	Password::Argon2Parameters parameters;
	std::string password;
	std::string salt;
	std::string key;
	std::string associatedData;

	static Argon2Sample any(Generator& random)
		/// Returns one of the forms that libargon2 takes.
	{
		Argon2Sample sample;
		sample.parameters.type = static_cast<Password::Argon2Type>(below(random, 3));
		sample.parameters.lanes = below(random, 2) ? 1 : 1 + below(random, 9);
		sample.parameters.passes = 1 + below(random, 4);
		sample.parameters.memoryKiB = memory(random, sample.parameters.lanes);
		sample.parameters.tagBytes = below(random, 4) ? 32 : 4 + below(random, 200);
		sample.password = bytes(random, below(random, 300));
		sample.salt = bytes(random, 8 + below(random, 60));
		if (below(random, 2)) sample.key = bytes(random, below(random, 140));
		if (below(random, 2)) sample.associatedData = bytes(random, below(random, 140));
		return sample;
	}

	static Argon2Sample simple(Generator& random)
		/// Returns one of the forms that libsodium takes.
	{
		Argon2Sample sample = any(random);
		if (sample.parameters.type == Password::Argon2Type::d) sample.parameters.type = Password::Argon2Type::id;
		if (sample.parameters.type == Password::Argon2Type::i) sample.parameters.passes += 2;
		sample.parameters.lanes = 1;
		if (sample.parameters.tagBytes < crypto_pwhash_BYTES_MIN) sample.parameters.tagBytes += crypto_pwhash_BYTES_MIN;
		sample.salt = bytes(random, crypto_pwhash_SALTBYTES);
		sample.key.clear();
		sample.associatedData.clear();
		return sample;
	}

	std::string compute(Password::Fill fill) const
	{
		std::string tag(parameters.tagBytes, '\0');
		const Password::Argon2 argon2(fill);
		const Password::Argon2Input input{password, salt, key, associatedData};
		if (!argon2.hash(parameters, input, nullptr, 0, octets(tag))) throw std::runtime_error("not computed: " + text());
		return tag;
	}

	std::string byLibargon2() const
	{
		std::string tag(parameters.tagBytes, '\0');
		std::string texts[] = {password, salt, key, associatedData};
		argon2_context context = {};
		context.out = octets(tag);
		context.outlen = parameters.tagBytes;
		context.pwd = octets(texts[0]);
		context.pwdlen = size(texts[0]);
		context.salt = octets(texts[1]);
		context.saltlen = size(texts[1]);
		context.secret = octets(texts[2]);
		context.secretlen = size(texts[2]);
		context.ad = octets(texts[3]);
		context.adlen = size(texts[3]);
		context.t_cost = parameters.passes;
		context.m_cost = parameters.memoryKiB;
		context.lanes = parameters.lanes;
		context.threads = 1;
		context.version = ARGON2_VERSION_13;
		const int code = ::argon2_ctx(&context, static_cast<argon2_type>(parameters.type));
		if (code != ARGON2_OK) throw std::runtime_error(std::string("libargon2: ") + ::argon2_error_message(code) + ": " + text());
		return tag;
	}

	std::string byLibsodium() const
	{
		std::string tag(parameters.tagBytes, '\0');
		const int algorithm = parameters.type == Password::Argon2Type::id ? crypto_pwhash_ALG_ARGON2ID13 : crypto_pwhash_ALG_ARGON2I13;
		if (::crypto_pwhash(octets(tag), tag.size(), password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()),
			parameters.passes, std::size_t(parameters.memoryKiB) * 1024, algorithm) != 0) throw std::runtime_error("libsodium: " + text());
		return tag;
	}

	std::string text() const
		/// Returns what is needed to compute the hash again.
	{
		return "y=" + std::to_string(static_cast<unsigned>(parameters.type))
			+ " m=" + std::to_string(parameters.memoryKiB)
			+ " t=" + std::to_string(parameters.passes)
			+ " p=" + std::to_string(parameters.lanes)
			+ " T=" + std::to_string(parameters.tagBytes)
			+ " P=" + hex(password) + " S=" + hex(salt) + " K=" + hex(key) + " X=" + hex(associatedData);
	}

	static std::string hex(const std::string& bytes)
	{
		std::string text(2 * bytes.size() + 1, '\0');
		::sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
		text.pop_back();
		return text;
	}

private:
	static std::uint32_t below(Generator& random, std::uint32_t bound)
	{
		return static_cast<std::uint32_t>(random() % bound);
	}

	static std::uint32_t memory(Generator& random, std::uint32_t lanes)
		/// Mostly small; sometimes a segment takes several blocks of addresses.
	{
		const std::uint32_t least = 8 * lanes;
		switch (below(random, 16))
		{
		case 0:
			return least + below(random, 3000);
		case 1:
		case 2:
			return least + below(random, 600 * lanes);
		case 3:
			return least;
		default:
			return least + below(random, 120);
		}
	}

	static std::string bytes(Generator& random, std::uint32_t count)
	{
		std::string result(count, '\0');
		for (char& byte : result) byte = static_cast<char>(random());
		return result;
	}

	static unsigned char* octets(std::string& bytes)
	{
		return reinterpret_cast<unsigned char*>(bytes.data());
	}

	static std::uint32_t size(const std::string& bytes)
	{
		return static_cast<std::uint32_t>(bytes.size());
	}
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Argon2Sample_INCLUDED
