//
// ServiceResponse.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ServiceResponse
//
// A response that closes its connection while the service drains.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ServiceResponse_INCLUDED
#define AuthPlug_Host_ServiceResponse_INCLUDED


#include "AuthPlug/Host/Gate.h"
#include "HttpSession.h"
#include <Poco/Net/HTTPServerResponseImpl.h>


namespace AuthPlug {
namespace Host {


class ServiceResponse: public Poco::Net::HTTPServerResponseImpl
	/// Adds `Connection: close` at the last moment, so that the requests that
	/// were under way when the draining began tell their clients, too.
{
public:
	ServiceResponse(HttpSession& session, const Gate& requests);

	std::ostream& send() override;
	void sendFile(const std::string& path, const std::string& mediaType) override;
	void sendBuffer(const void* buffer, std::size_t length) override;
	void redirect(const std::string& uri, HTTPStatus status) override;

	bool holdsInput() const;
		/// Tells whether bytes of the request were read and not yet asked for.

	void noteBodyRead() noexcept
		/// To be called by whoever has checked the header and read the body to its end.
	{
		_bodyRead = true;
	}

	bool bodyWasRead() const noexcept
	{
		return _bodyRead;
	}

private:
	void closeIfDraining();

	const HttpSession& _session;
	const Gate& _requests;
	bool _bodyRead = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ServiceResponse_INCLUDED
