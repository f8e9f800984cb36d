//
// ReasonPhrase.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ReasonPhrase
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ReasonPhrase.h"
#include <Poco/Net/HTTPResponse.h>


namespace AuthPlug {
namespace Host {


std::string reasonPhrase(int status)
{
	if (status == 408) return "Request Timeout";
	if (status == 413) return "Content Too Large";
	return Poco::Net::HTTPResponse::getReasonForStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
}


} } // namespace AuthPlug::Host
