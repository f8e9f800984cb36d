//
// TrustTest.cpp
//
// Tests: reload
//
// Whose files are loaded: owner, mode, links, hash; and where the copies are.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Sha256.h"
#include "Workshop.h"
#include <Poco/Exception.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>


using AuthPlug::Host::PluginState;
using AuthPlug::Tests::Skipped;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


const std::string THING = "library = thing\n";
constexpr uid_t NOBODY = 65534;


void needRoot()
{
	if (::geteuid() != 0) throw Skipped("only root can give a file away");
}


void needSuccess(int result)
{
	CPPUNIT_ASSERT_EQUAL(0, result);
}


std::string refusalOf(Workshop& shop)
	// Of the one plugin when the manager starts; or why it does not start.
{
	shop.configure(THING);
	try
	{
		shop.manager().start();
	}
	catch (const Poco::RuntimeException& exception)
	{
		return shop.without(exception.message());
	}
	CPPUNIT_ASSERT_EQUAL(shop.error().empty() ? std::string("1 hello") : std::string("404"), shop.answer());
	return shop.error();
}


std::size_t hostFolders(const Workshop& shop)
{
	std::size_t count = 0;
	for ([[maybe_unused]] const auto& entry: std::filesystem::directory_iterator(shop.options.runDirectory)) ++count;
	return count;
}


} // namespace


