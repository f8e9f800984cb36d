//
// FaultTest.cpp
//
// Tests: fault
//
// Whatever is killed, and wherever: one password holds, no charge is lost, and
// a 200 is true. A plugin without one of its guards must not pass.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "KillSuite.h"
#include "PointNames.h"
#include <algorithm>
#include <cstdlib>
#include <iostream>


using namespace AuthPlug::Tests;


namespace {


int wanted()
	/// How many kills of each kind at each point; 0: the short form.
{
	const char* const number = std::getenv("AUTHPLUG_FAULT_KILLS");
	return number && *number ? std::max(1, std::atoi(number)) : 0;
}


KillSuite::Extent extent()
{
	KillSuite::Extent extent;
	if (wanted() > 0)
	{
		extent.kills = wanted();
		extent.isBrief = false;
		extent.inFlight = (wanted() + 9)/10;
		extent.lostCommits = extent.races = wanted();
	}
	else
	{
		extent.databaseEvery = 12;
		extent.lostCommits = 3;
	}
	return extent;
}


KillSuite::Extent sample()
	/// Enough of the suite for a plugin that must not pass it.
{
	KillSuite::Extent extent;
	extent.every = 20;
	extent.databaseEvery = 40;
	return extent;
}


std::size_t mentions(const KillReport& report, const std::string& text)
{
	const auto& all = report.violations();
	return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const std::string& line) { return line.find(text) != std::string::npos; }));
}


} // namespace


AUTHPLUG_CASES(FaultTest)
{
	addCase(suite, "killed at every point, alone or with MariaDB, no promise is broken", []
	{
		KillSuite kills(AUTHPLUG_PLUGIN_FILE, extent());
		const KillReport& report = kills.run();
		report.print(std::cout);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), report.violations().size());
		CPPUNIT_ASSERT(report.doubts() > 0);
		for (const char* const point: POINT_NAMES)
		{
			CPPUNIT_ASSERT_MESSAGE(std::string("too few kills at ") + point, report.kills(point) >= std::max(1, wanted()));
		}
	});

	addCase(suite, "a plugin with a read-then-write limit fails", []
	{
		KillSuite kills(AUTHPLUG_NAIVE_PLUGIN_FILE, sample());
		const KillReport& report = kills.run();
		report.print(std::cout);
		CPPUNIT_ASSERT(mentions(report, "race for the last attempt: 6 passwords were judged") > 0);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), mentions(report, "race for one password"));
	});

	addCase(suite, "a plugin that does not compare the password that it replaces fails", []
	{
		KillSuite kills(AUTHPLUG_NO_CAS_PLUGIN_FILE, sample());
		const KillReport& report = kills.run();
		report.print(std::cout);
		CPPUNIT_ASSERT(mentions(report, "race for one password: both are told 200") > 0);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), mentions(report, "race for the last attempt"));
	});
}
