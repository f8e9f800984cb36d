//
// AnswerSender.cpp
//
// Library: AuthPlug/Password
// Package: Http
// Module:  AnswerSender
//
// SPDX-License-Identifier: BSL-1.0
//


#include "http/AnswerSender.h"
#include <Poco/Net/HTTPServerResponse.h>
#include <string>


namespace AuthPlug {
namespace Password {


void sendAnswer(const Answer& answer, Poco::Net::HTTPServerResponse& response)
{
	response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status), answer.reason);
	response.set("Cache-Control", "no-store");
	response.set("X-Content-Type-Options", "nosniff");
	response.setContentType("application/json; charset=utf-8");
	if (answer.challenge) response.set("WWW-Authenticate", answer.challenge);
	if (answer.retryAfterSeconds > 0) response.set("Retry-After", std::to_string(answer.retryAfterSeconds));
	// Sets Content-Length, and sends header and body together.
	response.sendBuffer(answer.body.data(), answer.body.size());
}


} } // namespace AuthPlug::Password
