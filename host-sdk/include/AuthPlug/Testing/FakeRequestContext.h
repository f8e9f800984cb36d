//
// FakeRequestContext.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeRequestContext
//
// The context of a request that never came over a socket.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeRequestContext_INCLUDED
#define AuthPlug_Testing_FakeRequestContext_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/RequestContexts.h"
#include <atomic>
#include <string>


namespace AuthPlug {
namespace Testing {


class FakeRequestContext final: public Api::RequestContext, public Api::RequestContexts
	/// A context whose parts a test sets, and the service that finds it for any
	/// request. For one request at a time.
{
public:
	explicit FakeRequestContext(Api::Clock& clock, std::int64_t micros = 10000000): latest(clock.monotonic() + micros)
		/// The deadline is this far away.
	{
	}

	Api::Deadline latest;
	std::string bodyText;
	std::string id = "request-1";
	std::string address = "192.0.2.1";
	std::atomic<bool> gone{false};
	bool guarded = true;  /// false: of() finds nothing

	Api::Deadline deadline() const noexcept override
	{
		return latest;
	}

	Api::SecretView body() const noexcept override
	{
		return Api::SecretView(bodyText);
	}

	std::string_view requestId() const noexcept override
	{
		return id;
	}

	std::string_view clientAddress() const noexcept override
	{
		return address;
	}

	bool callerGone() noexcept override
	{
		return gone;
	}

	Api::RequestContext* of(Poco::Net::HTTPServerRequest&) noexcept override
	{
		return guarded ? this : nullptr;
	}
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeRequestContext_INCLUDED
