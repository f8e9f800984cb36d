//
// RequestGuard.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  RequestGuard
//
// Runs one request of a guarded route from its body to its answer.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_RequestGuard_INCLUDED
#define AuthPlug_Host_RequestGuard_INCLUDED


#include "AuthPlug/Host/RouteTable.h"
#include "GuardServices.h"
#include "GuardedContext.h"
#include <Poco/Net/HTTPRequestHandler.h>
#include <memory>


namespace Poco {
namespace Net {
	class HTTPServerRequestImpl;
} }


namespace AuthPlug {
namespace Host {


class GuardedRequest;
class GuardedResponse;


class RequestGuard final: public Poco::Net::HTTPRequestHandler
	/// The handler that POCO gets for a guarded route. It reads the body into a
	/// buffer that is wiped, calls the route's factory and handler while the
	/// pass is held, lets no exception out, and sends exactly one complete
	/// answer, or closes the connection if that can't be done.
{
public:
	struct Lease
		/// The right to run a route's code. Members go in the reverse order:
		/// the pass is given back before the table, and with it the gate, can go.
	{
		std::shared_ptr<const RouteTable> table;
		const Route* route = nullptr;
		Gate::Pass pass;
	};

	RequestGuard(Lease lease, RequestFacts facts, const GuardServices& services);

	void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override;

private:
	void serve(Poco::Net::HTTPServerRequestImpl& request, Poco::Net::HTTPServerResponse& response);
	bool runHandler(GuardedRequest& request, GuardedResponse& answer);
	void callHandler(GuardedRequest& request, GuardedResponse& answer);
	void logFailure(const std::string& reason) const;
	ErrorAnswer internalError(bool close) const;

	Lease _lease;
	const RequestFacts _facts;
	const GuardServices& _services;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_RequestGuard_INCLUDED
