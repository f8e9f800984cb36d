//
// BodyReader.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  BodyReader
//
// Reads a request body of known length.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_BodyReader_INCLUDED
#define AuthPlug_Host_BodyReader_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/SecretBuffer.h"


namespace Poco {
namespace Net {
	class HTTPServerRequestImpl;
} }


namespace AuthPlug {
namespace Host {


enum class BodyResult
{
	complete,
	truncated,  /// the client ended its side too early
	timedOut,   /// not complete at the deadline
	lost        /// the connection failed
};


BodyResult readBody(Poco::Net::HTTPServerRequestImpl& request, Api::SecretBuffer& body, Api::Clock& clock, Api::Deadline deadline);
	/// Fills the whole capacity of the buffer from the request. The deadline is
	/// for all of it: a client that sends a byte now and then gains nothing.
	/// Wipes the buffer of POCO's stream.


bool bodyIsRead(Poco::Net::HTTPServerRequestImpl& request);
	/// Tells whether nothing of the body is left on the connection, so that what
	/// comes next is the next request. Does not wait for bytes to come.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_BodyReader_INCLUDED
