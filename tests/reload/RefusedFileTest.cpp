//
// RefusedFileTest.cpp
//
// Tests: reload
//
// Each way in which a plugin's files can be wrong: the exact reason, and the old generation goes on.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/Handshake.h"
#include "Canary.h"
#include "Cases.h"
#include "Workshop.h"
#include <elf.h>


using AuthPlug::Host::PluginState;
using AuthPlug::Tests::Canary;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


struct Broken
{
	const char* fixture;
	std::string reason;
};


std::string number(unsigned value)
{
	return std::to_string(value);
}


std::string hostFlags()
{
	std::string flags;
	if (AuthPlug::Api::buildStampFlags() & AuthPlug::Api::STAMP_ADDRESS_SANITIZER) flags += "AddressSanitizer+";
	if (AuthPlug::Api::buildStampFlags() & AuthPlug::Api::STAMP_THREAD_SANITIZER) flags += "ThreadSanitizer+";
	return flags + "POCO_UNBUNDLED+POCO_HAVE_FD_EPOLL";
}


std::vector<Broken> brokenFixtures()
{
	const auto stamp = AuthPlug::Api::buildStamp();
	const std::string poco = number(stamp.pocoVersion >> 24) + "." + number(stamp.pocoVersion >> 16 & 0xFF) + "." + number(stamp.pocoVersion >> 8 & 0xFF) + " (0x010b0000)";
	const std::string key = "a thread-specific key runs the plugin's code when a thread ends";
	return {
		{"wrong-magic", "handshake: wanted the magic AuthPlug, got other bytes"},
		{"wrong-size", "descriptor size: wanted " + std::to_string(sizeof(AuthPlug::Api::PluginDescriptor)) + ", got 8"},
		{"wrong-api", "API number: wanted 1, got 999"},
		{"wrong-poco", "POCO version: wanted " + poco + ", got 1.13.0 (0x010d0001)"},
		{"wrong-library-abi", "library ABI: wanted 1, got 0"},
		{"wrong-flags", "build flags: wanted " + hostFlags() + ", got _DEBUG"},
		{"wrong-all", "API number: wanted 1, got 999; POCO version: wanted " + poco + ", got 1.13.0 (0x010d0001); compiler ABI: wanted "
			+ number(stamp.compilerAbi) + ", got 1; compiler major version: wanted " + number(stamp.compilerMajor)
			+ ", got 2; library ABI: wanted 1, got 0; library release: wanted " + number(stamp.libraryRelease)
			+ ", got 3; build flags: wanted " + hostFlags() + ", got 0x80000000"},
		{"null-version", "handshake: wanted name, version and create, got a null pointer"},
		{"bad-schema", "schema: setting: limit: default: wanted an integer from 1 to 5, got \"9\""},
		{"create-throws", "create: no service authplug.Nothing"},
		{"create-silent", "create: no reason given"},
		{"start-fails", "start: table pw is missing"},
		{"start-throws", "start: no table pw"},
		{"bad-route", "start: route GET relative: wanted an absolute path without query"},
		{"no-descriptor", "symbol: wanted authplugDescriptor, which is not exported"},
		{"unresolved", "open: undefined symbol: authplugNowhere"},
		{"surplus", "symbol: fixtureSurplus is exported, and should be hidden"},
		{"thread-local", "symbol: __cxa_thread_atexit is imported: a thread_local with a destructor keeps the file mapped"},
		{"poco-thread-local", "symbol: _ZTIN4Poco15TLSAbstractSlotE (typeinfo for Poco::TLSAbstractSlot) is imported: Poco::ThreadLocal runs the plugin's code when a thread ends; *"},
		{"thread-key", "symbol: pthread_key_create is imported: " + key},
		{"text-relocation", "flags: TEXTREL makes its code writable"},
		{"gnu-unique", "symbol: GNU-unique _ZZ13fixtureSharedB5cxx11vE6shared (fixtureShared[abi:cxx11]()::shared) keeps the file mapped"},
		{"lazy", "flags: wanted BIND_NOW, got lazy binding"},
		{"nodelete", "flags: NODELETE keeps the file mapped"},
		{"nodlopen", "flags: NOOPEN forbids opening at run time"},
		{"executable-stack", "stack: wanted one that is not executable"},
		{"runpath", "search path: wanted no RPATH or RUNPATH, got /opt/fixture"},
		{"rpath", "search path: wanted no RPATH or RUNPATH, got /opt/fixture"},
		{"foreign-library", "needed library: libPocoDataMySQL.so.80 is not on the list of allowed ones; *"},
	};
}


std::string patched(std::size_t offset, char byte)
{
	std::string bytes = Workshop::fixture("good-1");
	bytes[offset] = byte;
	return bytes;
}


std::string cut(double part)
{
	const std::string bytes = Workshop::fixture("good-1");
	return bytes.substr(0, static_cast<std::size_t>(static_cast<double>(bytes.size())*part));
}


