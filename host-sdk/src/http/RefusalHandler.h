//
// RefusalHandler.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  RefusalHandler
//
// Answers a request with an error without reading its body.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_RefusalHandler_INCLUDED
#define AuthPlug_Host_RefusalHandler_INCLUDED


#include "AuthPlug/Host/ErrorAnswer.h"
#include "AuthPlug/Host/HttpOptions.h"
#include <Poco/Net/HTTPRequestHandler.h>


namespace AuthPlug {
namespace Host {


void refuse(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response, const ErrorAnswer& answer, const HttpOptions& options);
	/// Sends the answer; if that closes the connection, drops unread input first.


class RefusalHandler: public Poco::Net::HTTPRequestHandler
{
public:
	RefusalHandler(ErrorAnswer answer, const HttpOptions& options);

	void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override;

private:
	const ErrorAnswer _answer;
	const HttpOptions& _options;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_RefusalHandler_INCLUDED
