//
// ElfGate.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  ElfGate
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ElfGate.h"
#include "Refusal.h"
#include <Poco/Glob.h>
#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>
#include <memory>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::size_t MAX_FAULTS = 8;  // reported; a foreign library exports thousands


struct Import
{
	const char* pattern;
	const char* why;
};


constexpr Import FORBIDDEN_IMPORTS[] = {
	{"__cxa_thread_atexit*", "a thread_local with a destructor keeps the file mapped"},
	{"_Z*N*4Poco18ThreadLocalStorage*", "Poco::ThreadLocal runs the plugin's code when a thread ends"},
	{"_Z*N*4Poco15TLSAbstractSlot*", "Poco::ThreadLocal runs the plugin's code when a thread ends"},
	{"pthread_key_create", "a thread-specific key runs the plugin's code when a thread ends"},
	{"tss_create", "a thread-specific key runs the plugin's code when a thread ends"},
};


bool matches(const std::string& pattern, std::string_view text)
{
	return Poco::Glob(pattern).match(std::string(text));
}


bool matchesOne(const std::vector<std::string>& patterns, std::string_view text)
{
	return std::any_of(patterns.begin(), patterns.end(), [text](const std::string& pattern) { return matches(pattern, text); });
}


std::string readable(std::string_view symbol)
{
	const std::string name(symbol);
	int status = 0;
	const std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), std::free);
	return text ? name + " (" + text.get() + ")" : name;
}


} // namespace


std::vector<std::string> ElfGate::Options::defaultNeeded()
{
	// POCO's Data libraries are left out: a connector registers itself with the
	// process and must be the host's.
	return {
		"libPocoFoundation.so.*", "libPocoNet.so.*", "libPocoJSON.so.*", "libPocoUtil.so.*", "libPocoXML.so.*", "libPocoCrypto.so.*", "libPocoJWT.so.*",
		"libcrypto.so.*", "libsodium.so.*", "libcrypt.so.*",
		"libstdc++.so.6", "libgcc_s.so.1", "libm.so.6", "libc.so.6", "ld-linux-*.so.*",
#if defined(__SANITIZE_ADDRESS__)
		"libasan.so.*", "libubsan.so.*",
#endif
#if defined(__SANITIZE_THREAD__)
		"libtsan.so.*",
#endif
	};
}


ElfGate::ElfGate(const Options& options): _options(options)
{
}


void ElfGate::check(const ElfImage& image) const
{
	std::vector<std::string> faults;
	checkDynamic(image, faults);
	checkSymbols(image, faults);
	if (faults.empty()) return;

	std::string reason;
	for (std::size_t i = 0; i < faults.size() && i < MAX_FAULTS; ++i) reason += (i == 0 ? "" : "; ") + faults[i];
	if (faults.size() > MAX_FAULTS) reason += "; and " + std::to_string(faults.size() - MAX_FAULTS) + " more";
	throw Refusal(reason);
}


void ElfGate::checkDynamic(const ElfImage& image, std::vector<std::string>& faults) const
{
	if (!image.bindsNow()) faults.push_back("flags: wanted BIND_NOW, got lazy binding");
	if (image.flags1() & DF_1_NODELETE) faults.push_back("flags: NODELETE keeps the file mapped");
	if (image.flags1() & DF_1_NOOPEN) faults.push_back("flags: NOOPEN forbids opening at run time");
	if (image.flags1() & DF_1_GLOBAL) faults.push_back("flags: GLOBAL puts its symbols before those of others");
	if (image.flags1() & DF_1_PIE) faults.push_back("type: wanted a shared library, got a program");
	if (image.flags() & DF_TEXTREL) faults.push_back("flags: TEXTREL makes its code writable");
	if (image.executableStack()) faults.push_back("stack: wanted one that is not executable");
	for (const std::string_view path: image.searchPaths()) faults.push_back("search path: wanted no RPATH or RUNPATH, got " + std::string(path));
	for (const std::string_view name: image.needed())
	{
		if (!matchesOne(_options.needed, name)) faults.push_back("needed library: " + std::string(name) + " is not on the list of allowed ones");
	}
}


void ElfGate::checkSymbols(const ElfImage& image, std::vector<std::string>& faults) const
{
	bool entryFound = false;
	for (const ElfImage::Symbol& symbol: image.symbols())
	{
		if (symbol.defined && symbol.unique)
		{
			faults.push_back("symbol: GNU-unique " + readable(symbol.name) + " keeps the file mapped");
		}
		else if (symbol.exported)
		{
			if (!matchesOne(_options.exports, symbol.name)) faults.push_back("symbol: " + readable(symbol.name) + " is exported, and should be hidden");
			if (matches(_options.exports.front(), symbol.name)) entryFound = true;
		}
		else if (!symbol.defined)
		{
			for (const Import& import: FORBIDDEN_IMPORTS)
			{
				if (matches(import.pattern, symbol.name)) faults.push_back("symbol: " + readable(symbol.name) + " is imported: " + import.why);
			}
		}
	}
	if (!entryFound) faults.push_back("symbol: wanted " + _options.exports.front() + ", which is not exported");
}


} } // namespace AuthPlug::Host