struct BrokenBytes
{
	const char* name;
	std::function<std::string()> bytes;
	const char* reason;
};


const BrokenBytes BROKEN_BYTES[] = {
	{"an empty file", [] { return std::string(); }, "format: wanted an ELF file, got something else"},
	{"a text", [] { return std::string("#!/bin/sh\necho hello\n"); }, "format: wanted an ELF file, got something else"},
	{"zeros", [] { return std::string(100000, '\0'); }, "format: wanted an ELF file, got something else"},
	{"a 32-bit file", [] { return patched(EI_CLASS, ELFCLASS32); }, "class: wanted ELF64, got ELF32"},
	{"another machine's file", [] { return patched(offsetof(Elf64_Ehdr, e_machine), 8); }, "machine: wanted *"},
	{"a relocatable file", [] { return patched(offsetof(Elf64_Ehdr, e_type), ET_REL); }, "type: wanted a shared library (3), got 1"},
	{"a file cut in the header", [] { return Workshop::fixture("good-1").substr(0, 40); }, "format: wanted an ELF file, got something else"},
	{"a file cut after a quarter", [] { return cut(0.25); }, "size: wanted at least *"},
	{"a file cut in half", [] { return cut(0.5); }, "size: wanted at least *"},
	{"a file that lacks its last byte", [] { return cut(1).substr(0, cut(1).size() - 1); }, "size: wanted at least *"},
};


struct BadConfig
{
	const char* name;
	const char* text;
	const char* reason;
};


constexpr BadConfig BAD_CONFIGS[] = {
	{"no library", "path = /x\n", "plugins.d/one.properties: library: missing, and it has no default"},
	{"a path as library", "library = ../evil\n",
		"plugins.d/one.properties:1: library: wanted the name of a file in plugins, not a path, got \"../evil\""},
	{"an absolute path as library", "\nlibrary = /usr/lib/evil\n",
		"plugins.d/one.properties:2: library: wanted the name of a file in plugins, not a path, got \"/usr/lib/evil\""},
	{"a hidden file as library", "library = .new\n",
		"plugins.d/one.properties:1: library: wanted the name of a file in plugins, not a path, got \".new\""},
	{"a library with suffix", "library = thing.so\n", "plugins.d/one.properties:1: library: wanted a name without `.so`, got \"thing.so\""},
	{"a missing library", "library = other\n", "plugins/other.so: No such file or directory"},
	{"an unknown key", "library = thing\npaht = /x\n", "plugins.d/one.properties:2: paht: unknown key; the nearest known key is path"},
	{"a bad value", "library = thing\nhold = soon\n", "plugins.d/one.properties:2: hold: wanted an integer from 0 to 60000 (ms), got \"soon\""},
	{"a bad flag", "library = thing\nrequired = yes\n", "plugins.d/one.properties:2: required: wanted true | false, got \"yes\""},
	{"a short hash", "library = thing\nsha256 = abc\n", "plugins.d/one.properties:2: sha256: wanted 64 hexadecimal digits, got 3 characters"},
	{"a key given twice", "library = thing\nlibrary = thing\n", "plugins.d/one.properties:2: library: given twice, first in line 1"},
	{"a malformed line", "library thing\n", "plugins.d/one.properties:1: wanted `key = value`, got no `=`"},
	{"a missing secret", "library = thing\ntoken_file = token\n",
		"plugins.d/one.properties:2: token_file: plugins.d/token: No such file or directory"},
	{"a route with a query", "library = thing\npath = /a?b\n", "plugins/thing.so: start: route GET /a?b: wanted an absolute path without query"},
	{"a route with a space", "library = thing\npath = /a b\n", "plugins/thing.so: start: route GET /a b: wanted an absolute path without query"},
};


void assertReason(const std::string& wanted, const std::string& got)
	// A `*` at the end stands for any rest.
{
	if (wanted.back() != '*')
	{
		CPPUNIT_ASSERT_EQUAL(wanted, got);
		return;
	}
	CPPUNIT_ASSERT_EQUAL(wanted.substr(0, wanted.size() - 1), got.substr(0, wanted.size() - 1));
}


void configureWithSecret(Workshop& shop)
	// What is refused tells nothing about it.
{
	shop.folder.write("plugins.d/token", Canary::token(), 0600);
	shop.configure("library = thing\ntoken_file = token\n");
}


void assertRefusedAlone(Workshop& shop, const std::string& reason)
	// With nothing there before: no route, one line, a status row.
{
	shop.manager().start();
	CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
	CPPUNIT_ASSERT(shop.row().state == PluginState::rejected);
	CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), shop.row().generation);
	assertReason(reason, shop.error());
	const auto lines = shop.log.lines("plugin.rejected");
	CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines.size());
	CPPUNIT_ASSERT_EQUAL("error plugin.rejected plugin=one reason=" + shop.error() + " serving=none", shop.without(lines[0]));
	CPPUNIT_ASSERT_EQUAL(std::size_t(0), shop.copies());
	CPPUNIT_ASSERT(!shop.mapped());
}


