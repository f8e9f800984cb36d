//
// GuardedRequest.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  GuardedRequest
//
// SPDX-License-Identifier: BSL-1.0
//


#include "GuardedRequest.h"


namespace AuthPlug {
namespace Host {


GuardedRequest::GuardedRequest(Poco::Net::HTTPServerRequest& received, Poco::Net::HTTPServerResponse& response, GuardedContext& context):
	_received(received), _response(response), _context(context),
	_stream(context.body().expose().data(), static_cast<std::streamsize>(context.body().expose().size()))
{
	Poco::Net::HTTPRequest::operator = (received);
}


std::istream& GuardedRequest::stream()
{
	return _stream;
}


const Poco::Net::SocketAddress& GuardedRequest::clientAddress() const
{
	return _received.clientAddress();
}


const Poco::Net::SocketAddress& GuardedRequest::serverAddress() const
{
	return _received.serverAddress();
}


const Poco::Net::HTTPServerParams& GuardedRequest::serverParams() const
{
	return _received.serverParams();
}


Poco::Net::HTTPServerResponse& GuardedRequest::response() const
{
	return _response;
}


bool GuardedRequest::secure() const
{
	return _received.secure();
}


Api::RequestContext& GuardedRequest::context() noexcept
{
	return _context;
}


} } // namespace AuthPlug::Host
