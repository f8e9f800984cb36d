//
// GuardedContexts.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  GuardedContexts
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/GuardedContexts.h"
#include "GuardedRequest.h"


namespace AuthPlug {
namespace Host {


Api::RequestContext* GuardedContexts::of(Poco::Net::HTTPServerRequest& request) noexcept
{
	return find(request);
}


Api::RequestContext* GuardedContexts::find(Poco::Net::HTTPServerRequest& request) noexcept
{
	auto* guarded = dynamic_cast<GuardedRequest*>(&request);
	return guarded ? &guarded->context() : nullptr;
}


} } // namespace AuthPlug::Host