void assertOldServes(Workshop& shop, const std::string& reason)
	// With a good generation there before.
{
	shop.manager().reloadAndWait();
	CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	CPPUNIT_ASSERT(shop.row().state == PluginState::serving);
	CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), shop.row().generation);
	CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), shop.row().reloads);
	assertReason(reason, shop.error());
	const auto lines = shop.log.lines("plugin.rejected");
	CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines.size());
	CPPUNIT_ASSERT_EQUAL("error plugin.rejected plugin=one reason=" + shop.error() + " serving=generation 1", shop.without(lines[0]));
	CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.copies());
}


void assertRecovers(Workshop& shop)
	// Once a good file is there again.
{
	shop.install("good-2");
	shop.configure("library = thing\n");
	shop.manager().reloadAndWait();
	CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
	CPPUNIT_ASSERT_EQUAL(std::string(), shop.error());
}


} // namespace


AUTHPLUG_CASES(RefusedFileTest)
{
	for (const Broken& row: brokenFixtures())
	{
#if !defined(__GNUC__) || defined(__clang__)
		if (std::string(row.fixture) == "gnu-unique") continue;
#endif
		const std::string reason = "plugins/thing.so: " + row.reason;
		addCase(suite, std::string(row.fixture) + " is refused", [row, reason]
		{
			Workshop shop;
			shop.install(row.fixture);
			configureWithSecret(shop);
			assertRefusedAlone(shop, reason);
		});
		addCase(suite, std::string(row.fixture) + " leaves the old generation serving", [row, reason]
		{
			Workshop shop;
			shop.install("good-1");
			shop.configure("library = thing\n");
			shop.manager().start();
			shop.install(row.fixture);
			assertOldServes(shop, reason);
			assertRecovers(shop);
		});
	}
	for (const BrokenBytes& row: BROKEN_BYTES)
	{
		const std::string reason = std::string("plugins/thing.so: ") + row.reason;
		addCase(suite, std::string(row.name) + " is refused", [&row, reason]
		{
			Workshop shop;
			shop.overwrite(row.bytes());
			configureWithSecret(shop);
			assertRefusedAlone(shop, reason);
		});
		addCase(suite, std::string(row.name) + " in place leaves the old generation serving", [&row, reason]
		{
			Workshop shop;
			shop.install("good-1");
			shop.configure("library = thing\n");
			shop.manager().start();
			shop.overwrite(row.bytes());
			assertOldServes(shop, reason);
			assertRecovers(shop);
		});
	}
	for (const BadConfig& row: BAD_CONFIGS)
	{
		addCase(suite, std::string(row.name) + " is refused", [&row]
		{
			Workshop shop;
			shop.install("good-1");
			shop.configure(row.text);
			assertRefusedAlone(shop, row.reason);
		});
		addCase(suite, std::string(row.name) + " leaves the old generation serving", [&row]
		{
			Workshop shop;
			shop.install("good-1");
			shop.configure("library = thing\n");
			shop.manager().start();
			shop.configure(row.text);
			assertOldServes(shop, row.reason);
			assertRecovers(shop);
		});
	}
	addCase(suite, "a secret that stands under an unknown key is not repeated", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure("library = thing\ntoken = " + Canary::token() + "\n");
		assertRefusedAlone(shop, "plugins.d/one.properties:2: token: *");
	});
	addCase(suite, "a secret in a file that others may read is not repeated", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.folder.write("plugins.d/token", Canary::token(), 0644);
		shop.configure("library = thing\ntoken_file = token\n");
		assertRefusedAlone(shop, "plugins.d/one.properties:2: token_file: plugins.d/token: mode: *");
	});
	addCase(suite, "a plugin that hides a refused route is refused", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.install("deaf", "deaf");
		shop.configure("library = thing\n", "a");
		shop.configure("library = deaf\n", "b");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/deaf.so: start: route GET /fixture: taken by plugin a"), shop.error("b"));
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	addCase(suite, "a bad file name is refused", []
	{
		Workshop shop;
		shop.install("good-1");
		shop.configure("library = thing\n", "a b");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("plugins.d/a b.properties: bad file name: wanted letters, digits, `_`, `-` and `.`"), shop.error("a b"));
	});
	addCase(suite, "other files in plugins.d are passed over", []
	{
		Workshop shop;
		shop.folder.write("plugins.d/README", "x");
		shop.folder.write("plugins.d/.one.properties", "x");
		shop.folder.write("plugins.d/one.properties~", "x");
		shop.folder.write("plugins.d/.properties", "x");
		shop.manager().start();
		CPPUNIT_ASSERT(shop.manager().status().empty());
	});
}
