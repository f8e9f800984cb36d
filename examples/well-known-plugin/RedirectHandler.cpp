//
// RedirectHandler.cpp
//
// Example: well-known-plugin
//
// SPDX-License-Identifier: BSL-1.0
//


#include "RedirectHandler.h"
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>


namespace WellKnown {


RedirectHandler::RedirectHandler(const RedirectTarget& target, Poco::Net::HTTPResponse::HTTPStatus status) noexcept:
	_target(target),
	_status(status)
{
}


void RedirectHandler::handleRequest(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response)
{
	response.setStatusAndReason(_status);
	response.set("Location", _target.location());
	response.set("Cache-Control", "no-store");
	response.setContentLength(0);
	response.send();
}


} // namespace WellKnown
