//
// Dispatcher.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  Dispatcher
//
// From a request to the plugin that answers it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Dispatcher_INCLUDED
#define AuthPlug_Host_Dispatcher_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Random.h"
#include "AuthPlug/Host/HostRoutes.h"
#include "AuthPlug/Host/HttpOptions.h"
#include "AuthPlug/Host/Routes.h"
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <memory>


namespace AuthPlug {
namespace Host {


class Dispatcher: public Poco::Net::HTTPRequestHandlerFactory
	/// The one HTTPRequestHandlerFactory that a server gets. A request whose
	/// path belongs to a plugin, or to the HostRoutes, is guarded; any other
	/// goes to the fallback as it is.
	///
	/// Paths are compared as bytes: no decoding, no normalisation; a query is
	/// ignored. Another method on a known path is 405 with Allow; a route of a
	/// drained plugin is 503 with Retry-After.
	///
	/// All that can be told from the header is checked here, before POCO sends
	/// `100 Continue`: HTTP version, field names and values, Content-Length and
	/// Transfer-Encoding (RFC 9112, section 6), media type and body limit. Then
	/// the generation's gate is entered, and the guard reads the body, calls the
	/// handler and sends exactly one complete answer.
	///
	/// Works with HttpService and with a Poco::Net::HTTPServer of the host's
	/// own. Not with a server that hands over other requests than POCO's own
	/// HTTPServerRequestImpl. Thread-safe.
{
public:
	using Ptr = Poco::Net::HTTPRequestHandlerFactory::Ptr;

	Dispatcher(Routes& routes, Poco::Net::HTTPRequestHandlerFactory::Ptr fallback,
		Api::Clock& clock, Api::Random& random, Api::Log& log, const HttpOptions& options = HttpOptions());
		/// Makes a dispatcher for plugin routes. All references must outlive it.
		/// Throws Poco::SyntaxException if options.trustedProxies is malformed.

	Dispatcher(Routes& routes, const HostRoutes& hostRoutes, Poco::Net::HTTPRequestHandlerFactory::Ptr fallback,
		Api::Clock& clock, Api::Random& random, Api::Log& log, const HttpOptions& options = HttpOptions());
		/// Makes a dispatcher for plugin routes and the host's own. Of a plugin
		/// and the host with the same method and path the plugin answers.

	~Dispatcher() override;

	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

	void drain() noexcept;
		/// From now on guarded routes answer 503 and `Connection: close`. For a
		/// host with a server of its own; HttpService::stop() needs no such call.

private:
	class Impl;

	const std::unique_ptr<Impl> _impl;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Dispatcher_INCLUDED
