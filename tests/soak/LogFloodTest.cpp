//
// LogFloodTest.cpp
//
// Tests: soak
//
// A flood of refusals in the log of a real host.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Client.h"
#include "Site.h"
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>


using namespace AuthPlug::Tests;


AUTHPLUG_CASES(LogFloodTest)
{
	addCase(suite, "10000 refusals: as many lines a second as are configured, and the number of the others, also when the plugin goes", []
	{
		using std::chrono::steady_clock;
		constexpr std::uint64_t REFUSALS = 10000;
		constexpr std::size_t LINES = 20;

		Site site;
		site.configureMain("log.refusals = " + std::to_string(LINES) + "\n");
		site.start();
		Client client(site.port(), std::chrono::milliseconds(0));
		const auto begin = steady_clock::now();
		for (std::uint64_t i = 0; i < REFUSALS; ++i) client.ask(Ask::badToken());
		const auto seconds = std::chrono::ceil<std::chrono::seconds>(steady_clock::now() - begin).count();
		client.hangUp();
		site.remove(Site::MAIN);
		Site::await("the plugin's end", [&] { return site.log().count("plugin.closed") == 1; });

		const std::size_t lines = site.log().count("password.change");
		CPPUNIT_ASSERT_EQUAL(REFUSALS, lines + site.log().omitted());
		CPPUNIT_ASSERT(lines >= LINES);
		// The first and the last second need not be whole ones.
		CPPUNIT_ASSERT(lines <= LINES*static_cast<std::size_t>(seconds + 1));
		CPPUNIT_ASSERT(site.log().omitted() > 0);
		site.stop();
	});
}
