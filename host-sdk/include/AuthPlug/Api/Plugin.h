//
// Plugin.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Plugin
//
// What a plugin is to its host.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Plugin_INCLUDED
#define AuthPlug_Api_Plugin_INCLUDED


#include "AuthPlug/Api/ErrorText.h"
#include "AuthPlug/Api/HostServices.h"
#include "AuthPlug/Api/Settings.h"
#include <cstddef>
#include <cstdint>


namespace Poco {
namespace Net {
	class HTTPRequestHandlerFactory;
} }


namespace AuthPlug {
namespace Api {


struct RouteSpec
	/// One route of a plugin. The strings must live until the plugin is destroyed.
{
	const char* method;            /// e.g. "PUT"
	const char* path;              /// absolute, compared as bytes with the path of the request target
	const char* contentType;       /// media type that a body must have; "" if the route takes no body
	std::uint32_t bodyLimit;       /// bytes; a longer body is refused with 413 before it is read
	std::uint32_t deadlineMillis;  /// from the end of the request header to the answer
};


class RouteRegistrar
	/// Takes the routes of a plugin while it starts.
{
public:
	virtual bool add(const RouteSpec& route, Poco::Net::HTTPRequestHandlerFactory& factory, ErrorText& error) noexcept = 0;
		/// Registers a route. The factory stays the plugin's; it and the handlers
		/// that it makes are used from many threads, until Plugin::stop() is called.
		/// The host deletes a handler through its virtual destructor. Returns
		/// false, with the reason, if the route is malformed or taken.

protected:
	~RouteRegistrar() = default;
};


class Plugin
	/// One running generation of a plugin. Made by PluginDescriptor::create,
	/// started once, stopped once, destroyed once, by the manager's thread.
	/// A plugin leaves nothing behind: no thread, no thread_local, no entry in a
	/// registry of POCO's.
{
public:
	virtual bool start(RouteRegistrar& routes, ErrorText& error) noexcept = 0;
		/// Gets ready and registers the routes. Returns false with the reason
		/// if it can't; stop() is then not called.

	virtual void stop() noexcept = 0;
		/// Called after the last request has left.

	virtual void destroy() noexcept = 0;
		/// Frees the plugin; no call follows.

protected:
	~Plugin() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Plugin_INCLUDED
