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
#include "HttpSession.h"
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


void prepare(HTTPServerResponseImpl& response, const HTTPServerRequestImpl& request, bool mayStay)
{
	const bool old = request.getVersion() == HTTPMessage::HTTP_1_0;
	response.setVersion(old ? HTTPMessage::HTTP_1_0 : HTTPMessage::HTTP_1_1);
	response.setDate(Poco::Timestamp());
	response.setKeepAlive(mayStay && wantsKeepAlive(request));
}


} // namespace


HttpConnection::HttpConnection(const Poco::Net::StreamSocket& socket, HttpConnectionServices& services):
	TCPServerConnection(socket), _services(services)
{
}


HttpConnection::~HttpConnection()
{
	_services.book.depart();
}


void HttpConnection::run()
{
	const HttpOptions& options = _services.options;
	HttpSession session(socket(), _services.params);
	session.socket().setSendTimeout(Poco::Timespan(std::int64_t(options.headerTimeoutMillis)*1000));
	ConnectionBook::Entry entry(_services.book, session.descriptor());

	std::uint32_t left = options.keepAliveRequests;
	std::uint32_t wait = options.headerTimeoutMillis;
	while (session.waitForRequest(wait))
	{
		--left;
		const Next next = serve(session, entry, left > 0);
		if (next == Next::discard) discardInput(session.socket(), options);
		if (next != Next::request) break;
		if (!session.holdsInput()) entry.endRequest();
		wait = options.keepAliveTimeoutMillis;
	}
}


HttpConnection::Next HttpConnection::serve(HttpSession& session, ConnectionBook::Entry& entry, bool mayStay)
{
	// The last to go: POCO may hold back an answer until the response goes.
	Gate::Pass pass;
	ServiceResponse response(session, _services.requests);
	std::optional<HTTPServerRequestImpl> request;
	entry.beginHeader();
	try
	{
		request.emplace(response, session, _services.params.get());
	}
	catch (const Poco::Net::NoMessageException&)
	{
		return Next::close;
	}
	catch (const Poco::Exception&)
	{
		// Malformed, or too long for POCO's limits, unless the connection failed.
		if (entry.endHeader() && !session.networkException()) answerMalformed(session);
		return Next::close;
	}
	// A connection that was cut looks to POCO as if the header had ended.
	if (!entry.endHeader()) return Next::close;

	prepare(response, *request, mayStay);
	pass = _services.requests.enter();
	if (pass) answer(*request, response);
	else refuse(*request, response, draining(), _services.options);
	if (!response.getKeepAlive() || session.networkException()) return Next::close;
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


void HttpConnection::answerMalformed(HttpSession& session)
{
	ServiceResponse response(session, _services.requests);
	response.setVersion(HTTPMessage::HTTP_1_1);
	response.setDate(Poco::Timestamp());
	ErrorAnswer malformed;
	malformed.status = 400;
	malformed.message = "The request header is malformed or too long";
	malformed.close = true;
	malformed.sendTo(response);
	discardInput(session.socket(), _services.options);
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


HttpConnectionFactory::HttpConnectionFactory(HttpConnectionServices& services): _services(services)
{
}


Poco::Net::TCPServerConnection* HttpConnectionFactory::createConnection(const Poco::Net::StreamSocket& socket)
{
	return std::make_unique<HttpConnection>(socket, _services).release();
}


} } // namespace AuthPlug::Host
