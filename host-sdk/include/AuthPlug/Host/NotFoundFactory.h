//
// NotFoundFactory.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  NotFoundFactory
//
// The fallback of a host without one.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_NotFoundFactory_INCLUDED
#define AuthPlug_Host_NotFoundFactory_INCLUDED


#include "AuthPlug/Host/HttpOptions.h"
#include <Poco/Net/HTTPRequestHandlerFactory.h>


namespace AuthPlug {
namespace Host {


class NotFoundFactory: public Poco::Net::HTTPRequestHandlerFactory
	/// Answers every request with 404, whatever it asks for. Thread-safe.
{
public:
	explicit NotFoundFactory(const HttpOptions& options = HttpOptions());

	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

private:
	const HttpOptions _options;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_NotFoundFactory_INCLUDED
