//
// Argon2SelfTestTest.cpp
//
// Tests: unit/argon2
//
// A form that computes something else is found out.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/FastEngine.h"
#include "core/argon2/Argon2SelfTest.h"
#include "core/argon2/FillForms.h"


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Tests::addCase;


void fillNothing(const FillShape&, std::uint64_t*)
{
}


std::uint64_t* lastBlock(const FillShape& shape, std::uint64_t* memory)
{
	return memory + (std::size_t(SLICES) * shape.segmentBlocks * shape.lanes - 1) * BLOCK_WORDS;
}


template <class Condition>
void spoilIf(Condition condition, const FillShape& shape, std::uint64_t* memory)
	// One bit wrong.
{
	fillPortable(shape, memory);
	if (condition(shape)) lastBlock(shape, memory)[77] ^= 1;
}


void spoilAlways(const FillShape& shape, std::uint64_t* memory)
{
	spoilIf([](const FillShape&) { return true; }, shape, memory);
}


void spoilArgon2d(const FillShape& shape, std::uint64_t* memory)
{
	spoilIf([](const FillShape& s) { return s.type == 0; }, shape, memory);
}


void spoilArgon2i(const FillShape& shape, std::uint64_t* memory)
{
	spoilIf([](const FillShape& s) { return s.type == 1; }, shape, memory);
}


void spoilOnePass(const FillShape& shape, std::uint64_t* memory)
{
	spoilIf([](const FillShape& s) { return s.passes == 1; }, shape, memory);
}


void spoilLongSegments(const FillShape& shape, std::uint64_t* memory)
{
	spoilIf([](const FillShape& s) { return s.segmentBlocks > 256; }, shape, memory);
}


void spoilLanes(const FillShape& shape, std::uint64_t* memory)
{
	spoilIf([](const FillShape& s) { return s.lanes > 1; }, shape, memory);
}


struct Broken
{
	const char* name;
	Fill fill;
};


const Broken BROKEN[] = {
	{"fills nothing", fillNothing},
	{"always wrong", spoilAlways},
	{"Argon2d wrong", spoilArgon2d},
	{"Argon2i wrong", spoilArgon2i},
	{"one pass wrong", spoilOnePass},
	{"long segments wrong", spoilLongSegments},
	{"several lanes wrong", spoilLanes},
	{"not there", nullptr}
};


const std::vector<FillForm> ALL{FillForm::avx512, FillForm::avx2, FillForm::portable};


AUTHPLUG_CASES(Argon2SelfTestTest)
{
	for (const FillForm form : FillForms::offered())
	{
		addCase(suite, std::string("right: ") + FillForms::name(form), [form]
		{
			CPPUNIT_ASSERT(Argon2SelfTest::passes(FillForms::function(form)));
		});
	}
	for (const Broken& row : BROKEN)
	{
		addCase(suite, std::string("found out: ") + row.name, [&row] { CPPUNIT_ASSERT(!Argon2SelfTest::passes(row.fill)); });
	}

	addCase(suite, "all right: the fastest form of this processor", []
	{
		const FastEngine::SelfTest result = FastEngine::selfTest();
		CPPUNIT_ASSERT(result.best == FillForms::offered().front());
		CPPUNIT_ASSERT(result.wrong.empty());
	});
	addCase(suite, "the fastest one wrong: the next one", []
	{
		const auto result = FastEngine::selfTest(ALL, [](FillForm form) { return form != FillForm::avx512; });
		CPPUNIT_ASSERT(result.best == FillForm::avx2);
		CPPUNIT_ASSERT((result.wrong == std::vector<FillForm>{FillForm::avx512}));
	});
	addCase(suite, "a slower one wrong: reported all the same", []
	{
		const auto result = FastEngine::selfTest(ALL, [](FillForm form) { return form != FillForm::avx2; });
		CPPUNIT_ASSERT(result.best == FillForm::avx512);
		CPPUNIT_ASSERT((result.wrong == std::vector<FillForm>{FillForm::avx2}));
	});
	addCase(suite, "all wrong: none", []
	{
		const auto result = FastEngine::selfTest(ALL, [](FillForm) { return false; });
		CPPUNIT_ASSERT(!result.best);
		CPPUNIT_ASSERT(result.wrong == ALL);
	});
}


} // namespace
