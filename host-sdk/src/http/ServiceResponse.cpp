//
// ServiceResponse.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ServiceResponse
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ServiceResponse.h"


namespace AuthPlug {
namespace Host {


ServiceResponse::ServiceResponse(HttpSession& session, const Gate& requests):
	Poco::Net::HTTPServerResponseImpl(session), _session(session), _requests(requests)
{
}


std::ostream& ServiceResponse::send()
{
	closeIfDraining();
	return HTTPServerResponseImpl::send();
}


void ServiceResponse::sendFile(const std::string& path, const std::string& mediaType)
{
	closeIfDraining();
	HTTPServerResponseImpl::sendFile(path, mediaType);
}


void ServiceResponse::sendBuffer(const void* buffer, std::size_t length)
{
	closeIfDraining();
	HTTPServerResponseImpl::sendBuffer(buffer, length);
}


void ServiceResponse::redirect(const std::string& uri, HTTPStatus status)
{
	closeIfDraining();
	HTTPServerResponseImpl::redirect(uri, status);
}


bool ServiceResponse::holdsInput() const
{
	return _session.holdsInput();
}


void ServiceResponse::closeIfDraining()
{
	if (_requests.closed()) setKeepAlive(false);
}


} } // namespace AuthPlug::Host
