//
// HttpSession.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HttpSession
//
// The server's side of a connection.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HttpSession_INCLUDED
#define AuthPlug_Host_HttpSession_INCLUDED


#include <Poco/Net/HTTPServerSession.h>


namespace AuthPlug {
namespace Host {


class HttpSession: public Poco::Net::HTTPServerSession
{
public:
	using Poco::Net::HTTPServerSession::HTTPServerSession;

	int descriptor();

	bool holdsInput() const;
		/// Tells whether bytes of the next request were read with the last one.

	bool waitForRequest(std::int64_t millis);
		/// Waits for a byte of the next request. Returns false if none came.
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HttpSession_INCLUDED
