//
// RequestContexts.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  RequestContexts
//
// From a POCO request to its context.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_RequestContexts_INCLUDED
#define AuthPlug_Api_RequestContexts_INCLUDED


#include "AuthPlug/Api/RequestContext.h"


namespace Poco {
namespace Net {
	class HTTPServerRequest;
} }


namespace AuthPlug {
namespace Api {


class RequestContexts
	/// Finds the context of a request. Required. Thread-safe.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.RequestContexts";

	virtual RequestContext* of(Poco::Net::HTTPServerRequest& request) noexcept = 0;
		/// Returns the context, or nullptr if the request has not come through
		/// a guard. The host owns it; valid until the handler returns.

protected:
	~RequestContexts() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_RequestContexts_INCLUDED
