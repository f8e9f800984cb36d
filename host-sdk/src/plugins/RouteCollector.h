//
// RouteCollector.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  RouteCollector
//
// Takes the routes of a plugin that starts.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_RouteCollector_INCLUDED
#define AuthPlug_Host_RouteCollector_INCLUDED


#include "AuthPlug/Api/Plugin.h"
#include "AuthPlug/Host/RouteTable.h"
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class RouteCollector final: public Api::RouteRegistrar
	/// Checks each route and keeps it for the table that the manager puts in
	/// force later. Remembers the first refusal, in case the plugin does not
	/// pass it on.
{
public:
	RouteCollector(const std::string& plugin, std::shared_ptr<Gate> gate, std::vector<Route> taken);
		/// `taken` are the routes that other plugins have or are about to have.

	bool add(const Api::RouteSpec& spec, Poco::Net::HTTPRequestHandlerFactory& factory, Api::ErrorText& error) noexcept override;

	const std::vector<Route>& routes() const noexcept
	{
		return _routes;
	}

	const std::string& refusal() const noexcept
		/// Returns why the first refused route was refused; empty if none was.
	{
		return _refusal;
	}

	bool conflict() const noexcept
		/// Tells whether that was because another plugin has the route.
	{
		return _conflict;
	}

private:
	void admit(const Api::RouteSpec& spec, Poco::Net::HTTPRequestHandlerFactory& factory);

	const std::string _plugin;
	const std::shared_ptr<Gate> _gate;
	const std::vector<Route> _taken;
	std::vector<Route> _routes;
	std::string _refusal;
	bool _conflict = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_RouteCollector_INCLUDED
