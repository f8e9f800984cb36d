//
// LifecycleTest.cpp
//
// Tests: reload
//
// Plugins come, are replaced and go, on request.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/Log.h"
#include "Canary.h"
#include "Cases.h"
#include "LeakWatch.h"
#include "Workshop.h"
#include <Poco/Exception.h>
#include <dlfcn.h>
#include <filesystem>
#include <future>
#include <thread>


using AuthPlug::Host::Gate;
using AuthPlug::Host::PluginState;
using AuthPlug::Host::PluginStatus;
using AuthPlug::Tests::Canary;
using AuthPlug::Tests::LeakWatch;
using AuthPlug::Tests::SANITIZED;
using AuthPlug::Tests::Skipped;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


const std::string THING = "library = thing\n";


void serve(Workshop& shop)
	// One plugin, generation 1.
{
	shop.install("good-1");
	shop.configure(THING);
	shop.manager().start();
	CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
}


bool drained(Workshop& shop, std::size_t rows = 1)
{
	return Workshop::eventually([&] { return shop.manager().status().size() == rows && shop.copies() == rows; });
}


Gate::Pass enter(Workshop& shop)
	// As a request that is inside the plugin.
{
	return shop.routes.current()->find("GET", "/fixture")->gate->enter();
}


std::string startFault(Workshop& shop)
{
	try
	{
		shop.manager().start();
		return "started";
	}
	catch (const Poco::RuntimeException& exception)
	{
		return shop.without(exception.message());
	}
}


} // namespace


