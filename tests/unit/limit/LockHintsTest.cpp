//
// LockHintsTest.cpp
//
// Tests: unit
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/LockHints.h"
#include <memory>
#include <string>


using AuthPlug::Password::LockHints;
using AuthPlug::Tests::addCase;


AUTHPLUG_CASES(LockHintsTest)
{
	addCase(suite, "nobody is known at first, the empty name included", []
	{
		const auto hints = std::make_unique<LockHints>();
		CPPUNIT_ASSERT(!hints->has(""));
		CPPUNIT_ASSERT(!hints->has("17"));
	});

	addCase(suite, "known from add() to remove()", []
	{
		const auto hints = std::make_unique<LockHints>();
		hints->add("17");
		CPPUNIT_ASSERT(hints->has("17"));
		CPPUNIT_ASSERT(!hints->has("18"));
		hints->remove("18");
		CPPUNIT_ASSERT(hints->has("17"));
		hints->remove("17");
		CPPUNIT_ASSERT(!hints->has("17"));
	});

	addCase(suite, "more accounts than there are places: the last ones are known, and none is taken for another", []
	{
		const auto hints = std::make_unique<LockHints>();
		for (int i = 0; i < 20000; ++i) hints->add(std::to_string(i));
		CPPUNIT_ASSERT(hints->has("19999"));
		int known = 0;
		for (int i = 0; i < 20000; ++i) known += hints->has(std::to_string(i)) ? 1 : 0;
		CPPUNIT_ASSERT(known > 3000 && known <= 4096);
		for (int i = 20000; i < 40000; ++i) CPPUNIT_ASSERT(!hints->has(std::to_string(i)));
	});
}
