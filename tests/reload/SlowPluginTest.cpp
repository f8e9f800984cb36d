//
// SlowPluginTest.cpp
//
// Tests: reload
//
// Plugins that take their time to stop, or whose requests do not end: what goes
// on meanwhile, and how it shows.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Workshop.h"
#include <future>


using AuthPlug::Host::PluginState;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


const std::string SLOW = "library = slow\nhold = 1500\n";
const std::string OTHER = "library = other\npath = /other\n";


class SlowToStop: public Workshop
	/// Plugin `one`, whose stop() takes 1.5 s, and plugin `two`.
{
public:
	SlowToStop()
	{
		install("slow-stop", "slow");
		install("good-1", "other");
		configure(SLOW);
		configure(OTHER, "two");
	}

	void replaceSlow()
		/// Returns while the old generation is at its stop().
	{
		manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("slow"), answer());
		install("good-2", "slow");
		configure("library = slow\n");
		manager().reloadAndWait();
	}

	bool stopping()
	{
		return log.lines("plugin.closed plugin=one").empty();
	}
};


} // namespace


AUTHPLUG_CASES(SlowPluginTest)
{
	addCase(suite, "a reload does not wait for the old generation's slow stop", []
	{
		SlowToStop shop;
		shop.replaceSlow();
		CPPUNIT_ASSERT(shop.stopping());
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
	});
	addCase(suite, "requests to all plugins go on during a slow stop", []
	{
		SlowToStop shop;
		shop.replaceSlow();
		int answers = 0;
		while (shop.stopping())
		{
			CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
			CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer("/other"));
			++answers;
		}
		CPPUNIT_ASSERT(answers > 10);
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.copies() == 2; }));
	});
	addCase(suite, "a change that is asked for during a slow stop is made after it", []
	{
		SlowToStop shop;
		shop.replaceSlow();
		shop.install("good-2", "other");
		CPPUNIT_ASSERT(shop.stopping());
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.closed plugin=one").size());
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer("/other"));
	});
	addCase(suite, "a slow stop is logged when it is over, and told while it lasts", []
	{
		SlowToStop shop;
		shop.options.drainSoftMillis = 500;
		shop.options.drainHardMillis = 1000;
		shop.replaceSlow();
		const std::string wanted = "no plugin is loaded, replaced or closed meanwhile: a plugin's create, start or stop has not returned for 1";
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.manager().error().substr(0, wanted.size()) == wanted; }));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.manager().error().empty(); }));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("alarm plugins.reload_failed reason=" + wanted).size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("warning plugin.slow_stop plugin=one generation=1").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("info plugin.closed plugin=one generation=1").size());
	});
	addCase(suite, "a stop that takes no time is not logged", []
	{
		SlowToStop shop;
		shop.configure("library = slow\n");
		shop.options.drainSoftMillis = 500;
		shop.replaceSlow();
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.log.lines("plugin.closed").empty(); }));
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), shop.log.lines("plugin.slow_stop").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), shop.log.lines("plugins.reload_failed").size());
	});
	addCase(suite, "a request that never ends keeps its generation, and nothing else", []
	{
		Workshop shop;
		shop.options.drainSoftMillis = 20;
		shop.options.drainHardMillis = 40;
		shop.install("good-1");
		shop.configure("library = thing\nhold = 3000\n");
		shop.manager().start();
		std::future<std::string> endless = std::async(std::launch::async, [&] { return shop.answer(); });
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.row().inFlight == 1; }));
		for (const char* version: {"2", "1", "2"})
		{
			shop.install(std::string("good-") + version);
			shop.configure("library = thing\n");
			shop.manager().reloadAndWait();
			CPPUNIT_ASSERT_EQUAL(version + std::string(" hello"), shop.answer());
		}
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.copies() == 2 && shop.rowsIn(PluginState::lingering).size() == 1; }));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.rowsIn(PluginState::lingering)[0].generation);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("alarm plugin.lingering plugin=one generation=1").size());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), endless.get());
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.copies() == 1 && shop.rowsIn(PluginState::lingering).empty(); }));
	});
}
