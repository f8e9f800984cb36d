//
// Loader.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  Loader
//
// The load pipeline, from the files to a created plugin.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Loader_INCLUDED
#define AuthPlug_Host_Loader_INCLUDED


#include "ElfGate.h"
#include "Generation.h"
#include "LoadedLibraries.h"
#include "PluginFolder.h"
#include "RunFolder.h"
#include "SignatureCheck.h"
#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/HostServices.h"
#include <cstdint>
#include <functional>
#include <memory>
#include <string>


namespace AuthPlug {
namespace Host {


class Loader
	/// Takes a plugin's files through the steps: trusted owner and mode, hash
	/// and signature, ELF gate and handshake in the file (nothing of the plugin has run up to
	/// here), private copy, open, handshake in memory, settings, create. A plugin
	/// that brings a second OpenSSL or POCO with it, when it is opened or later on the way, is refused.
{
public:
	struct Options
	{
		ElfGate::Options elf;
		std::int64_t arrivingMillis;  /// how young a file may be for its wrong hash or signature to count as unfinished
		std::function<void(const char* step)> entering = {};  /// called with the name of each step before it; may be empty
	};

	Loader(const PluginFolder& plugins, const RunFolder& copies, Api::HostServices& services, Api::Clock& clock, const Options& options);

	std::unique_ptr<Generation> open(const std::string& plugin, const PluginFiles& files, const Generation* current);
		/// Verifies the files and opens the library. Returns nullptr if it would
		/// be the same as the current generation. Throws Refusal.

	void bringUp(Generation& generation, std::vector<Route> taken) const;
		/// Takes an opened generation through handshake, settings, create and
		/// start. Throws Refusal; the generation is then to be finished.

	void create(Generation& generation) const;
		/// As bringUp(), but without start.

private:
	TrustedFile verified(const PluginFiles& files, Generation::Origin& origin) const;
	void checkElf(const std::string& bytes) const;
	void runToCreate(Generation& generation) const;
	void refusing(const Generation& generation, const std::function<void()>& steps) const;
	void enter(const char* step) const;
	bool young(const PluginFiles& files, const FileStamp& library) const;

	const PluginFolder& _plugins;
	const RunFolder& _copies;
	Api::HostServices& _services;
	Api::Clock& _clock;
	const Options _options;
	const SignatureCheck _signatures;
	const ElfGate _gate;
	const LoadedLibraries _host = LoadedLibraries::now();
	std::uint64_t _number = 0;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Loader_INCLUDED
