//
// WatchTest.cpp
//
// Tests: reload
//
// Changes are found by looking at the files now and then.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "PluginSet.h"
#include "Workshop.h"
#include <chrono>
#include <filesystem>
#include <map>
#include <sys/stat.h>
#include <thread>


using AuthPlug::Host::PluginState;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


const std::string THING = "library = thing\n";


class Watching: public Workshop
{
public:
	Watching()
	{
		options.pollMillis = 10;
	}

	bool comesTo(const std::string& wanted, const std::string& path = "/fixture")
	{
		return eventually([&] { return answer(path) == wanted; });
	}

	void severalPolls()
	{
		std::this_thread::sleep_for(std::chrono::milliseconds(200));
	}
};


class Watched: public Watching
	/// With one plugin that serves.
{
public:
	Watched()
	{
		install("good-1");
		configure(THING);
		manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), answer());
	}
};


class Releases: public Watching
	/// Folders that are switched by a symbolic link, as deployment tools do it.
{
public:
	Releases()
	{
		install("good-1");
		folder.folder("releases");
	}

	void fillConfigs(const std::string& path, const std::map<std::string, std::string>& configs)
	{
		folder.folder(path);
		for (const auto& [name, text]: configs) folder.write(path + "/" + name + ".properties", text);
	}

	void point(const std::string& link, const std::string& target)
		/// In one step: `ln -s … next && mv -T next current`.
	{
		std::filesystem::create_symlink(target, folder.file("next"));
		std::filesystem::rename(folder.file("next"), folder.file(link));
	}
};


class Polled: public Workshop
	/// A set without the manager's thread: the test says when to look.
{
public:
	Polled():
		copies(options.runDirectory),
		plugins(options.configDirectory, options.pluginDirectory, options.trustedKeys),
		journal(log),
		loader(plugins, copies, services, clock, {AuthPlug::Host::ElfGate::Options(), 0}),
		set(plugins, loader, routes, clock, journal, {1000, 1000, 1000})
	{
	}

	const AuthPlug::Host::RunFolder copies;
	const AuthPlug::Host::PluginFolder plugins;
	AuthPlug::Host::PluginJournal journal;
	AuthPlug::Host::Loader loader;
	AuthPlug::Host::PluginSet set;
};


} // namespace


