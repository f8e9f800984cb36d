//
// ForeignPages.cpp
//
// Tests: install-consumer
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ForeignPages.h"
#include <AuthPlug/Host/StatusJson.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <cstdint>
#include <functional>
#include <string>


using AuthPlug::Password::PasswordCheck;
using Poco::Net::HTTPResponse;


namespace {


constexpr std::int64_t LOGIN_MICROS = 2000000;


class Page: public Poco::Net::HTTPRequestHandler
{
public:
	using Status = std::function<HTTPResponse::HTTPStatus()>;

	Page(Status status, std::string text): _status(std::move(status)), _text(std::move(text))
	{
	}

	void handleRequest(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) override
	{
		response.setStatusAndReason(_status());
		response.setContentType("text/plain");
		response.sendBuffer(_text.data(), _text.size());
	}

private:
	const Status _status;
	const std::string _text;
};


HTTPResponse::HTTPStatus statusOf(PasswordCheck::Verdict verdict)
{
	switch (verdict)
	{
	case PasswordCheck::Verdict::ok: return HTTPResponse::HTTP_OK;
	case PasswordCheck::Verdict::locked: return HTTPResponse::HTTP_TOO_MANY_REQUESTS;
	case PasswordCheck::Verdict::busy: return HTTPResponse::HTTP_SERVICE_UNAVAILABLE;
	default: return HTTPResponse::HTTP_UNAUTHORIZED;
	}
}


} // namespace


ForeignPages::ForeignPages(PasswordCheck& passwords, const AuthPlug::Host::PluginManager& plugins, AuthPlug::Api::Clock& clock):
	_passwords(passwords), _plugins(plugins), _clock(clock)
{
}


Poco::Net::HTTPRequestHandler* ForeignPages::createRequestHandler(const Poco::Net::HTTPServerRequest& request)
{
	if (request.getURI() == "/") return new Page([] { return HTTPResponse::HTTP_OK; }, "foreign\n");
	if (request.getURI() == "/plugins") return new Page([] { return HTTPResponse::HTTP_OK; }, AuthPlug::Host::statusJson(_plugins));
	if (request.getURI() == "/login")
	{
		const auto login = [this]
		{
			const AuthPlug::Api::SecretView password("Old-password-1");
			return statusOf(_passwords.check("1", password, _clock.monotonic() + LOGIN_MICROS).verdict);
		};
		return new Page(login, "login\n");
	}
	return new Page([] { return HTTPResponse::HTTP_NOT_FOUND; }, "not here\n");
}
