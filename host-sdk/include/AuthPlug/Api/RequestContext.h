//
// RequestContext.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  RequestContext
//
// What the host knows of the request in hand.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_RequestContext_INCLUDED
#define AuthPlug_Api_RequestContext_INCLUDED


#include "AuthPlug/Api/SecretView.h"
#include "AuthPlug/Api/Time.h"


namespace AuthPlug {
namespace Api {


class RequestContext
	/// One request on a plugin's route, after the host's guard has read it.
	/// Valid until the handler returns. Used by the request's own thread.
{
public:
	virtual Deadline deadline() const noexcept = 0;
		/// The moment by which the answer must be on its way.

	virtual SecretView body() const noexcept = 0;
		/// The complete body: as many bytes as Content-Length said. The host
		/// wipes it when the handler has returned. Never read the POCO stream.

	virtual std::string_view requestId() const noexcept = 0;
		/// Identifies the request in logs; printable ASCII made by the host.

	virtual std::string_view clientAddress() const noexcept = 0;
		/// The peer's address as the host trusts it; printable ASCII, for logs.

	virtual bool callerGone() noexcept = 0;
		/// True if the client has closed its connection.

protected:
	~RequestContext() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_RequestContext_INCLUDED
