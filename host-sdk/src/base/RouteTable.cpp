//
// RouteTable.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  RouteTable
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/RouteTable.h"
#include <Poco/Exception.h>
#include <algorithm>


namespace AuthPlug {
namespace Host {


RouteTable::RouteTable(std::vector<Route> routes): _routes(std::move(routes))
{
	for (auto it = _routes.begin(); it != _routes.end(); ++it)
	{
		const bool taken = std::any_of(_routes.begin(), it,
			[&](const Route& other) { return other.method == it->method && other.path == it->path; });
		if (taken) throw Poco::ExistsException("route taken twice", it->method + " " + it->path);
	}
}


const Route* RouteTable::find(std::string_view method, std::string_view path) const
{
	const auto it = std::find_if(_routes.begin(), _routes.end(),
		[&](const Route& route) { return route.method == method && route.path == path; });
	return it == _routes.end() ? nullptr : &*it;
}


std::string RouteTable::allowedMethods(std::string_view path) const
{
	std::string methods;
	for (const Route& route: _routes)
	{
		if (route.path != path) continue;
		if (!methods.empty()) methods += ", ";
		methods += route.method;
	}
	return methods;
}


const std::vector<Route>& RouteTable::all() const
{
	return _routes;
}


} } // namespace AuthPlug::Host
