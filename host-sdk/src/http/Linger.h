//
// Linger.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  Linger
//
// Ends a connection whose client may still be sending.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Linger_INCLUDED
#define AuthPlug_Host_Linger_INCLUDED


#include "AuthPlug/Host/HttpOptions.h"
#include <Poco/Net/StreamSocket.h>


namespace AuthPlug {
namespace Host {


void discardInput(Poco::Net::StreamSocket& socket, const HttpOptions& options) noexcept;
	/// After an early answer: shuts down writing, then reads and drops what
	/// still comes, up to options.discardBytes or options.discardMillis. Closing
	/// at once, with input unread, would reset the connection, and a client that
	/// is busy sending would lose the answer (RFC 9112, section 9.6). The caller
	/// closes the connection afterwards.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Linger_INCLUDED
