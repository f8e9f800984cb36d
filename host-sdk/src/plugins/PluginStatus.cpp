//
// PluginStatus.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginStatus
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PluginStatus.h"


namespace AuthPlug {
namespace Host {


const char* toString(PluginState state) noexcept
{
	switch (state)
	{
	case PluginState::found: return "found";
	case PluginState::verified: return "verified";
	case PluginState::loaded: return "loaded";
	case PluginState::negotiated: return "negotiated";
	case PluginState::configured: return "configured";
	case PluginState::started: return "started";
	case PluginState::serving: return "serving";
	case PluginState::draining: return "draining";
	case PluginState::stopped: return "stopped";
	case PluginState::closed: return "closed";
	case PluginState::drained: return "drained";
	case PluginState::rejected: return "rejected";
	case PluginState::lingering: return "lingering";
	case PluginState::stuck: return "stuck";
	}
	return "unknown";
}


} } // namespace AuthPlug::Host
