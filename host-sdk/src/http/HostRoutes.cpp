//
// HostRoutes.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HostRoutes
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/HostRoutes.h"
#include <Poco/Exception.h>


namespace AuthPlug {
namespace Host {


namespace {


class FunctionFactory: public Poco::Net::HTTPRequestHandlerFactory
	/// Makes handlers by calling a function.
{
public:
	explicit FunctionFactory(HostRoutes::HandlerMaker makeHandler): _makeHandler(std::move(makeHandler))
	{
	}

	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& /*request*/) override
	{
		return _makeHandler().release();
	}

private:
	const HostRoutes::HandlerMaker _makeHandler;
};


const char* const OWNER = "host";


bool isToken(std::string_view text)
{
	return !text.empty() && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}


} // namespace


HostRoutes::HostRoutes(): _gate(std::make_shared<Gate>())
{
}


HostRoutes::~HostRoutes() = default;


void HostRoutes::add(const Api::RouteSpec& route, HandlerMaker makeHandler)
{
	if (!makeHandler) throw Poco::InvalidArgumentException("a route without a handler", route.path);
	add(route, Poco::Net::HTTPRequestHandlerFactory::Ptr(new FunctionFactory(std::move(makeHandler))));
}


void HostRoutes::add(const Api::RouteSpec& route, Poco::Net::HTTPRequestHandlerFactory::Ptr factory)
{
	if (!isToken(route.method)) throw Poco::InvalidArgumentException("not a method", route.method);
	if (route.path[0] != '/') throw Poco::InvalidArgumentException("not an absolute path", route.path);
	if (*route.contentType && route.bodyLimit == 0) throw Poco::InvalidArgumentException("a body of 0 bytes", route.path);
	if (route.deadlineMillis == 0) throw Poco::InvalidArgumentException("a deadline of 0 ms", route.path);
	if (!factory) throw Poco::InvalidArgumentException("a route without a factory", route.path);

	_routes.push_back(Route{route.method, route.path, route.contentType, route.bodyLimit, route.deadlineMillis, OWNER, factory.get(), _gate});
	_factories.push_back(factory);
}


std::shared_ptr<const RouteTable> HostRoutes::table() const
{
	return std::make_shared<const RouteTable>(_routes);
}


} } // namespace AuthPlug::Host
