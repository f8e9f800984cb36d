//
// Argon2VectorsTest.cpp
//
// Tests: unit/argon2
//
// The test vectors of RFC 9106, section 5, and what is not defined there.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Argon2Sample.h"
#include "Cases.h"
#include "core/argon2/FillForms.h"
#include <cstring>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::Argon2Sample;


struct Vector
{
	const char* name;
	Argon2Type type;
	const char* tag;
};


const Vector VECTORS[] = {
	{"Argon2d", Argon2Type::d, "512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb"},
	{"Argon2i", Argon2Type::i, "c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8"},
	{"Argon2id", Argon2Type::id, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"}
};


Argon2Sample vectorSample(Argon2Type type)
{
	Argon2Sample sample;
	sample.parameters.type = type;
	sample.parameters.memoryKiB = 32;
	sample.parameters.passes = 3;
	sample.parameters.lanes = 4;
	sample.password = std::string(32, '\x01');
	sample.salt = std::string(16, '\x02');
	sample.key = std::string(8, '\x03');
	sample.associatedData = std::string(12, '\x04');
	return sample;
}


struct Invalid
{
	const char* name;
	Argon2Type type;
	std::uint32_t memoryKiB;
	std::uint32_t passes;
	std::uint32_t lanes;
	std::uint32_t tagBytes;
};


const Invalid INVALIDS[] = {
	{"type 3", static_cast<Argon2Type>(3), 32, 1, 1, 32},
	{"less than 8 KiB for each lane", Argon2Type::id, 31, 1, 4, 32},
	{"no memory", Argon2Type::id, 0, 1, 1, 32},
	{"no pass", Argon2Type::id, 32, 0, 1, 32},
	{"no lane", Argon2Type::id, 32, 1, 0, 32},
	{"tag of 3 bytes", Argon2Type::id, 32, 1, 1, 3},
	{"tag of 1025 bytes", Argon2Type::id, 32, 1, 1, 1025}
};


void isRefused(const Invalid& row)
{
	Argon2Parameters parameters;
	parameters.type = row.type;
	parameters.memoryKiB = row.memoryKiB;
	parameters.passes = row.passes;
	parameters.lanes = row.lanes;
	parameters.tagBytes = row.tagBytes;
	CPPUNIT_ASSERT(!parameters.valid());

	unsigned char tag[1100];
	std::memset(tag, 0x55, sizeof tag);
	CPPUNIT_ASSERT(!Argon2(fillPortable).hash(parameters, {"password", "somesalt", {}, {}}, nullptr, 0, tag));
	for (const unsigned char byte : tag) CPPUNIT_ASSERT_EQUAL(0x55, int(byte));
}


AUTHPLUG_CASES(Argon2VectorsTest)
{
	for (const Vector& vector : VECTORS)
	{
		for (const FillForm form : FillForms::offered())
		{
			addCase(suite, std::string(vector.name) + ", " + FillForms::name(form), [&vector, form]
			{
				const Argon2Sample sample = vectorSample(vector.type);
				CPPUNIT_ASSERT_EQUAL(std::string(vector.tag), Argon2Sample::hex(sample.compute(FillForms::function(form))));
			});
		}
	}
	for (const Invalid& row : INVALIDS) addCase(suite, std::string("refused: ") + row.name, [&row] { isRefused(row); });
	addCase(suite, "the portable form is always offered, as the last one", []
	{
		CPPUNIT_ASSERT(FillForms::offered().back() == FillForm::portable);
	});
}


} // namespace
