//
// GuardedRequest.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  GuardedRequest
//
// A request as a guarded handler sees it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_GuardedRequest_INCLUDED
#define AuthPlug_Host_GuardedRequest_INCLUDED


#include "GuardedContext.h"
#include <Poco/MemoryStream.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <optional>


namespace AuthPlug {
namespace Host {


class GuardedRequest final: public Poco::Net::HTTPServerRequest
	/// Header and body of a request that was read completely. The stream reads
	/// from the body in memory, not from the connection.
{
public:
	GuardedRequest(Poco::Net::HTTPServerRequest& received, Poco::Net::HTTPServerResponse& response, GuardedContext& context);
		/// All three must outlive the request. It borrows the fields of the
		/// received header: that one has none meanwhile.

	~GuardedRequest() override;

	std::istream& stream() override;

	const Poco::Net::SocketAddress& clientAddress() const override;
		/// Returns the peer's address, be it a proxy's.

	const Poco::Net::SocketAddress& serverAddress() const override;
	const Poco::Net::HTTPServerParams& serverParams() const override;
	Poco::Net::HTTPServerResponse& response() const override;
	bool secure() const override;

	Api::RequestContext& context() noexcept;

private:
	Poco::Net::HTTPServerRequest& _received;
	Poco::Net::HTTPServerResponse& _response;
	GuardedContext& _context;
	std::optional<Poco::MemoryInputStream> _stream;  // when it is asked for: our own handlers read the context
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_GuardedRequest_INCLUDED
