//
// StatusJson.cpp
//
// Library: AuthPlug/Host
// Package: Control
// Module:  StatusJson
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/StatusJson.h"
#include "../base/JsonText.h"
#include <algorithm>


namespace AuthPlug {
namespace Host {


namespace {


void appendText(std::string& json, const char* name, std::string_view value)
{
	json.append(",\"").append(name).append("\":");
	appendQuoted(json, value);
}


void appendNumber(std::string& json, const char* name, std::uint64_t value)
{
	json.append(",\"").append(name).append("\":").append(std::to_string(value));
}


void appendFlag(std::string& json, const char* name, bool value)
{
	json.append(",\"").append(name).append(value ? "\":true" : "\":false");
}


void appendPlugin(std::string& json, const PluginStatus& plugin)
{
	json += "{\"name\":";
	appendQuoted(json, plugin.name);
	appendText(json, "state", toString(plugin.state));
	appendText(json, "version", plugin.version);
	appendText(json, "library", plugin.library);
	appendText(json, "sha256", plugin.sha256);
	appendText(json, "signedBy", plugin.signedBy);
	appendNumber(json, "generation", plugin.generation);
	json += ",\"routes\":[";
	for (const std::string& route: plugin.routes)
	{
		if (&route != &plugin.routes.front()) json += ',';
		appendQuoted(json, route);
	}
	json += ']';
	appendNumber(json, "inFlight", plugin.inFlight);
	appendNumber(json, "reloads", plugin.reloads);
	appendFlag(json, "required", plugin.required);
	appendText(json, "lastError", plugin.lastError);
	json += '}';
}


} // namespace


std::string statusJson(const PluginManager& plugins)
{
	return statusJson(plugins.status(), plugins.error(), plugins.taint());
}


std::string statusJson(const std::vector<PluginStatus>& plugins, std::string_view error, std::string_view taint)
{
	const bool ok = error.empty() && taint.empty() && std::all_of(plugins.begin(), plugins.end(), isOk);
	std::string json = "{\"format\":1";
	appendFlag(json, "ok", ok);
	appendText(json, "error", error);
	appendText(json, "taint", taint);
	json += ",\"plugins\":[";
	for (const PluginStatus& plugin: plugins)
	{
		if (&plugin != &plugins.front()) json += ',';
		appendPlugin(json, plugin);
	}
	json += "]}";
	return json;
}


bool isOk(const PluginStatus& plugin) noexcept
{
	const bool alarm = plugin.state == PluginState::rejected || plugin.state == PluginState::lingering || plugin.state == PluginState::stuck;
	return !alarm && plugin.lastError.empty();
}


} } // namespace AuthPlug::Host