AUTHPLUG_CASES(TrustTest)
{
	addCase(suite, "a library of mode 0600 is accepted", []
	{
		Workshop shop;
		shop.install("good-1");
		needSuccess(::chmod(shop.folder.file("plugins/thing.so").c_str(), 0600));
		CPPUNIT_ASSERT_EQUAL(std::string(), refusalOf(shop));
	});
	for (const mode_t mode: {mode_t(0757), mode_t(0775), mode_t(0777)})
	{
		const std::string octal = "0" + std::to_string(mode/64) + std::to_string(mode/8%8) + std::to_string(mode%8);
		addCase(suite, "a library of mode " + octal, [mode, octal]
		{
			Workshop shop;
			shop.install("good-1");
			needSuccess(::chmod(shop.folder.file("plugins/thing.so").c_str(), mode));
			CPPUNIT_ASSERT_EQUAL("plugins/thing.so: mode: wanted not writable by group or others, got " + octal, refusalOf(shop));
		});
		addCase(suite, "a plugin directory of mode " + octal, [mode, octal]
		{
			Workshop shop;
			shop.install("good-1");
			needSuccess(::chmod(shop.folder.file("plugins").c_str(), mode));
			CPPUNIT_ASSERT_EQUAL("plugins: mode: wanted not writable by group or others, got " + octal, refusalOf(shop));
		});
		addCase(suite, "a folder above the plugin directory of mode " + octal, [mode, octal]
		{
			Workshop shop;
			shop.folder.folder("above", mode);
			shop.options.pluginDirectory = shop.folder.folder("above/plugins");
			CPPUNIT_ASSERT_EQUAL("above: mode: wanted not writable by group or others, got " + octal, refusalOf(shop));
		});
		addCase(suite, "a .properties file of mode " + octal, [mode, octal]
		{
			Workshop shop;
			shop.install("good-1");
			shop.configure(THING, "two");
			needSuccess(::chmod(shop.folder.file("plugins.d/two.properties").c_str(), mode));
			shop.manager().start();
			CPPUNIT_ASSERT_EQUAL("plugins.d/two.properties: mode: wanted not writable by group or others, got " + octal, shop.error("two"));
		});
		addCase(suite, "a plugins.d of mode " + octal, [mode, octal]
		{
			Workshop shop;
			shop.install("good-1");
			needSuccess(::chmod(shop.folder.file("plugins.d").c_str(), mode));
			CPPUNIT_ASSERT_EQUAL("plugins: plugins.d: mode: wanted not writable by group or others, got " + octal, refusalOf(shop));
		});
	}
	addCase(suite, "a sticky folder of root's above is accepted", []
	{
		needRoot();
		Workshop shop;
		shop.folder.folder("above", 01777);
		shop.options.pluginDirectory = shop.folder.folder("above/plugins");
		shop.folder.write("above/plugins/thing.so", Workshop::fixture("good-1"));
		CPPUNIT_ASSERT_EQUAL(std::string(), refusalOf(shop));
	});
	addCase(suite, "but not as the plugin directory", []
	{
		Workshop shop;
		shop.install("good-1");
		needSuccess(::chmod(shop.folder.file("plugins").c_str(), 01777));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: mode: wanted not writable by group or others, got 1777"), refusalOf(shop));
	});
	addCase(suite, "a library of another owner", []
	{
		needRoot();
		Workshop shop;
		shop.install("good-1");
		needSuccess(::chown(shop.folder.file("plugins/thing.so").c_str(), NOBODY, 0));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so: owner: wanted uid 0, got 65534"), refusalOf(shop));
	});
	addCase(suite, "a plugin directory of another owner", []
	{
		needRoot();
		Workshop shop;
		shop.install("good-1");
		needSuccess(::chown(shop.folder.file("plugins").c_str(), NOBODY, 0));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: owner: wanted uid 0, got 65534"), refusalOf(shop));
	});
	addCase(suite, "a .properties file of another owner", []
	{
		needRoot();
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING, "two");
		needSuccess(::chown(shop.folder.file("plugins.d/two.properties").c_str(), NOBODY, 0));
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("plugins.d/two.properties: owner: wanted uid 0, got 65534"), shop.error("two"));
	});
	addCase(suite, "a symbolic link as library", []
	{
		Workshop shop;
		shop.install("good-1", "real");
		std::filesystem::create_symlink("real.so", shop.folder.file("plugins/thing.so"));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so: wanted a regular file, got a symbolic link"), refusalOf(shop));
	});
	addCase(suite, "a symbolic link as .properties file", []
	{
		Workshop shop;
		shop.install("good-1");
		std::filesystem::create_symlink(shop.folder.write("elsewhere", THING), shop.folder.file("plugins.d/two.properties"));
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("plugins.d/two.properties: wanted a regular file, got a symbolic link"), shop.error("two"));
	});
	addCase(suite, "a folder as library", []
	{
		Workshop shop;
		shop.folder.folder("plugins/thing.so");
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so: wanted a regular file, got something else"), refusalOf(shop));
	});
	addCase(suite, "a FIFO as library", []
	{
		Workshop shop;
		needSuccess(::mkfifo(shop.folder.file("plugins/thing.so").c_str(), 0600));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so: wanted a regular file, got something else"), refusalOf(shop));
	});
	addCase(suite, "a file as plugin directory", []
	{
		Workshop shop;
		shop.options.pluginDirectory = shop.folder.write("file", "");
		CPPUNIT_ASSERT_EQUAL(std::string("file: wanted a folder, got something else"), refusalOf(shop));
	});
	addCase(suite, "a folder switched by a symbolic link", []
	{
		Workshop shop;
		for (const char* release: {"1", "2"})
		{
			shop.folder.folder(std::string("releases/") + release + "/plugins.d");
			shop.folder.folder(std::string("releases/") + release + "/plugins");
			shop.folder.write(std::string("releases/") + release + "/plugins.d/one.properties", THING);
			shop.folder.write(std::string("releases/") + release + "/plugins/thing.so", Workshop::fixture(std::string("good-") + release));
		}
		std::filesystem::create_symlink("releases/1", shop.folder.file("current"));
		shop.options.configDirectory = shop.folder.file("current/plugins.d");
		shop.options.pluginDirectory = shop.folder.file("current/plugins");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		std::filesystem::create_symlink(shop.folder.file("releases/2"), shop.folder.file("next"));
		std::filesystem::rename(shop.folder.file("next"), shop.folder.file("current"));
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
	});
	addCase(suite, "a folder reached by another owner's symbolic link", []
	{
		needRoot();
		Workshop shop;
		std::filesystem::create_symlink(shop.options.pluginDirectory, shop.folder.file("link"));
		needSuccess(::lchown(shop.folder.file("link").c_str(), NOBODY, 0));
		shop.options.pluginDirectory = shop.folder.file("link");
		CPPUNIT_ASSERT_EQUAL(std::string("link: owner: wanted uid 0, got 65534"), refusalOf(shop));
	});
	addCase(suite, "a symbolic link that leads to itself", []
	{
		Workshop shop;
		std::filesystem::create_symlink("link", shop.folder.file("link"));
		shop.options.pluginDirectory = shop.folder.file("link");
		CPPUNIT_ASSERT_EQUAL(std::string("link: Too many levels of symbolic links"), refusalOf(shop));
	});
	addCase(suite, "what links lead to is checked too", []
	{
		Workshop shop;
		shop.folder.folder("open", 0777);
		shop.folder.folder("open/plugins");
		std::filesystem::create_symlink("open/plugins", shop.folder.file("link"));
		shop.options.pluginDirectory = shop.folder.file("link");
		CPPUNIT_ASSERT_EQUAL(std::string("open: mode: wanted not writable by group or others, got 0777"), refusalOf(shop));
	});

	addCase(suite, "the right sha256", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING + "sha256 = " + AuthPlug::Host::sha256Hex(Workshop::fixture("good-1")) + "\n");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "the right sha256 in capitals", []
	{
		Workshop shop;
		shop.install("good-1");
		std::string hash = AuthPlug::Host::sha256Hex(Workshop::fixture("good-1"));
		for (char& c: hash) c = static_cast<char>(std::toupper(c));
		shop.configure(THING + "sha256 = " + hash + "\n");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "the wrong sha256", []
	{
		Workshop shop;
		shop.options.arrivingMillis = 0;
		shop.install("good-2");
		shop.configure(THING + "sha256 = " + AuthPlug::Host::sha256Hex(Workshop::fixture("good-1")) + "\n");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
		CPPUNIT_ASSERT(shop.row().state == PluginState::rejected);
		CPPUNIT_ASSERT_EQUAL("plugins/thing.so: sha256: wanted " + AuthPlug::Host::sha256Hex(Workshop::fixture("good-1")) + ", got "
			+ AuthPlug::Host::sha256Hex(Workshop::fixture("good-2")), shop.error());
	});
	addCase(suite, "a wrong sha256 of a young file is not yet an error", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING + "sha256 = " + AuthPlug::Host::sha256Hex(Workshop::fixture("good-1")) + "\n");
		shop.manager().start();
		shop.install("good-2");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), shop.log.lines("plugin.rejected").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("info plugin.arriving").size());
		shop.configure(THING + "sha256 = " + AuthPlug::Host::sha256Hex(Workshop::fixture("good-2")) + "\n");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.error());
	});
	addCase(suite, "a plugin whose library has not arrived is found", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING + "sha256 = " + std::string(64, '0') + "\n");
		shop.manager().start();
		CPPUNIT_ASSERT(shop.row().state == PluginState::found);
	});
	addCase(suite, "a wrong sha256 becomes an error when the file is no longer young", []
	{
		Workshop shop;
		shop.options.arrivingMillis = 300;
		shop.options.pollMillis = 20;
		shop.install("good-1");
		shop.configure(THING + "sha256 = " + std::string(64, '0') + "\n");
		shop.manager().start();
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.row().state == PluginState::rejected; }));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.arriving").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.rejected").size());
	});

	addCase(suite, "private copies are closed to others", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING);
		shop.manager().start();
		for (const auto& entry: std::filesystem::recursive_directory_iterator(shop.options.runDirectory))
		{
			struct ::stat status{};
			needSuccess(::stat(entry.path().c_str(), &status));
			CPPUNIT_ASSERT_EQUAL(entry.is_directory() ? 0700u : 0500u, status.st_mode & 07777);
		}
		struct ::stat status{};
		needSuccess(::stat(shop.options.runDirectory.c_str(), &status));
		CPPUNIT_ASSERT_EQUAL(0700u, status.st_mode & 07777);
	});
	addCase(suite, "a run directory that others can read", []
	{
		Workshop shop;
		shop.folder.folder("run", 0755);
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: run directory: run: mode: wanted 0700, got 0755"), refusalOf(shop));
	});
	addCase(suite, "a run directory of another owner", []
	{
		needRoot();
		Workshop shop;
		needSuccess(::chown(shop.folder.folder("run", 0700).c_str(), NOBODY, 0));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: run directory: run: owner: wanted uid 0, got 65534"), refusalOf(shop));
	});
	addCase(suite, "what a crashed process has left is removed", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING);
		const pid_t child = ::fork();
		if (child == 0)
		{
			shop.manager().start();
			::_exit(shop.copies() == 1 ? 0 : 1);
		}
		int status = -1;
		CPPUNIT_ASSERT_EQUAL(child, ::waitpid(child, &status, 0));
		CPPUNIT_ASSERT_EQUAL(0, status);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.copies());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), hostFolders(shop));
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), hostFolders(shop));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.copies());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "what a living process has there is left alone", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure(THING);
		shop.manager().start();
		Workshop other;
		other.options.runDirectory = shop.options.runDirectory;
		other.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::size_t(2), hostFolders(shop));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.copies());
	});
	addCase(suite, "other files in the run directory are left alone", []
	{
		Workshop shop;
		shop.folder.folder("run", 0700);
		shop.folder.write("run/server.pid", "1");
		shop.manager().start();
		CPPUNIT_ASSERT(std::filesystem::exists(shop.folder.file("run/server.pid")));
	});
}