AUTHPLUG_CASES(WatchTest)
{
	addCase(suite, "a file is added", []
	{
		Watched shop;
		shop.configure(THING + "path = /two\n", "two");
		CPPUNIT_ASSERT(shop.comesTo("1 hello", "/two"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().generation);
	});
	addCase(suite, "a file is removed", []
	{
		Watched shop;
		shop.remove();
		CPPUNIT_ASSERT(shop.comesTo("404"));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.mapped(); }));
	});
	addCase(suite, "a file is changed", []
	{
		Watched shop;
		shop.configure(THING + "greeting = new\n");
		CPPUNIT_ASSERT(shop.comesTo("1 new"));
	});
	addCase(suite, "a file is changed in place", []
	{
		Watched shop;
		shop.folder.write("plugins.d/one.properties", THING + "greeting = new\n");
		CPPUNIT_ASSERT(shop.comesTo("1 new"));
	});
	addCase(suite, "a library is replaced by renaming", []
	{
		Watched shop;
		shop.install("good-2");
		CPPUNIT_ASSERT(shop.comesTo("2 hello"));
	});
	addCase(suite, "a library is overwritten in place", []
	{
		Watched shop;
		shop.overwrite(Workshop::fixture("good-2"));
		CPPUNIT_ASSERT(shop.comesTo("2 hello"));
	});
	addCase(suite, "a library is overwritten in place and its time set back", []
	{
		Watched shop;
		const auto before = std::filesystem::last_write_time(shop.folder.file("plugins/thing.so"));
		shop.overwrite(Workshop::fixture("good-2"));
		std::filesystem::last_write_time(shop.folder.file("plugins/thing.so"), before);
		CPPUNIT_ASSERT(shop.comesTo("2 hello"));
	});
	addCase(suite, "a library is half written, then whole", []
	{
		Watched shop;
		const std::string whole = Workshop::fixture("good-2");
		shop.overwrite(whole.substr(0, whole.size()/2));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.row().lastError.empty(); }));
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		shop.severalPolls();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.rejected").size());
		shop.overwrite(whole);
		CPPUNIT_ASSERT(shop.comesTo("2 hello"));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.error().empty(); }));
	});
	addCase(suite, "a library comes after the file that names it", []
	{
		Watched shop;
		shop.configure("library = late\npath = /late\n", "late");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.log.lines("plugin.rejected plugin=late").empty(); }));
		shop.install("good-2", "late");
		CPPUNIT_ASSERT(shop.comesTo("2 hello", "/late"));
	});
	addCase(suite, "a library that is taken away leaves its code serving", []
	{
		Watched shop;
		std::filesystem::remove(shop.folder.file("plugins/thing.so"));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.error() == "plugins/thing.so: No such file or directory"; }));
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "a library that becomes writable for others is named, and its code serves on", []
	{
		Watched shop;
		CPPUNIT_ASSERT_EQUAL(0, ::chmod(shop.folder.file("plugins/thing.so").c_str(), 0777));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.error().empty(); }));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so: mode: wanted not writable by group or others, got 0777"), shop.error());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "a bad file is logged once", []
	{
		Watched shop;
		shop.configure("nonsense\n");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.error().empty(); }));
		shop.severalPolls();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.rejected").size());
	});
	addCase(suite, "a file that is touched is not reloaded", []
	{
		Watched shop;
		shop.install("good-1");
		shop.configure(THING);
		shop.severalPolls();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().generation);
	});
	addCase(suite, "a file is acted on only when two polls saw the same", []
	{
		Polled shop;
		shop.install("good-1");
		shop.configure(THING);
		shop.set.poll();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
		shop.set.poll();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		shop.install("good-2");
		shop.set.poll();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		shop.configure(THING + "greeting = new\n");
		shop.set.poll();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		shop.set.poll();
		CPPUNIT_ASSERT_EQUAL(std::string("2 new"), shop.answer());
		shop.remove();
		shop.set.poll();
		CPPUNIT_ASSERT_EQUAL(std::string("2 new"), shop.answer());
		shop.set.poll();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
	});
	addCase(suite, "a file that comes and goes between polls is not acted on", []
	{
		Polled shop;
		shop.install("good-1");
		shop.configure(THING);
		shop.set.poll();
		shop.remove();
		shop.set.poll();
		shop.configure(THING);
		shop.set.poll();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
		shop.set.poll();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "a plugins.d that is away for a moment changes nothing", []
	{
		Watched shop;
		std::filesystem::rename(shop.folder.file("plugins.d"), shop.folder.file("away"));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.log.lines("plugins.folder_rejected").empty(); }));
		shop.severalPolls();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugins.folder_rejected").size());
		std::filesystem::rename(shop.folder.file("away"), shop.folder.file("plugins.d"));
		shop.severalPolls();
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().generation);
		shop.install("good-2");
		CPPUNIT_ASSERT(shop.comesTo("2 hello"));
	});
	addCase(suite, "a plugins.d that is switched by a symbolic link", []
	{
		Releases shop;
		shop.options.configDirectory = shop.folder.file("current");
		shop.fillConfigs("releases/41", {{"one", THING}, {"gone", THING + "path = /gone\n"}});
		shop.point("current", "releases/41");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer("/gone"));
		shop.fillConfigs("releases/42", {{"one", THING + "greeting = new\n"}, {"come", THING + "path = /come\n"}});
		shop.severalPolls();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		shop.point("current", "releases/42");
		CPPUNIT_ASSERT(shop.comesTo("1 new"));
		CPPUNIT_ASSERT(shop.comesTo("1 hello", "/come"));
		CPPUNIT_ASSERT(shop.comesTo("404", "/gone"));
		// And back.
		shop.point("current", "releases/41");
		CPPUNIT_ASSERT(shop.comesTo("1 hello"));
		CPPUNIT_ASSERT(shop.comesTo("404", "/come"));
	});
	addCase(suite, "a plugin directory that is switched by a symbolic link", []
	{
		Releases shop;
		shop.options.pluginDirectory = shop.folder.file("current");
		shop.folder.folder("releases/41");
		shop.folder.folder("releases/42");
		shop.folder.write("releases/41/thing.so", Workshop::fixture("good-1"), 0755);
		shop.folder.write("releases/42/thing.so", Workshop::fixture("good-2"), 0755);
		shop.point("current", "releases/41");
		shop.configure(THING);
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		shop.point("current", "releases/42");
		CPPUNIT_ASSERT(shop.comesTo("2 hello"));
		shop.point("current", "releases/41");
		CPPUNIT_ASSERT(shop.comesTo("1 hello"));
	});
	addCase(suite, "both directories are switched by one symbolic link", []
	{
		Releases shop;
		shop.options.configDirectory = shop.folder.file("current/plugins.d");
		shop.options.pluginDirectory = shop.folder.file("current/plugins");
		for (const char* release: {"41", "42"})
		{
			const std::string base = std::string("releases/") + release;
			shop.folder.folder(base + "/plugins");
			shop.folder.write(base + "/plugins/thing.so", Workshop::fixture(release == std::string("41") ? "good-1" : "good-2"), 0755);
			shop.fillConfigs(base + "/plugins.d", {{"one", THING + "greeting = of " + release + "\n"}});
		}
		shop.point("current", "releases/41");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("1 of 41"), shop.answer());
		shop.point("current", "releases/42");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer() != "1 of 41"; }));
		CPPUNIT_ASSERT_EQUAL(std::string("2 of 42"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), shop.row().generation);
	});
	addCase(suite, "a switch to a folder that can't be trusted leaves everything serving", []
	{
		Releases shop;
		shop.options.configDirectory = shop.folder.file("current");
		shop.fillConfigs("releases/41", {{"one", THING}});
		shop.point("current", "releases/41");
		shop.manager().start();
		shop.fillConfigs("releases/42", {{"one", THING + "greeting = new\n"}});
		shop.folder.folder("releases/42", 0777);
		shop.point("current", "releases/42");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.log.lines("plugins.folder_rejected").empty(); }));
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		shop.folder.folder("releases/42", 0755);
		CPPUNIT_ASSERT(shop.comesTo("1 new"));
	});
	addCase(suite, "a link that leads nowhere for a moment takes no route away", []
	{
		Releases shop;
		shop.options.configDirectory = shop.folder.file("current");
		shop.fillConfigs("releases/41", {{"one", THING}});
		shop.point("current", "releases/41");
		shop.manager().start();
		shop.point("current", "releases/42");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.log.lines("plugins.folder_rejected").empty(); }));
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		shop.fillConfigs("releases/42", {{"one", THING + "greeting = new\n"}});
		CPPUNIT_ASSERT(shop.comesTo("1 new"));
	});
	addCase(suite, "what fails to start is tried again", []
	{
		Workshop shop;
		shop.options.pollMillis = 10;
		shop.options.retryMillis = 50;
		shop.install("needs-file");
		shop.configure(THING + "greeting = " + shop.folder.file("needed") + "\n");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so: start: the file is missing"), shop.error());
		// Several tries, of which only the first is news.
		std::this_thread::sleep_for(std::chrono::milliseconds(300));
		shop.folder.write("needed", "");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.row().state == PluginState::serving; }));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.rejected").size());
	});
	addCase(suite, "a route that is let go is taken by the one that waits", []
	{
		Watched shop;
		shop.configure(THING + "greeting = second\n", "a");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.log.lines("plugin.rejected plugin=a").empty(); }));
		shop.remove();
		CPPUNIT_ASSERT(shop.comesTo("1 second"));
	});
}
