//
// ChangePasswordHandlerFactory.cpp
//
// Library: AuthPlug/Password
// Package: Http
// Module:  ChangePasswordHandlerFactory
//
// SPDX-License-Identifier: BSL-1.0
//


#include "http/ChangePasswordHandlerFactory.h"
#include <memory>


namespace AuthPlug {
namespace Password {


ChangePasswordHandlerFactory::ChangePasswordHandlerFactory(const ChangeEndpoint& endpoint) noexcept:
	_endpoint(endpoint)
{
}


Poco::Net::HTTPRequestHandler* ChangePasswordHandlerFactory::createRequestHandler(const Poco::Net::HTTPServerRequest&)
{
	return std::make_unique<ChangePasswordHandler>(_endpoint).release();
}


} } // namespace AuthPlug::Password
