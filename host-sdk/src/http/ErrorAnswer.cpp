//
// ErrorAnswer.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ErrorAnswer
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ErrorAnswer.h"
#include "ReasonPhrase.h"
#include <Poco/Exception.h>
#include <Poco/JSONString.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <ostream>


namespace AuthPlug {
namespace Host {


namespace {


std::string errorText(int status)
	/// The member `error`: the reason phrase, but for the two that the API
	/// writes in letters of its own.
{
	switch (status)
	{
	case 429: return "Too many requests";
	case 500: return "Internal server error";
	default:  return reasonPhrase(status);
	}
}


} // namespace


std::string ErrorAnswer::body() const
{
	std::string json = "{\"statusCode\":" + std::to_string(status)
		+ ",\"error\":" + Poco::toJSON(errorText(status), Poco::JSON_WRAP_STRINGS)
		+ ",\"message\":" + Poco::toJSON(message.empty() ? reasonPhrase(status) : message, Poco::JSON_WRAP_STRINGS);
	if (retryAfterSeconds) json += ",\"retryAfter\":" + std::to_string(retryAfterSeconds);
	if (!reference.empty()) json += ",\"reference\":" + Poco::toJSON(reference, Poco::JSON_WRAP_STRINGS);
	return json + "}";
}


void ErrorAnswer::sendTo(Poco::Net::HTTPServerResponse& response) const
{
	if (retryAfterSeconds) response.set("Retry-After", std::to_string(retryAfterSeconds));
	if (!allow.empty()) response.set("Allow", allow);
	if (!challenge.empty()) response.set("WWW-Authenticate", challenge);
	if (close) response.setKeepAlive(false);
	sendJson(response, status, body());
}


void sendAnswer(Poco::Net::HTTPServerResponse& response, int status, const std::string& contentType, const std::string& body)
{
	if (response.sent()) throw Poco::IllegalStateException("an answer was sent already");

	response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status), reasonPhrase(status));
	response.setContentType(contentType);
	response.setContentLength64(static_cast<Poco::Int64>(body.size()));
	response.set("Cache-Control", "no-store");
	response.set("X-Content-Type-Options", "nosniff");
	std::ostream& stream = response.send();
	stream.write(body.data(), static_cast<std::streamsize>(body.size()));
	stream.flush();
}


void sendJson(Poco::Net::HTTPServerResponse& response, int status, const std::string& json)
{
	sendAnswer(response, status, "application/json; charset=utf-8", json);
}


} } // namespace AuthPlug::Host
