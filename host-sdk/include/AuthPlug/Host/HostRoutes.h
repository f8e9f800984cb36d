//
// HostRoutes.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HostRoutes
//
// A host's own routes, guarded as those of plugins are.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HostRoutes_INCLUDED
#define AuthPlug_Host_HostRoutes_INCLUDED


#include "AuthPlug/Api/Plugin.h"
#include "AuthPlug/Host/RouteTable.h"
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <functional>
#include <memory>
#include <vector>


namespace AuthPlug {
namespace Host {


class HostRoutes
	/// Collects the routes that a server answers itself. Fill it before the
	/// Dispatcher is made; it must outlive the Dispatcher. The Dispatcher checks
	/// the framing, reads the body and completes the answer of these routes as
	/// it does for plugins, so that a handler only has this to do:
	///
	///     class WhoAmI: public Poco::Net::HTTPRequestHandler
	///     {
	///     public:
	///         void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override
	///         {
	///             Api::RequestContext& context = *GuardedContexts::find(request);
	///             const std::string_view body = context.body().expose();  // complete, at most bodyLimit bytes
	///             ...
	///             sendJson(response, 200, "null");
	///         }
	///     };
	///
	///     HostRoutes own;
	///     own.add({"POST", "/auth/login", "application/json", 4096, 10000},
	///         [&] { return std::make_unique<Login>(accounts); });
	///     own.add({"GET", "/whoami", "", 0, 5000},
	///         [] { return std::make_unique<WhoAmI>(); });
	///     Dispatcher::Ptr dispatcher = new Dispatcher(routes, own, fallback, clock, random, log, options);
	///
	/// An empty content type with a body limit above 0 means: a body is
	/// optional, and its media type does not matter.
{
public:
	using HandlerMaker = std::function<std::unique_ptr<Poco::Net::HTTPRequestHandler>()>;

	HostRoutes();

	HostRoutes(const HostRoutes&) = delete;
	HostRoutes& operator = (const HostRoutes&) = delete;

	~HostRoutes();
		/// No request may be under way any more.

	void add(const Api::RouteSpec& route, HandlerMaker makeHandler);
		/// Adds a route; its strings are copied. makeHandler is called once for
		/// each request, from many threads. Throws Poco::InvalidArgumentException
		/// if the route is malformed.

	void add(const Api::RouteSpec& route, Poco::Net::HTTPRequestHandlerFactory::Ptr factory);
		/// Adds a route whose handlers come from a factory.

	std::shared_ptr<const RouteTable> table() const;
		/// Returns the routes added so far. Throws Poco::ExistsException, naming
		/// it, if a route was added twice.

private:
	std::shared_ptr<Gate> _gate;
	std::vector<Poco::Net::HTTPRequestHandlerFactory::Ptr> _factories;
	std::vector<Route> _routes;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HostRoutes_INCLUDED
