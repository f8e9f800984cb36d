//
// ContenderTest.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Contender.h"
#include <string>


using namespace AuthPlug::Tests;


namespace {


class Machine
	/// Becomes faster by one with every turn, and remembers who took it.
{
public:
	Contender contender(const std::string& name)
	{
		return Contender(name, [this, name]
		{
			turns += name;
			Window window;
			window.rate = static_cast<double>(turns.size());
			return window;
		});
	}

	std::string turns;
};


} // namespace


AUTHPLUG_CASES(ContenderTest)
{
	addCase(suite, "each takes its turn between two of the reference; the first turns are forgotten", []
	{
		Machine machine;
		Contender reference = machine.contender("R");
		Contender a = machine.contender("a");
		Contender b = machine.contender("b");
		Contender::takeTurns(reference, {&a, &b}, 2);
		CPPUNIT_ASSERT_EQUAL(std::string("abR" "RaRbR" "aRbR"), machine.turns);
		CPPUNIT_ASSERT((a.rates() == std::vector<double>{5, 9}));
		CPPUNIT_ASSERT((b.rates() == std::vector<double>{7, 11}));
		CPPUNIT_ASSERT_EQUAL(std::size_t(5), reference.rates().size());
	});

	addCase(suite, "a machine that becomes faster steadily bends no ratio", []
	{
		Machine machine;
		Contender reference = machine.contender("R");
		Contender a = machine.contender("a");
		Contender::takeTurns(reference, {&a}, 5);
		CPPUNIT_ASSERT(a.rates() == a.references());
	});
}
