//
// DrainedPlugin.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  DrainedPlugin
//
// What is left of a plugin that was taken out of force on request.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_DrainedPlugin_INCLUDED
#define AuthPlug_Host_DrainedPlugin_INCLUDED


#include "AuthPlug/Host/PluginStatus.h"
#include "AuthPlug/Host/RouteTable.h"
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class Generation;


struct DrainedPlugin
	/// What stays in the status and in the table of routes. It outlives the
	/// generation, and holds nothing of it.
{
	static DrainedPlugin of(const Generation& generation);
		/// Returns its status, and its routes, which answer 503 now.

	static DrainedPlugin ofNone(const std::string& library);
		/// The same for a plugin that has no generation.

	PluginStatus row;
	std::vector<Route> routes;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_DrainedPlugin_INCLUDED
