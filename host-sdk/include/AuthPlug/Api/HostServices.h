//
// HostServices.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  HostServices
//
// Where a plugin finds the services of its host.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_HostServices_INCLUDED
#define AuthPlug_Api_HostServices_INCLUDED


#include <string_view>


namespace AuthPlug {
namespace Api {


class HostServices
	/// The services that a host offers. Look them up once, when the plugin is
	/// created; what is found stays valid until the plugin is destroyed.
{
public:
	virtual void* find(std::string_view interfaceId) noexcept = 0;
		/// Returns the service, or nullptr if the host has none. Use findService().

protected:
	~HostServices() = default;
};


template <class Service>
Service* findService(HostServices& services) noexcept
	/// Returns the host's implementation of the interface, or nullptr.
{
	return static_cast<Service*>(services.find(Service::INTERFACE_ID));
}


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_HostServices_INCLUDED