AUTHPLUG_CASES(LifecycleTest)
{
	addCase(suite, "an empty plugins.d", []
	{
		Workshop shop;
		shop.manager().start();
		CPPUNIT_ASSERT(shop.manager().status().empty());
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
	});
	addCase(suite, "the status of a plugin that serves", []
	{
		Workshop shop;
		serve(shop);
		const PluginStatus row = shop.row();
		CPPUNIT_ASSERT_EQUAL(std::string("one"), row.name);
		CPPUNIT_ASSERT(row.state == PluginState::serving);
		CPPUNIT_ASSERT_EQUAL(std::string("1"), row.version);
		CPPUNIT_ASSERT_EQUAL(std::string("thing.so"), row.library);
		CPPUNIT_ASSERT_EQUAL(std::size_t(64), row.sha256.size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), row.routes.size());
		CPPUNIT_ASSERT_EQUAL(std::string("GET /fixture"), row.routes[0]);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), row.inFlight);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), row.generation);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), row.reloads);
		CPPUNIT_ASSERT_EQUAL(std::string(), row.lastError);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("info plugin.serving plugin=one generation=1 version=1 library=thing.so sha256=" + row.sha256).size());
	});
	addCase(suite, "requests inside are counted", []
	{
		Workshop shop;
		serve(shop);
		const Gate::Pass first = enter(shop);
		const Gate::Pass second = enter(shop);
		CPPUNIT_ASSERT_EQUAL(std::size_t(2), shop.row().inFlight);
	});
	addCase(suite, "a file that is added makes its route appear", []
	{
		Workshop shop;
		serve(shop);
		shop.configure(THING + "path = /second\ngreeting = salut\n", "two");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 salut"), shop.answer("/second"));
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().generation);
	});
	addCase(suite, "a file that is removed takes its route away", []
	{
		Workshop shop;
		serve(shop);
		shop.remove();
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
		CPPUNIT_ASSERT(drained(shop, 0));
		CPPUNIT_ASSERT(!shop.mapped());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.removed plugin=one").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.closed plugin=one").size());
	});
	addCase(suite, "and comes back with it", []
	{
		Workshop shop;
		serve(shop);
		shop.remove();
		shop.manager().reloadAndWait();
		shop.configure(THING);
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "a replaced library takes over", []
	{
		Workshop shop;
		serve(shop);
		shop.install("good-2");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::string("2"), shop.row().version);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().reloads);
		CPPUNIT_ASSERT(drained(shop));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.serving plugin=one generation=2").size());
	});
	addCase(suite, "a library that is overwritten in place takes over", []
	{
		Workshop shop;
		serve(shop);
		shop.overwrite(Workshop::fixture("good-2"));
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
	});
	addCase(suite, "a truncated library harms nobody who runs it", []
	{
		Workshop shop;
		serve(shop);
		shop.overwrite("");
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "a changed setting is a new generation", []
	{
		Workshop shop;
		serve(shop);
		shop.configure(THING + "greeting = goodbye\n");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 goodbye"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), shop.row().generation);
	});
	addCase(suite, "a changed secret is a new generation", []
	{
		Workshop shop;
		const std::string first = Canary::token("first");
		const std::string second = Canary::token("second");
		shop.folder.write("plugins.d/token", first + "\n", 0600);
		shop.install("good-1");
		shop.configure(THING + "token_file = token\n");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL("1 hello" + first, shop.answer());
		shop.folder.write("plugins.d/token", second + "\n", 0600);
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL("1 hello" + second, shop.answer());
	});
	addCase(suite, "the log is searched for secrets", []
	{
		Workshop shop;
		const std::string secret = Canary::token();
		const AuthPlug::Api::LogField field{"reason", secret};
		shop.log.write(AuthPlug::Api::LogLevel::error, "planted", &field, 1);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), LeakWatch::take().size());
	});
	addCase(suite, "a changed comment is not", []
	{
		Workshop shop;
		serve(shop);
		shop.configure("# note\n" + THING);
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().generation);
	});
	addCase(suite, "nothing changed, nothing reloaded", []
	{
		Workshop shop;
		serve(shop);
		shop.install("good-1");
		shop.configure(THING);
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().generation);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.").size());
	});
	addCase(suite, "only the changed plugin is reloaded", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.install("good-1", "other");
		shop.configure(THING, "a");
		shop.configure("library = other\npath = /other\n", "b");
		shop.manager().start();
		shop.install("good-2", "other");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row("a").generation);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(3), shop.row("b").generation);
	});
	addCase(suite, "a bad plugin does not keep the others from reloading", []
	{
		Workshop shop;
		serve(shop);
		shop.configure("nonsense\n", "a");
		shop.configure(THING + "greeting = new\n");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 new"), shop.answer());
		CPPUNIT_ASSERT(shop.row("a").state == PluginState::rejected);
	});
	addCase(suite, "of two plugins on one route the second is refused", []
	{
		Workshop shop;
		serve(shop);
		shop.configure(THING + "greeting = second\n", "a");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT(shop.row("a").state == PluginState::rejected);
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so: start: route GET /fixture: taken by plugin one"), shop.error("a"));
	});
	addCase(suite, "and takes it over when the first goes", []
	{
		Workshop shop;
		serve(shop);
		shop.configure(THING + "greeting = second\n", "a");
		shop.manager().reloadAndWait();
		shop.remove();
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 second"), shop.answer());
	});
	addCase(suite, "a route passes from one plugin to another in one reload", []
	{
		Workshop shop;
		serve(shop);
		shop.configure(THING + "greeting = second\n", "a");
		shop.configure(THING + "path = /moved\n");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 second"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer("/moved"));
	});
	addCase(suite, "a required plugin that is refused stops the start", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING, "a");
		shop.configure("library = missing\nrequired = true\n");
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: plugin one: plugins/missing.so: No such file or directory"), startFault(shop));
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
		CPPUNIT_ASSERT(!shop.mapped());
	});
	addCase(suite, "also if its file is malformed", []
	{
		Workshop shop;
		shop.configure("library = x\n required=true \noops\n");
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: plugin one: plugins.d/one.properties:3: wanted `key = value`, got no `=`"), startFault(shop));
	});
	addCase(suite, "a required plugin that is refused later does not stop anything", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING + "required = true\n");
		shop.manager().start();
		shop.overwrite("nonsense");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT(shop.row().required);
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so: format: wanted an ELF file, got something else"), shop.error());
		shop.remove();
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
	});
	addCase(suite, "a missing plugins.d stops the start", []
	{
		Workshop shop;
		shop.options.configDirectory = shop.folder.file("nowhere");
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: nowhere: No such file or directory"), startFault(shop));
	});
	addCase(suite, "a plugins.d that goes missing leaves everything serving", []
	{
		Workshop shop;
		serve(shop);
		std::filesystem::rename(shop.folder.file("plugins.d"), shop.folder.file("gone"));
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugins.folder_rejected").size());
	});
	addCase(suite, "an old generation stays until its last request has left", []
	{
		Workshop shop;
		serve(shop);
		{
			const Gate::Pass inside = enter(shop);
			shop.install("good-2");
			shop.manager().reloadAndWait();
			CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
			std::this_thread::sleep_for(std::chrono::milliseconds(50));
			const auto old = shop.rowsIn(PluginState::draining);
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), old.size());
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), old[0].inFlight);
			CPPUNIT_ASSERT_EQUAL(std::string("1"), old[0].version);
			CPPUNIT_ASSERT_EQUAL(std::size_t(2), shop.copies());
		}
		CPPUNIT_ASSERT(drained(shop));
	});
	addCase(suite, "nobody enters an old generation by an old table", []
	{
		Workshop shop;
		serve(shop);
		const auto table = shop.routes.current();
		const Gate::Pass inside = enter(shop);
		shop.install("good-2");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT(!table->find("GET", "/fixture")->gate->enter());
		CPPUNIT_ASSERT(shop.routes.current() != table);
	});
	addCase(suite, "a slow handler ends in the code it began in", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING + "hold = 300\n");
		shop.manager().start();
		std::future<std::string> slow = std::async(std::launch::async, [&] { return shop.answer(); });
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.row().inFlight == 1; }));
		shop.install("good-2");
		shop.configure(THING);
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), slow.get());
		CPPUNIT_ASSERT(drained(shop));
	});
	addCase(suite, "a slow drain is logged, then an alarm, and ends all the same", []
	{
		Workshop shop;
		shop.options.drainSoftMillis = 30;
		shop.options.drainHardMillis = 60;
		serve(shop);
		{
			const Gate::Pass inside = enter(shop);
			shop.remove();
			shop.manager().reloadAndWait();
			CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.rowsIn(PluginState::lingering).empty(); }));
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("warning plugin.slow_drain plugin=one generation=1").size());
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("alarm plugin.lingering plugin=one generation=1").size());
			CPPUNIT_ASSERT(shop.mapped());
		}
		CPPUNIT_ASSERT(drained(shop, 0));
		CPPUNIT_ASSERT(!shop.mapped());
	});
	addCase(suite, "a reload from inside a plugin does not wait for itself", []
	{
		Workshop shop;
		serve(shop);
		const Gate::Pass inside = enter(shop);
		shop.install("good-2");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
	});
	addCase(suite, "a requested reload is done soon", []
	{
		Workshop shop;
		serve(shop);
		shop.install("good-2");
		shop.manager().requestReload();
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer() == "2 hello"; }));
	});
	addCase(suite, "a file that stays mapped is stuck until it is let go", []
	{
		Workshop shop;
		shop.install("pinned");
		shop.configure(THING);
		shop.manager().start();
		std::string path;
		for (const auto& entry: std::filesystem::recursive_directory_iterator(shop.options.runDirectory))
		{
			if (entry.is_regular_file()) path = entry.path();
		}
		shop.remove();
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.rowsIn(PluginState::stuck).empty(); }));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("alarm plugin.stuck plugin=one generation=1").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.copies());
		void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD);
		CPPUNIT_ASSERT(handle);
		::dlclose(handle);
		::dlclose(handle);
		CPPUNIT_ASSERT(drained(shop, 0));
		CPPUNIT_ASSERT(!shop.mapped());
	});
	addCase(suite, "stop closes everything", []
	{
		Workshop shop;
		serve(shop);
		shop.manager().stop();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
		CPPUNIT_ASSERT(!shop.mapped());
		CPPUNIT_ASSERT(shop.manager().status().empty());
		CPPUNIT_ASSERT(std::filesystem::is_empty(shop.options.runDirectory));
		shop.manager().stop();
		shop.manager().requestReload();
		CPPUNIT_ASSERT(shop.manager().reloadAndWait().empty());
	});
	addCase(suite, "stop waits for a request that is inside", []
	{
		Workshop shop;
		shop.options.stopMillis = 20000;
		shop.install("good-1");
		shop.configure(THING + "hold = 200\n");
		shop.manager().start();
		std::future<std::string> slow = std::async(std::launch::async, [&] { return shop.answer(); });
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.row().inFlight == 1; }));
		shop.manager().stop();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), slow.get());
		CPPUNIT_ASSERT(!shop.mapped());
	});
	addCase(suite, "stop leaves a plugin loaded that a request does not leave", []
	{
		if (SANITIZED) throw Skipped("the plugin stays for good, which LeakSanitizer would report");
		Workshop shop;
		shop.options.stopMillis = 50;
		serve(shop);
		const auto table = shop.routes.current();
		const Gate::Pass inside = enter(shop);
		shop.restart();
		CPPUNIT_ASSERT(shop.mapped());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("alarm plugin.lingering plugin=one generation=1").size());
	});
	addCase(suite, "a second start is refused", []
	{
		Workshop shop;
		shop.manager().start();
		CPPUNIT_ASSERT_THROW(shop.manager().start(), Poco::IllegalStateException);
	});
	addCase(suite, "status and reload before start give nothing", []
	{
		Workshop shop;
		CPPUNIT_ASSERT(shop.manager().status().empty());
		CPPUNIT_ASSERT(shop.manager().reloadAndWait().empty());
	});
}
