//
// ServiceBinding.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  ServiceBinding
//
// How a host without the SDK's loader hands services to a plugin's factory.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_ServiceBinding_INCLUDED
#define AuthPlug_Api_ServiceBinding_INCLUDED


#include "AuthPlug/Api/ErrorText.h"
#include "AuthPlug/Api/HostServices.h"
#include "AuthPlug/Api/Settings.h"


namespace AuthPlug {
namespace Api {


class ServiceBinding
	/// A second base of the HTTPRequestHandlerFactory that a plugin exports in
	/// its POCO manifest, for a host that loads it with a plain
	/// Poco::ClassLoader. Get at it by dynamic_cast. Until bind() has succeeded
	/// the factory's handlers answer 503. Such a plugin must never be unloaded.
{
public:
	virtual bool bind(HostServices& services, const Settings& settings, ErrorText& error) noexcept = 0;
		/// Hands over the services; both references must stay valid until the
		/// factory is deleted. To be called once, before the first request.

protected:
	virtual ~ServiceBinding() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_ServiceBinding_INCLUDED
