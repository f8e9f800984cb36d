//
// DrainedPlugin.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  DrainedPlugin
//
// SPDX-License-Identifier: BSL-1.0
//


#include "DrainedPlugin.h"
#include "Generation.h"


namespace AuthPlug {
namespace Host {


DrainedPlugin DrainedPlugin::of(const Generation& generation)
{
	DrainedPlugin drained{generation.status(), generation.routes()};
	drained.row.state = PluginState::drained;
	drained.row.generation = 0;
	drained.row.inFlight = 0;
	for (Route& route: drained.routes)
	{
		route.drained = true;
		route.factory = nullptr;
		route.gate.reset();
	}
	return drained;
}


DrainedPlugin DrainedPlugin::ofNone(const std::string& library)
{
	DrainedPlugin drained;
	drained.row.state = PluginState::drained;
	drained.row.library = library;
	return drained;
}


} } // namespace AuthPlug::Host
