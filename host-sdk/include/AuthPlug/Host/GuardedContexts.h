//
// GuardedContexts.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  GuardedContexts
//
// Finds what the guard knows of a request.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_GuardedContexts_INCLUDED
#define AuthPlug_Host_GuardedContexts_INCLUDED


#include "AuthPlug/Api/RequestContexts.h"


namespace AuthPlug {
namespace Host {


class GuardedContexts: public Api::RequestContexts
	/// The service that gives plugins the context of a request that came
	/// through the Dispatcher. No state. Thread-safe.
{
public:
	Api::RequestContext* of(Poco::Net::HTTPServerRequest& request) noexcept override;

	static Api::RequestContext* find(Poco::Net::HTTPServerRequest& request) noexcept;
		/// The same, for a host's own handlers. Never nullptr for a handler of
		/// a route in HostRoutes.
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_GuardedContexts_INCLUDED
