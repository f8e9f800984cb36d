//
// FloodTest.cpp
//
// Tests: integration
//
// The guess limit as the network sees it: two server processes that host the
// real plugin, one database, many connections, and three witnesses that do not
// know of each other. A plugin with a naive limit must not pass.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "Cases.h"
#include "Flood.h"
#include <fstream>
#include <iterator>


using namespace AuthPlug::Tests;


namespace {


std::string textOf(const std::string& path)
{
	std::ifstream in(path);
	return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}


void expectNoSecret(const std::string& what, const std::string& text, const std::string& mark)
	/// The mark must be there: it shows that the log was written at all.
{
	CPPUNIT_ASSERT_MESSAGE(what, text.find(mark) != std::string::npos);
	CPPUNIT_ASSERT_MESSAGE(what, !Canary::isIn(text));
}


std::string joined(const std::vector<std::string>& lines)
{
	std::string text;
	for (const std::string& line: lines) text += line + "; ";
	return text;
}


} // namespace


AUTHPLUG_CASES(FloodTest)
{
	addCase(suite, "of 500 wrong passwords over 64 connections to two processes five are checked, by three witnesses", []
	{
		PrivateMariaDb database;
		database.generalLog(true);
		const FloodReport report = Flood::run(database, AUTHPLUG_PLUGIN_FILE);
		CPPUNIT_ASSERT_EQUAL(std::string(), joined(report.violations()));
		for (const std::string& log: report.logs) expectNoSecret("a server's log", log, "password.change");
		expectNoSecret("the general log", textOf(database.generalLogPath()), "UPDATE pw_check");
	});

	addCase(suite, "a plugin with a read-then-write limit is found out by each of the three", []
	{
		PrivateMariaDb database;
		const FloodReport report = Flood::run(database, AUTHPLUG_NAIVE_PLUGIN_FILE);
		const std::vector<std::string> violations = report.violations();
		CPPUNIT_ASSERT_EQUAL_MESSAGE(joined(violations), std::size_t(3), violations.size());
		CPPUNIT_ASSERT_MESSAGE(joined(violations), report.verified > Flood::LIMIT && report.charged > Flood::LIMIT);
		CPPUNIT_ASSERT_EQUAL(report.verified, report.statuses.at(401));
	});
}
