//
// RouteCollector.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  RouteCollector
//
// SPDX-License-Identifier: BSL-1.0
//


#include "RouteCollector.h"
#include "Refusal.h"
#include <algorithm>
#include <exception>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::uint32_t MAX_BODY = 16*1024*1024;


std::string textOf(const char* text)
{
	return text ? text : "";
}


bool isMethod(const std::string& method)
{
	return !method.empty() && std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}


bool isPath(const std::string& path)
	// Compared with the path of a request target, so there can be no query in it.
{
	return !path.empty() && path.front() == '/'
		&& std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < 0x7F && c != '?' && c != '#'; });
}


void demand(bool fulfilled, const std::string& route, const std::string& reason)
{
	if (!fulfilled) throw Refusal("route " + route + ": " + reason);
}


} // namespace


RouteCollector::RouteCollector(const std::string& plugin, std::shared_ptr<Gate> gate, std::vector<Route> taken):
	_plugin(plugin), _gate(std::move(gate)), _taken(std::move(taken))
{
}


bool RouteCollector::add(const Api::RouteSpec& spec, Poco::Net::HTTPRequestHandlerFactory& factory, Api::ErrorText& error) noexcept
{
	try
	{
		admit(spec, factory);
		return true;
	}
	catch (const std::exception& exception)
	{
		error.set(exception.what());
		if (_refusal.empty()) _refusal = error.view();
		return false;
	}
}


void RouteCollector::admit(const Api::RouteSpec& spec, Poco::Net::HTTPRequestHandlerFactory& factory)
{
	Route route;
	route.method = textOf(spec.method);
	route.path = textOf(spec.path);
	route.contentType = textOf(spec.contentType);
	route.bodyLimit = spec.bodyLimit;
	route.deadlineMillis = spec.deadlineMillis;
	route.plugin = _plugin;
	route.factory = &factory;
	route.gate = _gate;

	const std::string name = route.method + " " + route.path;
	demand(isMethod(route.method), name, "wanted a method of capital letters");
	demand(isPath(route.path), name, "wanted an absolute path without query");
	demand(route.deadlineMillis > 0, name, "wanted a deadline, got 0 ms");
	demand(route.bodyLimit <= MAX_BODY, name, "body limit: wanted at most " + std::to_string(MAX_BODY) + " bytes, got " + std::to_string(route.bodyLimit));
	demand(route.contentType.empty() == (route.bodyLimit == 0), name, "wanted a content type and a body limit, or neither");

	const auto same = [&route](const Route& other) { return other.method == route.method && other.path == route.path; };
	demand(std::none_of(_routes.begin(), _routes.end(), same), name, "registered twice");
	const auto owner = std::find_if(_taken.begin(), _taken.end(), same);
	if (owner != _taken.end() && _refusal.empty()) _conflict = true;
	demand(owner == _taken.end(), name, owner == _taken.end() ? "" : "taken by plugin " + owner->plugin);
	_routes.push_back(std::move(route));
}


} } // namespace AuthPlug::Host
