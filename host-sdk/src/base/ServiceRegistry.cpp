//
// ServiceRegistry.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  ServiceRegistry
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ServiceRegistry.h"


namespace AuthPlug {
namespace Host {


void* ServiceRegistry::find(std::string_view interfaceId) noexcept
{
	const auto it = _services.find(interfaceId);
	return it == _services.end() ? nullptr : it->second;
}


} } // namespace AuthPlug::Host
