//
// KillTest.cpp
//
// Tests: soak
//
// A host that is killed in the middle of a reload, at any moment of it, comes up
// with what plugins.d says.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Client.h"
#include "Reloads.h"
#include "Site.h"
#include "SoakOptions.h"
#include "AuthPlug/Api/Version.h"
#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <random>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr const char* BROKEN = "broken";


microseconds lengthOf(Site& site, Reloads& reloads)
	/// Returns how long a reload takes, about.
{
	constexpr int TRIES = 4;
	const auto begin = steady_clock::now();
	for (int i = 0; i < TRIES; ++i)
	{
		reloads.begin();
		site.reload();
	}
	return std::chrono::duration_cast<microseconds>(steady_clock::now() - begin)/TRIES;
}


std::string momentOf(Site& site, std::size_t from)
	/// Returns how far the reload had come when the process was killed.
{
	const bool serving = !site.log().lines("\"event\":\"plugin.serving\",\"plugin\":\"password-change\"", from).empty();
	const bool closed = !site.log().lines("\"event\":\"plugin.closed\",\"plugin\":\"password-change\"", from).empty();
	if (closed) return "4 the old generation closed";
	if (serving) return "3 the new generation serving, the old one not closed";
	return site.copies().size() > 2 ? "2 the new copy written, not serving" : "1 before the new copy";
}


void expectUp(Site& site, const Reloads& reloads, std::size_t from)
{
	const Row row = site.row(Site::MAIN);
	CPPUNIT_ASSERT_EQUAL(std::string("serving"), row.state);
	CPPUNIT_ASSERT_EQUAL(reloads.wantedVersion(), row.version);
	Client client(site.port(), std::chrono::milliseconds(0));
	client.ask(Ask::shortPassword(site.token(1), {reloads.wantedMinimum()}));
	CPPUNIT_ASSERT_EQUAL(std::string("serving"), site.row(Site::SECOND).state);
	client.ask(Ask::second());

	const Row broken = site.row(BROKEN);
	CPPUNIT_ASSERT_EQUAL(std::string("rejected"), broken.state);
	CPPUNIT_ASSERT(broken.lastError.find("broken.so: API number: wanted") != std::string::npos);
	const auto refusals = site.log().lines("\"event\":\"plugin.rejected\"", from);
	CPPUNIT_ASSERT_EQUAL(std::size_t(1), refusals.size());
	CPPUNIT_ASSERT(refusals[0].find("\"plugin\":\"broken\"") != std::string::npos);

	CPPUNIT_ASSERT_EQUAL(std::size_t(2), site.copies().size());
	const std::filesystem::directory_iterator entries(site.runFolder());
	CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t(1), std::distance(begin(entries), end(entries)));
}


} // namespace


AUTHPLUG_CASES(KillTest)
{
	const std::uint64_t kills = soakOption("AUTHPLUG_SOAK_KILLS", 20);
	addCase(suite, "killed at " + std::to_string(kills) + " moments of a reload, it comes up with what plugins.d says", [kills]
	{
		Site site;
		site.installSecond("good-1");
		site.configure(Site::SECOND, "library = second\n");
		site.installLibrary(BROKEN, Site::fixture("wrong-api"));
		site.configure(BROKEN, "library = broken\n");
		site.start();
		Reloads reloads(site, false);
		const microseconds length = lengthOf(site, reloads);

		std::map<std::string, int> moments;
		std::mt19937 random(1);
		for (std::uint64_t i = 0; i < kills; ++i)
		{
			// Spread over the reload and a little longer; a request that has not ended
			// keeps the old generation, every other time.
			const auto share = std::uniform_real_distribution<double>(static_cast<double>(i%10)/10, static_cast<double>(i%10 + 1)/10)(random);
			Wire unfinished(site.port());
			const std::string bytes = Ask::badToken().request.bytes();
			if (i/10%2 == 0) unfinished.send(bytes.substr(0, bytes.size() - 1));
			std::size_t from = site.log().size();
			reloads.begin();
			std::this_thread::sleep_for(microseconds(static_cast<std::int64_t>(1.3*share*static_cast<double>(length.count()))));
			site.kill();
			++moments[momentOf(site, from)];

			from = site.log().size();
			site.start();
			expectUp(site, reloads, from);
		}
		std::cout << "     a reload takes " << length.count() << " us; killed";
		for (const auto& [moment, count]: moments) std::cout << "; " << moment.substr(2) << ": " << count;
		std::cout << std::endl;
		CPPUNIT_ASSERT_MESSAGE("all kills came at the same moment", moments.size() > 1);
		site.stop();
	});
}
