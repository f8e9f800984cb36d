//
// PluginLibrary.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginLibrary
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PluginLibrary.h"
#include "Refusal.h"
#include <Poco/Exception.h>
#include <fstream>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


std::string without(std::string text, const std::string& part)
	// The copy's path means nothing to an operator.
{
	for (std::size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
	return text;
}


} // namespace


PluginLibrary::PluginLibrary(const RunFolder& folder, const std::string& name, std::string_view bytes):
	_before(LoadedLibraries::now()), _path(folder.write(name, bytes))
{
	try
	{
		_library.load(_path, Poco::SharedLibrary::SHLIB_LOCAL);
		_descriptor = static_cast<const Api::PluginDescriptor*>(_library.getSymbol(AUTHPLUG_DESCRIPTOR_SYMBOL));
	}
	catch (const Poco::Exception& exception)
	{
		close();
		removeCopy();
		throw Refusal("open: " + without(exception.message(), _path + ": "));
	}
}


PluginLibrary::~PluginLibrary()
{
	close();
	removeCopy();
}


std::vector<std::string> PluginLibrary::intruders(const LoadedLibraries& host) const
{
	return LoadedLibraries::now().intruders(host, _before, _path);
}


void PluginLibrary::close()
{
	_descriptor = nullptr;
	_library.unload();
}


bool PluginLibrary::removeCopy()
{
	if (mapped()) return false;
	::unlink(_path.c_str());
	return true;
}


bool PluginLibrary::mapped() const
{
	std::ifstream maps("/proc/self/maps");
	if (!maps) return true;  // unproven
	for (std::string line; std::getline(maps, line);)
	{
		if (line.find(_path) != std::string::npos) return true;
	}
	return false;
}


} } // namespace AuthPlug::Host
