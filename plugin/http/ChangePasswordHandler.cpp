//
// ChangePasswordHandler.cpp
//
// Library: AuthPlug/Password
// Package: Http
// Module:  ChangePasswordHandler
//
// SPDX-License-Identifier: BSL-1.0
//


#include "http/ChangePasswordHandler.h"
#include "http/AnswerSender.h"
#include "http/BearerToken.h"
#include "http/ChangeRequest.h"
#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <exception>
#include <string>
#include <typeinfo>
#include <variant>


namespace AuthPlug {
namespace Password {


namespace {


ChangeResult resultOf(const Refusal& refusal)
{
	return ChangeResult{refusal, 0, false};
}


ChangeResult resultOf(Outcome outcome)
{
	return resultOf(Refusal{outcome, 0, 0});
}


} // namespace


ChangePasswordHandler::ChangePasswordHandler(const ChangeEndpoint& endpoint) noexcept:
	_endpoint(endpoint)
{
}


void ChangePasswordHandler::handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
{
	Api::RequestContext* const context = _endpoint.contexts.of(request);
	Refusal refusal;
	try
	{
		refusal = context ? handle(request, *context) : unexpected("the request has not come through a guard", nullptr);
	}
	catch (const Poco::Exception& exception)
	{
		// The class only, here and below: a message may hold SQL with its values.
		refusal = unexpected(exception.className(), context);
	}
	catch (const std::exception& exception)
	{
		refusal = unexpected(typeid(exception).name(), context);
	}
	catch (...)
	{
		refusal = unexpected("an exception of an unknown type", context);
	}

	try
	{
		sendAnswer(answerFor(refusal, context ? std::string(context->requestId()) : std::string()), response);
	}
	catch (const std::exception&)
	{
		// Half an answer may be out: nothing more can be said on this connection.
		response.setKeepAlive(false);
		_endpoint.journal.recordError("the answer could not be sent", context);
	}
}


Refusal ChangePasswordHandler::handle(Poco::Net::HTTPServerRequest& request, Api::RequestContext& context) const
{
	const Api::MonotonicTime begun = _endpoint.clock.monotonic();
	Caller caller;
	bool authenticated = false;
	const ChangeResult result = change(request, context, caller, authenticated);
	_endpoint.journal.record(result, authenticated ? &caller : nullptr, context, begun);
	return withRetryAfter(result.refusal);
}


ChangeResult ChangePasswordHandler::change(Poco::Net::HTTPServerRequest& request, Api::RequestContext& context, Caller& caller, bool& authenticated) const
{
	const BearerToken bearer(request);
	if (bearer.form() == BearerToken::Form::absent) return resultOf(Outcome::noToken);
	if (bearer.form() == BearerToken::Form::malformed) return resultOf(Outcome::invalidToken);
	if (auto refusal = _endpoint.authority.authenticate(bearer.token(), context.deadline(), caller)) return resultOf(*refusal);
	authenticated = true;

	const auto body = ChangeRequest::parse(context.body(), _endpoint.policy);
	if (const Refusal* refusal = std::get_if<Refusal>(&body)) return resultOf(*refusal);
	const ChangeRequest& passwords = std::get<ChangeRequest>(body);
	if (auto refusal = _endpoint.policy.check(passwords.newPassword())) return resultOf(*refusal);

	return _endpoint.changePassword.change(
		ChangeOrder{caller, bearer.token(), passwords.oldPassword(), passwords.newPassword(), context});
}


Refusal ChangePasswordHandler::withRetryAfter(Refusal refusal) const noexcept
	/// Spreads the return of those who were sent away at one moment.
{
	if (refusal.outcome != Outcome::busy) return refusal;
	unsigned char jitter = 0;
	_endpoint.random.fill(&jitter, sizeof(jitter));
	refusal.retryAfterSeconds = 1 + jitter % 3u;
	return refusal;
}


Refusal ChangePasswordHandler::unexpected(std::string_view reason, Api::RequestContext* context) const noexcept
{
	_endpoint.journal.recordError(reason, context);
	return Refusal{Outcome::failed, 0, 0};
}


} } // namespace AuthPlug::Password
