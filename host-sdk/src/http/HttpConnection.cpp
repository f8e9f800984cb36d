//
// HttpConnection.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HttpConnection
//
// SPDX-License-Identifier: BSL-1.0
//


#include "HttpConnection.h"
#include "BodyReader.h"
#include "ExceptionName.h"
#include "HeaderCheck.h"
#include "Linger.h"
#include "RefusalHandler.h"
#include "ServiceResponse.h"
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/NetException.h>
#include <Poco/Timestamp.h>
#include <memory>
#include <optional>


namespace AuthPlug {
namespace Host {


namespace {


using Poco::Net::HTTPMessage;
using Poco::Net::HTTPRequestHandler;
using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequestImpl;
using Poco::Net::HTTPServerResponseImpl;


const std::int64_t STAY_MICROS = 10000;
	/// How soon a request follows on the answer before, for a thread to stay.
const std::uint32_t IMPATIENT = 2;
	/// How often in a row a client is sent away until its requests may wait. Not
	/// the first time: the connection may be a proxy's, and the next request
	/// somebody else's.


void prepare(HTTPServerResponseImpl& response, const HTTPServerRequestImpl& request, bool mayStay)
{
	const bool old = request.getVersion() == HTTPMessage::HTTP_1_0;
	response.setVersion(old ? HTTPMessage::HTTP_1_0 : HTTPMessage::HTTP_1_1);
	response.setDate(Poco::Timestamp());
	response.setKeepAlive(mayStay && wantsKeepAlive(request));
}


std::int64_t micros(std::uint32_t millis)
{
	return std::int64_t(millis)*1000;
}


} // namespace


HttpConnection::HttpConnection(const Poco::Net::StreamSocket& socket, HttpConnectionServices& services):
	_services(services), _session(socket, services.params),
	_entry(services.book, _session.descriptor(), micros(services.options.headerTimeoutMillis)),
	_left(services.options.keepAliveRequests), _waitingSince(services.clock.monotonic())
{
	_session.socket().setSendTimeout(Poco::Timespan(micros(services.options.headerTimeoutMillis)));
}


bool HttpConnection::serve()
{
	const bool cameSoon = _services.clock.monotonic() - _waitingSince < STAY_MICROS;
	do
	{
		--_left;
		const Next next = serveRequest(_left > 0);
		if (next == Next::discard) discardInput(_session.socket(), _services.options);
		if (next != Next::request) return false;
	}
	while (nextFollows(cameSoon));
	return true;
}


bool HttpConnection::nextFollows(bool cameSoon)
	/// Where requests follow each other, waiting for the next one on the spot is
	/// cheaper than handing the connection back. Not for more than half of the
	/// threads, since others' requests may need them.
{
	if (_session.holdsInput()) return true;

	_entry.awaitRequest(micros(_services.options.keepAliveTimeoutMillis));
	_waitingSince = _services.clock.monotonic();
	if (!cameSoon || mayWait()) return false;
	const bool mayStay = _services.staying.fetch_add(1) < _services.options.threads/2;
	const bool follows = mayStay && _session.waitForRequest(STAY_MICROS/1000);
	--_services.staying;
	return follows;
}


bool HttpConnection::mayWait() const noexcept
{
	return _sentAway >= IMPATIENT;
}


int HttpConnection::descriptor()
{
	return _session.descriptor();
}


HttpConnection::Next HttpConnection::serveRequest(bool mayStay)
{
	// The last to go: POCO may hold back an answer until the response goes.
	Gate::Pass pass;
	ServiceResponse response(_session, _services.requests);
	std::optional<HTTPServerRequestImpl> request;
	_entry.beginHeader();
	try
	{
		request.emplace(response, _session, _services.params.get());
	}
	catch (const Poco::Net::NoMessageException&)
	{
		return Next::close;
	}
	catch (const Poco::Exception&)
	{
		// Malformed, or too long for POCO's limits, unless the connection failed.
		if (_entry.endHeader() && !_session.networkException()) answerMalformed();
		return Next::close;
	}
	// A connection that was cut looks to POCO as if the header had ended.
	if (!_entry.endHeader()) return Next::close;

	prepare(response, *request, mayStay);
	pass = _services.requests.enter();
	if (pass) answer(*request, response);
	else refuse(*request, response, draining(), _services.options);
	_sentAway = response.getStatus() == HTTPResponse::HTTP_SERVICE_UNAVAILABLE ? _sentAway + 1 : 0;
	if (!response.getKeepAlive() || _session.networkException()) return Next::close;
	// What an unguarded handler leaves of a body would be the next request.
	return response.bodyWasRead() || bodyIsRead(*request) ? Next::request : Next::discard;
}


void HttpConnection::answer(HTTPServerRequestImpl& request, HTTPServerResponseImpl& response)
{
	try
	{
		callHandler(request, response);
		if (response.sent()) return;
	}
	catch (...)
	{
		const std::string name = currentExceptionName();
		const Api::LogField fields[] = {{"reason", name}};
		_services.log.write(Api::LogLevel::error, "http.handler_failed", fields, 1);
		response.setKeepAlive(false);
		if (response.sent()) return;
	}
	ErrorAnswer failed;
	failed.message = "INTERNAL_ERROR";
	failed.close = true;
	refuse(request, response, failed, _services.options);
}


void HttpConnection::callHandler(HTTPServerRequestImpl& request, HTTPServerResponseImpl& response)
{
	const std::unique_ptr<HTTPRequestHandler> handler(_services.factory->createRequestHandler(request));
	if (!handler)
	{
		ErrorAnswer missing;
		missing.status = 501;
		missing.close = true;
		refuse(request, response, missing, _services.options);
		return;
	}
	// A factory that has set another status does not want the body.
	if (request.getExpectContinue() && response.getStatus() == HTTPResponse::HTTP_OK) response.sendContinue();
	handler->handleRequest(request, response);
}


void HttpConnection::answerMalformed()
{
	ServiceResponse response(_session, _services.requests);
	response.setVersion(HTTPMessage::HTTP_1_1);
	response.setDate(Poco::Timestamp());
	ErrorAnswer malformed;
	malformed.status = 400;
	malformed.message = "The request header is malformed or too long";
	malformed.close = true;
	malformed.sendTo(response);
	discardInput(_session.socket(), _services.options);
}


ErrorAnswer HttpConnection::draining() const
{
	ErrorAnswer answer;
	answer.status = 503;
	answer.message = "TRY_AGAIN_LATER";
	answer.retryAfterSeconds = _services.options.retryAfterSeconds;
	answer.close = true;
	return answer;
}


} } // namespace AuthPlug::Host
