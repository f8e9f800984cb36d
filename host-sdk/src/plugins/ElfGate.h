//
// ElfGate.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  ElfGate
//
// What a plugin's file must be like before it is opened.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ElfGate_INCLUDED
#define AuthPlug_Host_ElfGate_INCLUDED


#include "ElfImage.h"
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class ElfGate
	/// Refuses a library that could not be opened safely beside another
	/// generation of itself, or not be unmapped afterwards:
	///
	///   - it exports exactly what a plugin exports, so that no symbol of one generation
	///     binds to another's;
	///   - all symbols are bound when it is opened (BIND_NOW): POCO opens lazily,
	///     and a missing symbol would end the process at the first call;
	///   - nothing pins it: no NODELETE, no GNU-unique symbol;
	///   - nothing of it is called when a thread ends: no import of
	///     __cxa_thread_atexit, POCO's thread-local storage, pthread keys;
	///   - no RPATH or RUNPATH, no text relocation, no executable stack;
	///   - it needs no libraries but those on the list.
	///
	/// In a build with a sanitizer (AUTHPLUG_SANITIZE) the sanitizer's run-time
	/// library is on the list too, since each instrumented file needs it.
{
public:
	struct Options
	{
		std::vector<std::string> exports = {"authplugDescriptor", "pocoBuildManifest*"};
			/// Patterns of Poco::Glob. The first must be there.

		std::vector<std::string> needed = defaultNeeded();
			/// Patterns of the libraries that a plugin may need.

		static std::vector<std::string> defaultNeeded();
	};

	explicit ElfGate(const Options& options);

	void check(const ElfImage& image) const;
		/// Throws Refusal with all that is wrong, naming each symbol or entry.

private:
	void checkDynamic(const ElfImage& image, std::vector<std::string>& faults) const;
	void checkSymbols(const ElfImage& image, std::vector<std::string>& faults) const;

	const Options _options;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ElfGate_INCLUDED
