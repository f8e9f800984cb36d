//
// OperationHandler.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/OperationHandler.h"
#include "AuthPlug/Host/ErrorAnswer.h"
#include "AuthPlug/Host/GuardedContexts.h"
#include "api/Problem.h"
#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <optional>
#include <typeinfo>
#include <variant>


namespace AuthServer {


namespace {


void send(Poco::Net::HTTPServerResponse& response, const Reply& reply)
{
	for (const auto& [name, text] : reply.headers) response.set(name, text);
	if (reply.status != 204)
	{
		AuthPlug::Host::sendAnswer(response, reply.status, reply.contentType, reply.body);
		return;
	}
	// RFC 9110, section 8.6: no Content-Length with 204.
	response.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_NO_CONTENT);
	response.set("Cache-Control", "no-store");
	response.set("X-Content-Type-Options", "nosniff");
	response.send();
}


} // namespace


OperationHandler::OperationHandler(const Operation& operation, AuthPlug::Api::Log& log): _operation(operation), _log(log)
{
}


void OperationHandler::handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
{
	const Call call{request, *AuthPlug::Host::GuardedContexts::find(request)};
	std::variant<Reply, Refusal> answer = Reply();
	try
	{
		answer = _operation(call);
	}
	catch (const Refusal& refusal)
	{
		answer = refusal;
	}
	catch (const Poco::Exception& exception)
	{
		// The class only: a message may hold what the client sent.
		reportFailure(call, exception.className());
		answer = Refusal::internalError(std::string(call.context.requestId()));
	}
	catch (const std::exception& exception)
	{
		reportFailure(call, typeid(exception).name());
		answer = Refusal::internalError(std::string(call.context.requestId()));
	}

	if (const Reply* reply = std::get_if<Reply>(&answer)) send(response, *reply);
	else std::get<Refusal>(answer).answer().sendTo(response);
}


void OperationHandler::reportFailure(const Call& call, const std::string& what) noexcept
{
	const AuthPlug::Api::LogField fields[] = {{"request_id", call.context.requestId()}, {"exception", what}};
	_log.write(AuthPlug::Api::LogLevel::error, "operation_failed", fields, 2);
}


} // namespace AuthServer
