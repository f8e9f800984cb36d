//
// ChangePasswordHandler.h
//
// Library: AuthPlug/Password
// Package: Http
// Module:  ChangePasswordHandler
//
// PUT /user/password/old-password.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ChangePasswordHandler_INCLUDED
#define AuthPlug_Password_ChangePasswordHandler_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Random.h"
#include "AuthPlug/Api/RequestContexts.h"
#include "core/Authority.h"
#include "core/ChangeJournal.h"
#include "core/ChangePassword.h"
#include "core/Policy.h"
#include <Poco/Net/HTTPRequestHandler.h>


namespace AuthPlug {
namespace Password {


struct ChangeEndpoint
	/// What a handler works with. All thread-safe; all outlive the handlers.
{
	Api::RequestContexts& contexts;
	Api::Clock& clock;
	Api::Random& random;
	const Authority& authority;
	const Policy& policy;
	const ChangePassword& changePassword;
	ChangeJournal& journal;
};


class ChangePasswordHandler: public Poco::Net::HTTPRequestHandler
	/// Handles one request: token, then body, then the static rules, then the
	/// use case; one complete answer. Lets no exception out. The host's guard
	/// has seen to method, size, framing and media type before.
{
public:
	explicit ChangePasswordHandler(const ChangeEndpoint& endpoint) noexcept;

	void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override;

private:
	Refusal handle(Poco::Net::HTTPServerRequest& request, Api::RequestContext& context) const;
	ChangeResult change(Poco::Net::HTTPServerRequest& request, Api::RequestContext& context, Caller& caller, bool& authenticated) const;
	Refusal withRetryAfter(Refusal refusal) const noexcept;
	Refusal unexpected(std::string_view reason, Api::RequestContext* context) const noexcept;

	const ChangeEndpoint& _endpoint;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangePasswordHandler_INCLUDED
