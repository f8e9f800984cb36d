//
// StormTest.cpp
//
// Tests: soak
//
// Reloads of a host process under full load over real sockets: nothing fails, and
// nothing is left behind.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Footprint.h"
#include "Load.h"
#include "LockedUsers.h"
#include "Reloads.h"
#include "SoakOptions.h"
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>


using namespace AuthPlug::Tests;


namespace {


constexpr std::uint64_t WARM_UP = 6;

// What the heap of a process may differ by that does the same work at another
// moment: eight arenas for each processor, whose free pages lie scattered. A leak of
// 5 KiB in each of 900 reloads is more.
constexpr std::size_t RESIDENT_SLACK_KIB = 4*1024;


void expectNoFailure(const Load& load)
{
	for (const std::string& failure: load.failures()) CPPUNIT_FAIL(failure);
}


std::size_t servingOnly(Site& site)
	/// Waits until all old generations are gone; returns how many serve. A
	/// sanitizer that looks up the names in a report keeps the files mapped that it
	/// has looked into.
{
	std::vector<Row> rows;
	const auto serves = [](const Row& row) { return row.state == "serving"; };
	const auto allServe = [&]
	{
		rows = site.status();
		return std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return serves(row) || (SANITIZED && row.state == "stuck"); });
	};
	try
	{
		Site::await("the old generations to be closed", allServe);
	}
	catch (const std::runtime_error& error)
	{
		std::string left;
		for (const Row& row: rows) left += "; " + row.plugin + " " + std::to_string(row.generation) + " " + row.state + " " + std::to_string(row.inFlight) + " inside";
		throw std::runtime_error(error.what() + left);
	}
	return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), serves));
}


std::size_t connectionsTo(std::uint16_t port)
	/// Returns how many the server has not closed yet.
{
	char own[16];
	std::snprintf(own, sizeof(own), ":%04X", unsigned(port));
	std::size_t count = 0;
	std::ifstream table("/proc/net/tcp");
	std::string line;
	while (std::getline(table, line))
	{
		std::istringstream words(line);
		std::string number, local, remote, state;
		words >> number >> local >> remote >> state;
		const bool open = state == "01" || state == "08";  // established, or closed by the client
		if (open && local.size() > 5 && local.compare(local.size() - 5, 5, own) == 0) ++count;
	}
	return count;
}


Footprint measured(Site& site, Load& load, const std::string& when)
	/// With the load taken away: copies in memory and on the disk are those of
	/// what serves, and no others.
{
	load.pause();
	expectNoFailure(load);
	const std::size_t serving = servingOnly(site);
	// Those of the clients that keep theirs end by the server's timeout.
	Site::await("the connections of idle clients to end", [&] { return connectionsTo(site.port()) == 0; });
	const Footprint footprint = Footprint::of(site.pid(), site.runFolder());
	std::cout << "     " << when << ": " << footprint.text() << ", " << load.answers() << " answers" << std::endl;
	if (!SANITIZED)
	{
		CPPUNIT_ASSERT_EQUAL(serving, site.copies().size());
		std::vector<std::string> copies = site.copies();
		std::sort(copies.begin(), copies.end());
		CPPUNIT_ASSERT(copies == footprint.copies);
	}
	load.resume();
	return footprint;
}


void expectNoGrowth(const Footprint& before, const Footprint& after)
{
	CPPUNIT_ASSERT_EQUAL(before.descriptors, after.descriptors);
	CPPUNIT_ASSERT_EQUAL(before.threads, after.threads);
	if (SANITIZED) return;
	// Of what serves there may be one more or less.
	const std::size_t perCopy = 4;
	const std::size_t ofCopies = perCopy*std::max(before.copies.size(), after.copies.size());
	CPPUNIT_ASSERT(after.files <= before.files + ofCopies && before.files <= after.files + ofCopies);
}


} // namespace


AUTHPLUG_CASES(StormTest)
{
	const std::uint64_t reloads = soakOption("AUTHPLUG_SOAK_RELOADS", 100);
	addCase(suite, std::to_string(reloads) + " reloads under load on 64 connections fail no request and leave nothing behind", [reloads]
	{
		Site site;
		site.start();
		lockUsers(site);
		Reloads storm(site);
		Load load(site, Load::modest());

		for (std::uint64_t i = 0; i < WARM_UP; ++i) storm.next();
		const Footprint start = measured(site, load, "start");
		Footprint early = start;
		for (std::uint64_t i = 1; i <= reloads; ++i)
		{
			storm.next();
			site.log().read();
			if (i == reloads/10) early = measured(site, load, std::to_string(i) + " reloads");
		}
		const Footprint late = measured(site, load, std::to_string(reloads) + " reloads");
		expectNoGrowth(start, early);
		expectNoGrowth(start, late);
		if (!SANITIZED) CPPUNIT_ASSERT(late.residentKiB <= early.residentKiB + RESIDENT_SLACK_KIB);

		for (const auto& [kind, count]: load.answersByKind())
		{
			std::cout << "     " << kind << ": " << count << std::endl;
			CPPUNIT_ASSERT_MESSAGE(kind, count > 0);
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t(11), load.answersByKind().size());
		load.pause();
		expectNoFailure(load);

		const std::uint64_t replaced = storm.replaced();
		CPPUNIT_ASSERT_EQUAL(reloads + WARM_UP, replaced);
		CPPUNIT_ASSERT_EQUAL(replaced, site.row(Site::MAIN).reloads);
		LogTail& log = site.log();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1 + replaced + 2*((storm.others() + 1)/3) - (storm.others()%3 == 1)), log.count("plugin.serving"));
		for (const char* never: {"plugin.rejected", "plugin.arriving", "plugin.lingering", "plugin.slow_drain", "plugins.reload_failed"})
		{
			const std::vector<std::string> lines = log.lines(never);
			CPPUNIT_ASSERT_MESSAGE(lines.empty() ? never : lines.front(), lines.empty());
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), log.lines("\"level\":\"error\"").size());
		CPPUNIT_ASSERT_EQUAL(SANITIZED ? log.count("plugin.stuck") : 0, log.lines("\"level\":\"alarm\"").size());
		site.stop();
	});
}
