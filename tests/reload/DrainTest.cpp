//
// DrainTest.cpp
//
// Tests: reload
//
// Plugins are taken out of force on request, and come back with a reload.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Workshop.h"
#include <Poco/Exception.h>
#include <filesystem>
#include <set>
#include <thread>


using AuthPlug::Host::Gate;
using AuthPlug::Host::PluginState;
using AuthPlug::Host::PluginStatus;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


const std::string THING = "library = thing\n";
constexpr int POLL_MILLIS = 20;


void serve(Workshop& shop)
	// Two plugins, the second on a route of its own.
{
	shop.install("good-1");
	shop.configure(THING);
	shop.configure(THING + "path = /second\n", "two");
	shop.manager().start();
	CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer("/second"));
}


void drain(Workshop& shop, const std::set<std::string>& plugins)
{
	const std::uint64_t request = shop.manager().requestDrain(plugins);
	CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.manager().isDone(request); }));
}


std::string stateOf(Workshop& shop, const std::string& plugin = "one")
{
	return toString(shop.row(plugin).state);
}


void letPollsPass()
	// Enough of them that the watcher would have acted on any change.
{
	std::this_thread::sleep_for(std::chrono::milliseconds(20*POLL_MILLIS));
}


} // namespace


AUTHPLUG_CASES(DrainTest)
{
	addCase(suite, "a drained plugin answers no more, the others do", []
	{
		Workshop shop;
		serve(shop);
		drain(shop, {"one"});
		CPPUNIT_ASSERT_EQUAL(std::string("503"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer("/second"));
		CPPUNIT_ASSERT_EQUAL(std::string("serving"), stateOf(shop, "two"));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("info plugin.drained plugin=one generation=1").size());
	});
	addCase(suite, "its row says so, and what it was", []
	{
		Workshop shop;
		serve(shop);
		const PluginStatus before = shop.row();
		drain(shop, {"one"});
		const PluginStatus row = shop.row();
		CPPUNIT_ASSERT_EQUAL(std::string("drained"), std::string(toString(row.state)));
		CPPUNIT_ASSERT_EQUAL(before.version, row.version);
		CPPUNIT_ASSERT_EQUAL(before.sha256, row.sha256);
		CPPUNIT_ASSERT(before.routes == row.routes);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), row.generation);
		CPPUNIT_ASSERT_EQUAL(std::string(), row.lastError);
	});
	addCase(suite, "it is closed once the last request has left", []
	{
		Workshop shop;
		serve(shop);
		{
			const Gate::Pass inside = shop.routes.current()->find("GET", "/fixture")->gate->enter();
			drain(shop, {"one"});
			const auto draining = shop.rowsIn(PluginState::draining);
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), draining.size());
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), draining[0].inFlight);
			CPPUNIT_ASSERT_EQUAL(std::size_t(2), shop.copies());
		}
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.copies() == 1; }));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.manager().status().size() == 2; }));
	});
	addCase(suite, "no name stands for all there are", []
	{
		Workshop shop;
		serve(shop);
		drain(shop, {});
		CPPUNIT_ASSERT_EQUAL(std::string("503"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::string("503"), shop.answer("/second"));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.copies() == 0; }));
		CPPUNIT_ASSERT(!shop.mapped());
	});
	addCase(suite, "a reload brings them back", []
	{
		Workshop shop;
		serve(shop);
		drain(shop, {});
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer("/second"));
		CPPUNIT_ASSERT_EQUAL(std::string("serving"), stateOf(shop));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(3), shop.row().generation);
	});
	addCase(suite, "with the files there are then", []
	{
		Workshop shop;
		serve(shop);
		drain(shop, {"one"});
		shop.install("good-2");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
	});
	addCase(suite, "what the reload refuses is rejected, and its route is free", []
	{
		Workshop shop;
		serve(shop);
		shop.configure(THING + "greeting = heir\n", "heir");
		shop.manager().reloadAndWait();
		drain(shop, {"one"});
		CPPUNIT_ASSERT_EQUAL(std::string("503"), shop.answer());
		shop.configure("nonsense\n");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("rejected"), stateOf(shop));
		CPPUNIT_ASSERT_EQUAL(std::string("1 heir"), shop.answer());
	});
	addCase(suite, "a file that is removed is gone after the reload", []
	{
		Workshop shop;
		serve(shop);
		drain(shop, {"one"});
		shop.remove();
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.manager().status().size());
	});
	addCase(suite, "a drained plugin that was rejected has nothing left in force", []
	{
		Workshop shop;
		serve(shop);
		shop.configure("nonsense\n");
		shop.remove();
		shop.manager().reloadAndWait();
		shop.configure("nonsense\n");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("rejected"), stateOf(shop));
		drain(shop, {"one"});
		CPPUNIT_ASSERT_EQUAL(std::string("drained"), stateOf(shop));
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
	});
	addCase(suite, "the watcher does not bring it back", []
	{
		Workshop shop;
		shop.options.pollMillis = POLL_MILLIS;
		serve(shop);
		drain(shop, {"one"});
		shop.install("good-2");
		shop.configure(THING + "greeting = new\n");
		// Not drained, so this tells that the watcher has seen the library.
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer("/second") == "2 hello"; }));
		letPollsPass();
		CPPUNIT_ASSERT_EQUAL(std::string("drained"), stateOf(shop));
		CPPUNIT_ASSERT_EQUAL(std::string("503"), shop.answer());
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 new"), shop.answer());
	});
	addCase(suite, "not even if its file goes and comes", []
	{
		Workshop shop;
		shop.options.pollMillis = POLL_MILLIS;
		serve(shop);
		drain(shop, {"one"});
		shop.remove();
		letPollsPass();
		shop.configure(THING);
		letPollsPass();
		CPPUNIT_ASSERT_EQUAL(std::string("drained"), stateOf(shop));
		CPPUNIT_ASSERT_EQUAL(std::string("503"), shop.answer());
	});
	addCase(suite, "its route stays taken", []
	{
		Workshop shop;
		shop.options.pollMillis = POLL_MILLIS;
		serve(shop);
		drain(shop, {"one"});
		shop.configure(THING + "greeting = thief\n", "a");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.rowsIn(PluginState::rejected).empty(); }));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so: start: route GET /fixture: taken by plugin one"), shop.error("a"));
		CPPUNIT_ASSERT_EQUAL(std::string("503"), shop.answer());
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "a drain that is asked for after a reload holds", []
	{
		Workshop shop;
		serve(shop);
		for (int i = 0; i < 50; ++i)
		{
			shop.manager().requestReload();
			drain(shop, {"one"});
			CPPUNIT_ASSERT_EQUAL(std::string("drained"), stateOf(shop));
		}
	});
	addCase(suite, "a reload that is asked for after a drain brings it back", []
	{
		Workshop shop;
		serve(shop);
		for (int i = 0; i < 50; ++i)
		{
			shop.manager().requestDrain({"one"});
			shop.manager().reloadAndWait();
			CPPUNIT_ASSERT_EQUAL(std::string("serving"), stateOf(shop));
		}
	});
	addCase(suite, "draining twice changes nothing", []
	{
		Workshop shop;
		serve(shop);
		drain(shop, {"one"});
		drain(shop, {"one"});
		CPPUNIT_ASSERT_EQUAL(std::string("drained"), stateOf(shop));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.drained").size());
	});
	addCase(suite, "an unknown name drains nothing", []
	{
		Workshop shop;
		serve(shop);
		try
		{
			shop.manager().requestDrain({"one", "onee"});
			CPPUNIT_FAIL("accepted");
		}
		catch (const Poco::NotFoundException& exception)
		{
			CPPUNIT_ASSERT_EQUAL(std::string("there is no plugin onee"), exception.message());
		}
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().generation);
	});
	addCase(suite, "a plugins.d that can't be read is told, and no more when it can", []
	{
		Workshop shop;
		serve(shop);
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.manager().error());
		std::filesystem::rename(shop.folder.file("plugins.d"), shop.folder.file("gone"));
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("plugins.d: No such file or directory"), shop.without(shop.manager().error()));
		std::filesystem::rename(shop.folder.file("gone"), shop.folder.file("plugins.d"));
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.manager().error());
	});
}
