//
// SmokeTest.cpp
//
// Tests: bench
//
// That the benchmark still runs: every scenario for a moment, without a judgement
// on speed.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Bench.h"
#include "Cases.h"
#include "TemporaryFolder.h"
#include <filesystem>


using namespace AuthPlug::Tests;


AUTHPLUG_CASES(BenchSmokeTest)
{
	for (const std::string& scenario : Bench::scenarios())
	{
		// The cluster has a suite of its own.
		if (scenario == "galera") continue;
		addCase(suite, scenario, [scenario]
		{
			const TemporaryFolder folder;
			Bench bench(Effort::smoke(), folder.path());
			bench.run({scenario});
			CPPUNIT_ASSERT(!bench.report().lines().empty());
			for (const Measured& line : bench.report().lines())
			{
				// So few connections can't overload anything.
				const bool mayBeNone = line.what.find("sent away") != std::string::npos;
				CPPUNIT_ASSERT_MESSAGE(line.what + " was not measured", line.value.median > 0 || mayBeNone);
				CPPUNIT_ASSERT_EQUAL_MESSAGE(line.what, std::uint64_t(0), line.other);
			}
			for (const auto& file : std::filesystem::directory_iterator(folder.path())) CPPUNIT_ASSERT(file.file_size() > 500);
		});
	}
}
