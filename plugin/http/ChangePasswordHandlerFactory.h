//
// ChangePasswordHandlerFactory.h
//
// Library: AuthPlug/Password
// Package: Http
// Module:  ChangePasswordHandlerFactory
//
// Makes the handlers of the route.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ChangePasswordHandlerFactory_INCLUDED
#define AuthPlug_Password_ChangePasswordHandlerFactory_INCLUDED


#include "http/ChangePasswordHandler.h"
#include <Poco/Net/HTTPRequestHandlerFactory.h>


namespace AuthPlug {
namespace Password {


class ChangePasswordHandlerFactory: public Poco::Net::HTTPRequestHandlerFactory
	/// Makes a handler for each request. Thread-safe.
{
public:
	explicit ChangePasswordHandlerFactory(const ChangeEndpoint& endpoint) noexcept;
		/// The endpoint must outlive the factory and its handlers.

	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;
		/// The caller owns the handler.

private:
	const ChangeEndpoint& _endpoint;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangePasswordHandlerFactory_INCLUDED
