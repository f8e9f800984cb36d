//
// RefusalHandler.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  RefusalHandler
//
// SPDX-License-Identifier: BSL-1.0
//


#include "RefusalHandler.h"
#include "HeaderCheck.h"
#include "Linger.h"
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>


namespace AuthPlug {
namespace Host {


void refuse(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response, const ErrorAnswer& answer, const HttpOptions& options)
{
	if (!wantsKeepAlive(request)) response.setKeepAlive(false);
	answer.sendTo(response);

	if (!answer.close) return;
	if (auto* const received = dynamic_cast<Poco::Net::HTTPServerRequestImpl*>(&request)) discardInput(received->socket(), options);
}


RefusalHandler::RefusalHandler(ErrorAnswer answer, const HttpOptions& options):
	_answer(std::move(answer)), _options(options)
{
}


void RefusalHandler::handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
{
	refuse(request, response, _answer, _options);
}


} } // namespace AuthPlug::Host
