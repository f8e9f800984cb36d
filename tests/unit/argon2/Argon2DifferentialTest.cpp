//
// Argon2DifferentialTest.cpp
//
// Tests: unit/argon2
//
// The same hashes as libargon2's and libsodium's, by every form of the block
// fill that this processor offers.
// 
// AUTHPLUG_LONG=1 compares 100,000 hashes for each form instead of 2,000,
// AUTHPLUG_SEED=N takes other ones.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Argon2Sample.h"
#include "Cases.h"
#include "core/argon2/FillForms.h"


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::Argon2Sample;


unsigned long number(const char* variable, unsigned long otherwise)
{
	const char* text = std::getenv(variable);
	return text ? std::strtoul(text, nullptr, 10) : otherwise;
}


unsigned long seed()
{
	return number("AUTHPLUG_SEED", 9106);
}


unsigned long samples()
{
	return number("AUTHPLUG_LONG", 0) != 0 ? 50000 : 1000;
}


void compare(const Argon2Sample& sample, const char* with, const std::string& expected, FillForm form)
{
	const std::string made = sample.compute(FillForms::function(form));
	CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string("differs from ") + with + ": " + sample.text(), Argon2Sample::hex(expected), Argon2Sample::hex(made));
}


void compareWithLibargon2(FillForm form)
{
	Argon2Sample::Generator random(seed());
	for (unsigned long i = 0; i < samples(); ++i)
	{
		const Argon2Sample sample = Argon2Sample::any(random);
		compare(sample, "libargon2", sample.byLibargon2(), form);
	}
}


void compareWithLibsodium(FillForm form)
{
	CPPUNIT_ASSERT(::sodium_init() >= 0);
	Argon2Sample::Generator random(seed() + 1);
	for (unsigned long i = 0; i < samples(); ++i)
	{
		const Argon2Sample sample = Argon2Sample::simple(random);
		compare(sample, "libsodium", sample.byLibsodium(), form);
	}
}


void compareLargeOnes(FillForm form)
	// More blocks than any form keeps in a cache.
{
	Argon2Sample::Generator random(seed() + 2);
	for (const std::uint32_t lanes : {1u, 3u, 4u})
	{
		for (const Argon2Type type : {Argon2Type::d, Argon2Type::i, Argon2Type::id})
		{
			Argon2Sample sample = Argon2Sample::any(random);
			sample.parameters.type = type;
			sample.parameters.lanes = lanes;
			sample.parameters.passes = 2;
			sample.parameters.memoryKiB = 19456 + 5 * lanes;
			compare(sample, "libargon2", sample.byLibargon2(), form);
		}
	}
}


void compareAllTagLengths(FillForm form)
{
	Argon2Sample::Generator random(seed() + 3);
	for (std::uint32_t bytes = Argon2Parameters::LEAST_TAG_BYTES; bytes <= 200; ++bytes)
	{
		Argon2Sample sample = Argon2Sample::any(random);
		sample.parameters.memoryKiB = 8 * sample.parameters.lanes;
		sample.parameters.tagBytes = bytes;
		compare(sample, "libargon2", sample.byLibargon2(), form);
	}
}


AUTHPLUG_CASES(Argon2DifferentialTest)
{
	for (const FillForm form : FillForms::offered())
	{
		const std::string name = FillForms::name(form);
		addCase(suite, name + " against libargon2", [form] { compareWithLibargon2(form); });
		addCase(suite, name + " against libsodium", [form] { compareWithLibsodium(form); });
		addCase(suite, name + " on 19 MiB", [form] { compareLargeOnes(form); });
		addCase(suite, name + ", all lengths of the tag", [form] { compareAllTagLengths(form); });
	}
}


} // namespace
