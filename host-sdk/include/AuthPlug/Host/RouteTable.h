//
// RouteTable.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  RouteTable
//
// All routes of one moment, immutable.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_RouteTable_INCLUDED
#define AuthPlug_Host_RouteTable_INCLUDED


#include "AuthPlug/Host/Gate.h"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>


namespace Poco {
namespace Net {
	class HTTPRequestHandlerFactory;
} }


namespace AuthPlug {
namespace Host {


struct Route
	/// One route of one generation of a plugin.
{
	std::string method;
	std::string path;
	std::string contentType;  /// media type of the body; empty if the route takes none
	std::uint32_t bodyLimit = 0;
	std::uint32_t deadlineMillis = 0;
	std::string plugin;       /// name of its owner, for logs
	Poco::Net::HTTPRequestHandlerFactory* factory = nullptr;  /// the plugin's; used only with a pass of the gate
	std::shared_ptr<Gate> gate;  /// of the generation: whoever is inside keeps it loaded
	bool drained = false;     /// taken out of force on request: answers 503, and has no factory and no gate
};


class RouteTable
	/// An immutable set of routes. Thread-safe.
{
public:
	RouteTable() = default;

	explicit RouteTable(std::vector<Route> routes);
		/// Takes the routes. Throws Poco::ExistsException, naming it, if two of
		/// them share method and path.

	const Route* find(std::string_view method, std::string_view path) const;
		/// Returns the route, or nullptr.

	std::string allowedMethods(std::string_view path) const;
		/// Returns the methods of the routes on this path as the value of an
		/// Allow header; empty if the path is not known.

	const std::vector<Route>& all() const;

private:
	std::vector<Route> _routes;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_RouteTable_INCLUDED
