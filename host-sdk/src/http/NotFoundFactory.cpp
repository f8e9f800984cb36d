//
// NotFoundFactory.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  NotFoundFactory
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/NotFoundFactory.h"
#include "HeaderCheck.h"
#include "RefusalHandler.h"
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>


namespace AuthPlug {
namespace Host {


NotFoundFactory::NotFoundFactory(const HttpOptions& options): _options(options)
{
}


Poco::Net::HTTPRequestHandler* NotFoundFactory::createRequestHandler(const Poco::Net::HTTPServerRequest& request)
{
	Framing framing;
	ErrorAnswer notFound;
	notFound.status = 404;
	ErrorAnswer answer = checkHeader(request, framing).value_or(notFound);
	// A body that stays unread would be taken for the next request.
	answer.close = answer.close || framing.mayHaveBody();

	// Any status but 200 keeps POCO from sending `100 Continue`.
	request.response().setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
	return std::make_unique<RefusalHandler>(std::move(answer), _options).release();
}


} } // namespace AuthPlug::Host
