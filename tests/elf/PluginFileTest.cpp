//
// PluginFileTest.cpp
//
// Tests: elf
//
// The built password plugin as the dynamic linker sees it.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "ElfGate.h"
#include "ElfImage.h"
#include "HandshakeCheck.h"
#include "Initializers.h"
#include <algorithm>
#include <elf.h>
#include <fstream>
#include <set>
#include <sstream>


using AuthPlug::Host::ElfGate;
using AuthPlug::Host::ElfImage;
using AuthPlug::Tests::addCase;


namespace {


#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool SANITIZED = true;
#else
constexpr bool SANITIZED = false;
#endif


class PluginFile
{
public:
	PluginFile(): _bytes(read()), _image(_bytes)
	{
	}

	const ElfImage* operator -> () const
	{
		return &_image;
	}

	const std::string& bytes() const
	{
		return _bytes;
	}

	const ElfImage& image() const
	{
		return _image;
	}

	bool imports(std::string_view name) const
	{
		return std::any_of(_image.symbols().begin(), _image.symbols().end(), [name](const auto& symbol) { return !symbol.defined && symbol.name == name; });
	}

	std::set<std::string> exports() const
	{
		std::set<std::string> names;
		for (const auto& symbol: _image.symbols())
		{
			if (symbol.exported) names.emplace(symbol.name);
		}
		return names;
	}

private:
	static std::string read()
	{
		std::ifstream in(PLUGIN_FILE, std::ios::binary);
		if (!in) throw std::runtime_error(std::string("can't read ") + PLUGIN_FILE);
		std::ostringstream bytes;
		bytes << in.rdbuf();
		return bytes.str();
	}

	const std::string _bytes;
	const ElfImage _image;
};


void assertAbsent(const char* name)
{
	const PluginFile file;
	CPPUNIT_ASSERT_MESSAGE(std::string(name) + " is imported", !file.imports(name));
}


} // namespace


AUTHPLUG_CASES(PluginFileTest)
{
	addCase(suite, "passes the loader's gate", []
	{
		const PluginFile file;
		ElfGate(ElfGate::Options()).check(file.image());
	});
	addCase(suite, "its handshake is right in the file", []
	{
		const PluginFile file;
		for (const auto& symbol: file->symbols())
		{
			if (symbol.name == "authplugDescriptor") AuthPlug::Host::checkHandshake(file->content(symbol));
		}
	});
	addCase(suite, "exports the descriptor and the manifest, and nothing else", []
	{
		const std::set<std::string> wanted = {"authplugDescriptor", "pocoBuildManifest"};
		const PluginFile file;
		std::string got;
		for (const std::string& name: file.exports()) got += name + " ";
		CPPUNIT_ASSERT_MESSAGE(got, file.exports() == wanted);
	});
	addCase(suite, "binds all symbols when it is opened", []
	{
		CPPUNIT_ASSERT(PluginFile()->bindsNow());
	});
	addCase(suite, "can be opened and unmapped: neither NOOPEN nor NODELETE", []
	{
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), PluginFile()->flags1() & (DF_1_NOOPEN | DF_1_NODELETE | DF_1_GLOBAL));
	});
	addCase(suite, "becomes read-only after relocation", []
	{
		CPPUNIT_ASSERT(PluginFile()->relro());
	});
	addCase(suite, "has no executable stack", []
	{
		CPPUNIT_ASSERT(!PluginFile()->executableStack());
	});
	addCase(suite, "has no search path", []
	{
		CPPUNIT_ASSERT(PluginFile()->searchPaths().empty());
	});
	addCase(suite, "has no text relocations", []
	{
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), PluginFile()->flags() & DF_TEXTREL);
	});
	addCase(suite, "has no GNU-unique symbols", []
	{
		const PluginFile file;
		for (const auto& symbol: file->symbols()) CPPUNIT_ASSERT_MESSAGE(std::string(symbol.name), !(symbol.defined && symbol.unique));
	});
	addCase(suite, "needs no database library", []
	{
		const PluginFile file;
		for (const std::string_view name: file->needed())
		{
			const bool database = name.find("Data") != std::string_view::npos || name.find("maria") != std::string_view::npos || name.find("mysql") != std::string_view::npos;
			CPPUNIT_ASSERT_MESSAGE(std::string(name), !database);
		}
	});
	addCase(suite, "runs nothing of its own when it is opened", []
	{
		if (SANITIZED) throw AuthPlug::Tests::Skipped("a sanitizer has initialisers of its own");
		// The compiler's: frame_dummy is in every library, __cpu_indicator_init reads
		// the processor's features for __builtin_cpu_supports. Any other is a static constructor.
		for (const std::string& name: AuthPlug::Tests::initializersOf(PluginFile().bytes()))
		{
			CPPUNIT_ASSERT_MESSAGE(name, name == "frame_dummy" || name == "__cpu_indicator_init");
		}
	});
	addCase(suite, "is built with stack protector", []
	{
		CPPUNIT_ASSERT(PluginFile().imports("__stack_chk_fail"));
	});
	for (const char* name: {"__cxa_thread_atexit", "__cxa_thread_atexit_impl", "pthread_key_create", "tss_create", "dlopen", "system", "popen", "execve", "signal",
		"sigaction", "setenv", "putenv", "setlocale", "atexit", "strcpy", "strcat", "sprintf", "gets", "rand", "srand", "random"})
	{
		addCase(suite, std::string("does not import ") + name, [name] { assertAbsent(name); });
	}
}
