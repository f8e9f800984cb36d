//
// Loader.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  Loader
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Loader.h"
#include "HandshakeCheck.h"
#include "Refusal.h"
#include "Sha256.h"
#include "AuthPlug/Host/ConfigException.h"
#include <algorithm>


namespace AuthPlug {
namespace Host {


Loader::Loader(const PluginFolder& plugins, const RunFolder& copies, Api::HostServices& services, Api::Clock& clock, const Options& options):
	_plugins(plugins), _copies(copies), _services(services), _clock(clock), _options(options), _gate(options.elf)
{
}


std::unique_ptr<Generation> Loader::open(const std::string& plugin, const PluginFiles& files, const Generation* current)
{
	if (!files.configFault.empty())
	{
		throw Refusal(files.configArriving ? Refusal::Kind::arriving : Refusal::Kind::final, files.configFault);
	}
	std::string sha256;
	const TrustedFile library = verified(files, sha256);
	try
	{
		if (current && current->sameAs(files, sha256, _plugins.configPath(plugin))) return nullptr;
		checkElf(library.bytes());
		const std::uint64_t number = ++_number;
		auto copy = std::make_unique<PluginLibrary>(_copies, plugin + "." + std::to_string(number) + ".so", library.bytes());
		return std::make_unique<Generation>(Generation::Origin{plugin, number, files, sha256}, std::move(copy));
	}
	catch (const Refusal& refusal)
	{
		throw Refusal(refusal.kind(), _plugins.libraryPath(files.library) + ": " + refusal.what());
	}
	catch (const ConfigException& exception)
	{
		throw Refusal(exception.message());
	}
}


void Loader::bringUp(Generation& generation, std::vector<Route> taken) const
{
	try
	{
		generation.negotiate();
		generation.configure(_plugins.configPath(generation.origin().plugin));
		generation.create(_services);
		generation.start(std::move(taken));
	}
	catch (const Refusal& refusal)
	{
		throw Refusal(refusal.kind(), _plugins.libraryPath(generation.origin().files.library) + ": " + refusal.what());
	}
	catch (const ConfigException& exception)
	{
		throw Refusal(exception.message());
	}
}


TrustedFile Loader::verified(const PluginFiles& files, std::string& sha256) const
{
	TrustedFile library = _plugins.readLibrary(files.library);
	sha256 = sha256Hex(library.bytes());
	if (files.sha256.empty() || files.sha256 == sha256) return library;
	throw Refusal(young(files, library.stamp()) ? Refusal::Kind::arriving : Refusal::Kind::final,
		_plugins.libraryPath(files.library) + ": sha256: wanted " + files.sha256 + ", got " + sha256);
}


void Loader::checkElf(const std::string& bytes) const
{
	const ElfImage image(bytes);
	_gate.check(image);
	// Before anything of the plugin runs, its static constructors included.
	for (const ElfImage::Symbol& symbol: image.symbols())
	{
		if (symbol.defined && symbol.name == AUTHPLUG_DESCRIPTOR_SYMBOL) checkHandshake(image.content(symbol));
	}
}


bool Loader::young(const PluginFiles& files, const FileStamp& library) const
	// Of two files that belong together one comes last.
{
	const std::int64_t newest = std::max(files.configStamp.changed, library.changed) / 1000;
	return _clock.utc().micros - newest < _options.arrivingMillis*1000;
}


} } // namespace AuthPlug::Host
