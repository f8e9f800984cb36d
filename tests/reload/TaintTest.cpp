//
// TaintTest.cpp
//
// Tests: reload
//
// Plugins that bring a second OpenSSL or POCO into the process.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Workshop.h"
#include <dlfcn.h>
#include <fstream>
#include <openssl/crypto.h>


using AuthPlug::Host::PluginState;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


const std::string THING = "library = thing\n";
const std::string INTRUDERS = INTRUDER_FOLDER "/";
const std::string DRAGGED = DRAGGED_FOLDER "/";


std::string fileOf(const void* address)
{
	Dl_info info{};
	CPPUNIT_ASSERT(::dladdr(address, &info) != 0);
	return info.dli_fname;
}


std::string crypto()
	// The process's own.
{
	return fileOf(reinterpret_cast<const void*>(&::OPENSSL_init_crypto));
}


class Host: public Workshop
	/// One whose plugins may need the fixtures' own libraries.
{
public:
	Host()
	{
		options.neededLibraries = {"libssl.so.*", "libfixture-bundle.so", "libfixture-dragger.so"};
	}
};


struct Intruded
{
	const char* fixture;
	std::string settings;
	std::string begin;  // of the reason, after the library's path
};


std::vector<Intruded> intruded()
{
	return {
		{"foreign-openssl", "", "libraries: it brings in libcrypto.so.1.1 (" + INTRUDERS + "libcrypto.so.1.1) beside lib"},
		{"foreign-poco", "", "libraries: it brings in libPocoFoundation.so.81 (" + INTRUDERS + "libPocoFoundation.so.81) beside libPoco"},
		{"foreign-dragged", "", "libraries: it brings in libPocoNet.so.81 (" + DRAGGED + "libPocoNet.so.81) beside libPoco"},
		{"foreign-bundle", "", "libraries: it brings in libfixture-bundle.so (" + INTRUDERS
			+ "libfixture-bundle.so), which defines OPENSSL_init_crypto as " + crypto() + " does"},
		{"foreign-opened", "greeting = " + DRAGGED + "libcrypto.so.3\n",
			"libraries: it brings in libcrypto.so.3 (" + DRAGGED + "libcrypto.so.3) beside libcrypto.so.3 (" + crypto() + ")"},
	};
}


void assertBegin(const std::string& wanted, const std::string& got)
{
	CPPUNIT_ASSERT_EQUAL(wanted, got.substr(0, wanted.size()));
}


bool loaded(const std::string& path)
{
	std::ifstream maps("/proc/self/maps");
	for (std::string line; std::getline(maps, line);)
	{
		if (line.find(path) != std::string::npos) return true;
	}
	return false;
}


} // namespace


AUTHPLUG_CASES(TaintTest)
{
	for (const Intruded& row: intruded())
	{
		const std::string reason = "plugins/thing.so: " + row.begin;
		addCase(suite, std::string(row.fixture) + " is refused and taints the process", [row, reason]
		{
			Host shop;
			shop.install(row.fixture);
			shop.configure(THING + row.settings);
			shop.manager().start();
			CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
			CPPUNIT_ASSERT(shop.row().state == PluginState::rejected);
			assertBegin(reason, shop.error());
			CPPUNIT_ASSERT_EQUAL(shop.error(), shop.without(shop.manager().taint()));
			const auto lines = shop.log.lines("alarm plugins.tainted");
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines.size());
			CPPUNIT_ASSERT_EQUAL("alarm plugins.tainted plugin=one reason=" + shop.error(), shop.without(lines[0]));
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("error plugin.rejected plugin=one").size());
			CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.mapped() && shop.copies() == 0; }));
		});
		addCase(suite, std::string(row.fixture) + " leaves the old generation serving", [row, reason]
		{
			Host shop;
			shop.install("good-1");
			shop.configure(THING);
			shop.manager().start();
			CPPUNIT_ASSERT_EQUAL(std::string(), shop.manager().taint());
			shop.install(row.fixture);
			shop.configure(THING + row.settings);
			shop.manager().reloadAndWait();
			CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
			CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().generation);
			assertBegin(reason, shop.error());
		});
	}
	addCase(suite, "a taint stays, and other plugins are loaded all the same", []
	{
		Host shop;
		shop.install("foreign-openssl");
		shop.configure(THING);
		shop.manager().start();
		const std::string taint = shop.manager().taint();
		CPPUNIT_ASSERT(!taint.empty());
		shop.install("good-1");
		shop.configure(THING + "path = /two\n", "two");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer("/two"));
		shop.remove();
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(taint, shop.manager().taint());
	});
	addCase(suite, "the same plugin taints once, however often it is tried", []
	{
		Host shop;
		shop.install("foreign-openssl");
		shop.configure(THING);
		shop.manager().start();
		const std::string taint = shop.manager().taint();
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(taint, shop.manager().taint());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugins.tainted").size());
	});
	addCase(suite, "a library that stays loaded is found again, also by another build", []
	{
		Host shop;
		shop.install("foreign-pinned-1");
		shop.configure(THING);
		shop.manager().start();
		const std::string reason = "plugins/thing.so: libraries: it brings in libssl.so.1.1 (" + INTRUDERS + "libssl.so.1.1) beside lib";
		assertBegin(reason, shop.error());
		CPPUNIT_ASSERT(loaded("libssl.so.1.1"));
		shop.install("foreign-pinned-2");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
		assertBegin(reason, shop.error());
		shop.install("good-2");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
	});
	addCase(suite, "a plugin that opens a library of no concern is taken", []
	{
		Host shop;
		shop.install("foreign-opened");
		shop.configure(THING + "greeting = libz.so.1\n");
		shop.manager().start();
		CPPUNIT_ASSERT(shop.row().state == PluginState::serving);
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.manager().taint());
	});
}
