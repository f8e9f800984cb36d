//
// GuardedContext.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  GuardedContext
//
// What the guard knows of a request.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_GuardedContext_INCLUDED
#define AuthPlug_Host_GuardedContext_INCLUDED


#include "AuthPlug/Api/RequestContext.h"
#include <string>


namespace AuthPlug {
namespace Host {


struct RequestFacts
	/// What the dispatcher finds out about a request before it is read.
{
	std::string id;             /// 32 hexadecimal digits
	std::string clientAddress;
	Api::Deadline deadline{0};
	std::size_t bodyLength = 0;
};


class GuardedContext final: public Api::RequestContext
{
public:
	GuardedContext(const RequestFacts& facts, Api::SecretView body, int descriptor);
		/// Facts, body and the connection's descriptor must outlive the context.

	Api::Deadline deadline() const noexcept override;
	Api::SecretView body() const noexcept override;
	std::string_view requestId() const noexcept override;
	std::string_view clientAddress() const noexcept override;

	bool callerGone() noexcept override;
		/// Takes a client that only ended its sending side for one that is gone.

private:
	const RequestFacts& _facts;
	const Api::SecretView _body;
	const int _descriptor;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_GuardedContext_INCLUDED
