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
	_received(received), _response(response), _context(context)
{
	setMethod(received.getMethod());
	setURI(received.getURI());
	setVersion(received.getVersion());
	swap(received);
}


GuardedRequest::~GuardedRequest()
{
	swap(_received);
}


std::istream& GuardedRequest::stream()
{
	if (!_stream)
	{
		const std::string_view body = _context.body().expose();
		_stream.emplace(body.data(), static_cast<std::streamsize>(body.size()));
	}
	return *_stream;
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
