//
// ReportTest.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Report.h"
#include <sstream>


using namespace AuthPlug::Tests;


namespace {


Measured line(const std::string& what)
{
	Measured measured;
	measured.scenario = "a scenario";
	measured.what = what;
	measured.unit = "1/s";
	measured.value = Spread{50, 40, 60};
	measured.p50 = 1.5;
	measured.p99 = 20;
	measured.reference = "bare";
	measured.referenceValue = 100;
	measured.ratio = Spread{0.5, 0.4, 0.6};
	return measured;
}


std::string csvOf(const Report& report)
{
	std::ostringstream out;
	report.writeCsv(out);
	return out.str();
}


std::string tableOf(const Report& report)
{
	std::ostringstream out;
	report.writeTable(out);
	return out.str();
}


bool has(const std::string& text, const std::string& part)
{
	return text.find(part) != std::string::npos;
}


} // namespace


AUTHPLUG_CASES(ReportTest)
{
	addCase(suite, "CSV has a header and a record for each line, of as many fields", []
	{
		Report report;
		report.add(line("a thing"));
		const std::string csv = csvOf(report);
		CPPUNIT_ASSERT_EQUAL(std::string(
			"scenario,what,unit,median,q1,q3,p50_ms,p99_ms,reference,reference_median,ratio_median,ratio_q1,ratio_q3,other_answers,note\r\n"
			"a scenario,a thing,1/s,50.000000,40.000000,60.000000,1.500000,20.000000,bare,100.000000,0.500000,0.400000,0.600000,0,\r\n"), csv);
	});

	addCase(suite, "CSV quotes what needs it", []
	{
		Report report;
		report.add(line("commas, \"quotes\"\nand lines"));
		CPPUNIT_ASSERT(has(csvOf(report), ",\"commas, \"\"quotes\"\"\nand lines\","));
	});

	addCase(suite, "CSV leaves out what was not measured or compared", []
	{
		Report report;
		Measured alone = line("alone");
		alone.reference.clear();
		alone.p50 = alone.p99 = 0;
		report.add(alone);
		CPPUNIT_ASSERT(has(csvOf(report), "a scenario,alone,1/s,50.000000,40.000000,60.000000,,,,,,,,0,\r\n"));
	});

	addCase(suite, "CSV holds the bars, in as many fields", []
	{
		Report report;
		report.bar("a bar", 0.9, false, 0.95);
		const std::string csv = csvOf(report);
		CPPUNIT_ASSERT(has(csv, "bar,a bar,at least,0.950000,,,,,wanted,0.9,,,,,reached\r\n"));
	});

	addCase(suite, "the table shows value, reference and ratio", []
	{
		Report report;
		report.fact("processor", "some");
		report.add(line("a thing"));
		const std::string table = tableOf(report);
		CPPUNIT_ASSERT(has(table, "processor: some\n"));
		CPPUNIT_ASSERT(has(table, "a thing     50.0 1/s  1.50    20.0    100 bare   0.50 (0.40-0.60)"));
	});

	addCase(suite, "the table tells of answers that were not wanted", []
	{
		Report report;
		Measured measured = line("a thing");
		CPPUNIT_ASSERT(!has(tableOf(report), "OTHER ANSWERS"));
		measured.other = 3;
		report.add(measured);
		CPPUNIT_ASSERT(has(tableOf(report), "3 OTHER ANSWERS"));
	});

	const struct
	{
		const char* name;
		double wanted;
		bool atMost;
		std::optional<double> measured;
		bool reached;
	} bars[] = {
		{"at least, above", 0.9, false, 0.91, true},
		{"at least, equal", 0.9, false, 0.9, true},
		{"at least, below", 0.9, false, 0.89, false},
		{"at most, below", 5, true, 4.9, true},
		{"at most, equal", 5, true, 5, true},
		{"at most, above", 5, true, 5.1, false},
		{"not measured", 5, true, std::nullopt, false}
	};
	for (const auto& each : bars)
	{
		addCase(suite, std::string("a bar: ") + each.name, [each]
		{
			Report report;
			report.bar("good", 1, false, 2);
			CPPUNIT_ASSERT(report.allBarsReached());
			report.bar(each.name, each.wanted, each.atMost, each.measured);
			CPPUNIT_ASSERT_EQUAL(each.reached, report.allBarsReached());
			CPPUNIT_ASSERT_EQUAL(!each.reached && each.measured, has(tableOf(report), "MISSED"));
			CPPUNIT_ASSERT_EQUAL(!each.measured, has(tableOf(report), "not measured"));
		});
	}

	addCase(suite, "numbers have three significant digits", []
	{
		CPPUNIT_ASSERT_EQUAL(std::string("0.123"), number(0.1234));
		CPPUNIT_ASSERT_EQUAL(std::string("1.23"), number(1.234));
		CPPUNIT_ASSERT_EQUAL(std::string("12.3"), number(12.34));
		CPPUNIT_ASSERT_EQUAL(std::string("12345"), number(12345.4));
	});
}
