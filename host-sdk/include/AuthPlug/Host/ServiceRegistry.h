//
// ServiceRegistry.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  ServiceRegistry
//
// The services that a host offers to its plugins.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ServiceRegistry_INCLUDED
#define AuthPlug_Host_ServiceRegistry_INCLUDED


#include "AuthPlug/Api/HostServices.h"
#include <map>
#include <string>


namespace AuthPlug {
namespace Host {


class ServiceRegistry: public Api::HostServices
	/// Holds a reference to each service that the host offers. Fill it before
	/// the first plugin is loaded, and do not change it afterwards: look-ups
	/// are then thread-safe. The services stay the host's, and must outlive
	/// every plugin.
{
public:
	template <class Service>
	void add(Service& service)
		/// Offers a service under its interface. The template argument must be
		/// the interface itself, as in add<Api::Clock>(myClock).
	{
		_services[Service::INTERFACE_ID] = static_cast<void*>(&service);
	}

	void* find(std::string_view interfaceId) noexcept override;

private:
	std::map<std::string, void*, std::less<>> _services;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ServiceRegistry_INCLUDED
