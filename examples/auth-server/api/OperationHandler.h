//
// OperationHandler.h
//
// Example: auth-server
// Package: api
//
// From an operation to HTTP.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_OperationHandler_INCLUDED
#define AuthServer_OperationHandler_INCLUDED


#include "AuthPlug/Api/Log.h"
#include "api/Operation.h"
#include <Poco/Net/HTTPRequestHandler.h>


namespace AuthServer {


class OperationHandler: public Poco::Net::HTTPRequestHandler
	/// Runs one operation and sends its answer: the reply, the refusal, or
	/// INTERNAL_ERROR with the request's id for anything unexpected.
{
public:
	OperationHandler(const Operation& operation, AuthPlug::Api::Log& log);
		/// Both must outlive the handler.

	void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override;

private:
	void reportFailure(const Call& call, const std::string& what) noexcept;

	const Operation& _operation;
	AuthPlug::Api::Log& _log;
};


} // namespace AuthServer


#endif // AuthServer_OperationHandler_INCLUDED
