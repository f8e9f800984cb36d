//
// FakeServices.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeServices
//
// A host's services for a plugin under test.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeServices_INCLUDED
#define AuthPlug_Testing_FakeServices_INCLUDED


#include "AuthPlug/Api/HostServices.h"
#include <map>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Testing {


class FakeServices final: public Api::HostServices
	/// Offers what a test adds. Fill it before use.
{
public:
	template <class Service>
	void add(Service& service)
		/// Offers a service under its interface: add<Api::Clock>(clock).
	{
		_services[Service::INTERFACE_ID] = static_cast<void*>(&service);
	}

	void remove(const std::string& interfaceId)
	{
		_services.erase(interfaceId);
	}

	void* find(std::string_view interfaceId) noexcept override
	{
		const auto service = _services.find(interfaceId);
		return service == _services.end() ? nullptr : service->second;
	}

private:
	std::map<std::string, void*, std::less<>> _services;
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeServices_INCLUDED
