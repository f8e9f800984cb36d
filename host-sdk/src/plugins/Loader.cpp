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
	_plugins(plugins), _copies(copies), _services(services), _clock(clock), _options(options), _signatures(plugins), _gate(options.elf)
{
}


std::unique_ptr<Generation> Loader::open(const std::string& plugin, const PluginFiles& files, const Generation* current)
{
	enter("configuration");
	if (!files.configFault.empty())
	{
		throw Refusal(files.configArriving ? Refusal::Kind::arriving : Refusal::Kind::final, files.configFault);
	}
	Generation::Origin origin{plugin, 0, files, {}, {}};
	const TrustedFile library = verified(files, origin);
	try
	{
		if (current && current->sameAs(origin, _plugins.configPath(plugin))) return nullptr;
		checkElf(library.bytes());
		enter("open");
		origin.number = ++_number;
		auto copy = std::make_unique<PluginLibrary>(_copies, plugin + "." + std::to_string(origin.number) + ".so", library.bytes());
		return std::make_unique<Generation>(std::move(origin), std::move(copy));
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
	refusing(generation, [&]
	{
		runToCreate(generation);
		generation.start(std::move(taken));
		generation.requireNoIntruders(_host);
	});
}


void Loader::create(Generation& generation) const
{
	refusing(generation, [&] { runToCreate(generation); });
}


void Loader::runToCreate(Generation& generation) const
{
	generation.requireNoIntruders(_host);
	enter("negotiate");
	generation.negotiate();
	enter("settings");
	generation.configure(_plugins.configPath(generation.origin().plugin));
	enter("create");
	generation.create(_services);
	generation.requireNoIntruders(_host);
}


void Loader::refusing(const Generation& generation, const std::function<void()>& steps) const
	// Names the library in what they throw.
{
	try
	{
		steps();
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


void Loader::enter(const char* step) const
{
	if (_options.entering) _options.entering(step);
}


TrustedFile Loader::verified(const PluginFiles& files, Generation::Origin& origin) const
{
	enter("trust");
	TrustedFile library = _plugins.readLibrary(files.library);
	origin.sha256 = sha256Hex(library.bytes());
	try
	{
		if (!files.sha256.empty() && files.sha256 != origin.sha256)
		{
			throw Refusal(Refusal::Kind::arriving, _plugins.libraryPath(files.library) + ": sha256: wanted " + files.sha256 + ", got " + origin.sha256);
		}
		origin.signedBy = _signatures.signerOf(files, library.bytes());
		return library;
	}
	catch (const Refusal& refusal)
	{
		if (refusal.kind() == Refusal::Kind::arriving && !young(files, library.stamp())) throw Refusal(refusal.what());
		throw;
	}
}


void Loader::checkElf(const std::string& bytes) const
{
	enter("elf");
	const ElfImage image(bytes);
	_gate.check(image);
	enter("handshake");
	// Before anything of the plugin runs, its static constructors included.
	for (const ElfImage::Symbol& symbol: image.symbols())
	{
		if (symbol.defined && symbol.name == AUTHPLUG_DESCRIPTOR_SYMBOL) checkHandshake(image.content(symbol));
	}
}


bool Loader::young(const PluginFiles& files, const FileStamp& library) const
	// Of files that belong together one comes last.
{
	const std::int64_t newest = std::max({files.configStamp.changed, library.changed, files.signatureStamp.changed, files.keysStamp.changed}) / 1000;
	return _clock.utc().micros - newest < _options.arrivingMillis*1000;
}


} } // namespace AuthPlug::Host
