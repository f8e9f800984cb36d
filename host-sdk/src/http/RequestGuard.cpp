//
// RequestGuard.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  RequestGuard
//
// SPDX-License-Identifier: BSL-1.0
//


#include "RequestGuard.h"
#include "BodyReader.h"
#include "ExceptionName.h"
#include "GuardedRequest.h"
#include "GuardedResponse.h"
#include "HeaderCheck.h"
#include "RefusalHandler.h"
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/SocketImpl.h>
#include <algorithm>


namespace AuthPlug {
namespace Host {


namespace {


std::optional<ErrorAnswer> refusalOf(BodyResult result)
{
	ErrorAnswer answer;
	answer.close = true;
	switch (result)
	{
	case BodyResult::complete:
		return std::nullopt;
	case BodyResult::timedOut:
		answer.status = 408;
		return answer;
	case BodyResult::truncated:
	case BodyResult::lost:
		break;
	}
	answer.status = 400;
	answer.message = "The request body is shorter than its Content-Length";
	return answer;
}


} // namespace


RequestGuard::RequestGuard(Lease lease, RequestFacts facts, const GuardServices& services):
	_lease(std::move(lease)), _facts(std::move(facts)), _services(services)
{
}


void RequestGuard::handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
{
	try
	{
		serve(dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request), response);
	}
	catch (...)
	{
		// Nothing of a plugin gets here; it may be the host that is out of memory.
		logFailure(currentExceptionName());
		response.setKeepAlive(false);
		if (!response.sent()) internalError(true).sendTo(response);
	}
}


void RequestGuard::serve(Poco::Net::HTTPServerRequestImpl& request, Poco::Net::HTTPServerResponse& response)
{
	const Api::Deadline bodyDeadline = std::min(_facts.deadline,
		_services.clock.monotonic() + std::int64_t(_services.options.bodyTimeoutMillis)*1000);
	Api::SecretBuffer body(_facts.bodyLength);
	if (const auto refusal = refusalOf(readBody(request, body, _services.clock, bodyDeadline)))
	{
		_lease.pass = Gate::Pass();
		refuse(request, response, *refusal, _services.options);
		return;
	}

	// Before the handler sees the header, which it may change.
	const bool mayStay = wantsKeepAlive(request);
	GuardedResponse answer(response, _services.options.answerLimit);
	bool answered = false;
	{
		GuardedContext context(_facts, body.view(), request.socket().impl()->sockfd());
		GuardedRequest guarded(request, answer, context);
		answered = runHandler(guarded, answer);
	}
	body.wipe();
	_lease.pass = Gate::Pass();

	const bool close = !mayStay || _services.draining;
	if (answered) answer.deliver(response, close);
	else internalError(close).sendTo(response);
}


bool RequestGuard::runHandler(GuardedRequest& request, GuardedResponse& answer)
	/// Returns true if there is an answer to send.
{
	try
	{
		callHandler(request, answer);
	}
	catch (...)
	{
		// The exception is a plugin's: it is gone before the pass is given back.
		// What it says stays unlogged, since it may quote a statement or a body.
		logFailure(currentExceptionName());
	}
	const char* const defect = answer.defect();
	if (defect) logFailure(defect);
	return !defect;
}


void RequestGuard::callHandler(GuardedRequest& request, GuardedResponse& answer)
{
	const std::unique_ptr<Poco::Net::HTTPRequestHandler> handler(_lease.route->factory->createRequestHandler(request));
	if (handler) handler->handleRequest(request, answer);
}


void RequestGuard::logFailure(const std::string& reason) const
{
	const Api::LogField fields[] = {
		{"request_id", _facts.id},
		{"plugin", _lease.route->plugin},
		{"method", _lease.route->method},
		{"path", _lease.route->path},
		{"client", _facts.clientAddress},
		{"reason", reason}
	};
	_services.log.write(Api::LogLevel::error, "http.request_failed", fields, std::size(fields));
}


ErrorAnswer RequestGuard::internalError(bool close) const
{
	ErrorAnswer answer;
	answer.message = "INTERNAL_ERROR";
	answer.reference = _facts.id;
	answer.close = close;
	return answer;
}


} } // namespace AuthPlug::Host
