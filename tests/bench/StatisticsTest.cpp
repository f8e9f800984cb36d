//
// StatisticsTest.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Statistics.h"


using namespace AuthPlug::Tests;


AUTHPLUG_CASES(StatisticsTest)
{
	addCase(suite, "a quantile is the value of the nearest rank", []
	{
		const std::vector<double> values{50, 15, 40, 20, 35};
		CPPUNIT_ASSERT_EQUAL(15.0, quantile(values, 0));
		CPPUNIT_ASSERT_EQUAL(20.0, quantile(values, 0.3));
		CPPUNIT_ASSERT_EQUAL(20.0, quantile(values, 0.4));
		CPPUNIT_ASSERT_EQUAL(35.0, quantile(values, 0.5));
		CPPUNIT_ASSERT_EQUAL(50.0, quantile(values, 0.99));
		CPPUNIT_ASSERT_EQUAL(50.0, quantile(values, 1));
	});

	addCase(suite, "a quantile of nothing is 0", []
	{
		CPPUNIT_ASSERT_EQUAL(0.0, quantile({}, 0.5));
		CPPUNIT_ASSERT_EQUAL(0.0, quantileMillis({}, 0.99));
	});

	addCase(suite, "the 99th of a hundred durations is the last but one", []
	{
		std::vector<std::uint32_t> micros;
		for (std::uint32_t i = 100; i > 0; --i) micros.push_back(i*1000);
		CPPUNIT_ASSERT_EQUAL(99.0, quantileMillis(micros, 0.99));
		CPPUNIT_ASSERT_EQUAL(50.0, quantileMillis(micros, 0.5));
	});

	addCase(suite, "a spread is the median and the middle half", []
	{
		const Spread spread = Spread::of({4, 1, 3, 2, 8, 6, 7, 5});
		CPPUNIT_ASSERT_EQUAL(4.0, spread.median);
		CPPUNIT_ASSERT_EQUAL(2.0, spread.low);
		CPPUNIT_ASSERT_EQUAL(6.0, spread.high);
	});

	addCase(suite, "a ratio is that of the same round, not of the medians", []
	{
		// The machine was slow in the second round, for both.
		const Spread spread = ratios({90, 45, 180}, {100, 50, 200});
		CPPUNIT_ASSERT_DOUBLES_EQUAL(0.9, spread.low, 1e-9);
		CPPUNIT_ASSERT_DOUBLES_EQUAL(0.9, spread.high, 1e-9);
		CPPUNIT_ASSERT_DOUBLES_EQUAL(2.0, ratios({10, 20, 90}, {5, 10, 90}).median, 1e-9);
	});

	addCase(suite, "a round without a reference has no ratio", []
	{
		CPPUNIT_ASSERT_EQUAL(0.5, ratios({10, 20}, {0, 40}).median);
		CPPUNIT_ASSERT_EQUAL(0.5, ratios({10, 20, 30}, {20}).median);
		CPPUNIT_ASSERT_EQUAL(0.0, ratios({10}, {}).median);
	});
}
