//
// RedirectHandler.h
//
// Example: well-known-plugin
//
// The answer of the plugin.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef WellKnown_RedirectHandler_INCLUDED
#define WellKnown_RedirectHandler_INCLUDED


#include "RedirectTarget.h"
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPResponse.h>


namespace WellKnown {


class RedirectHandler: public Poco::Net::HTTPRequestHandler
	/// Answers a request with a redirect that nobody keeps.
{
public:
	RedirectHandler(const RedirectTarget& target, Poco::Net::HTTPResponse::HTTPStatus status) noexcept;
		/// The target must outlive the handler.

	void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override;

private:
	const RedirectTarget& _target;
	const Poco::Net::HTTPResponse::HTTPStatus _status;
};


} // namespace WellKnown


#endif // WellKnown_RedirectHandler_INCLUDED
