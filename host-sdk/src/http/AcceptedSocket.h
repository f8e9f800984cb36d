//
// AcceptedSocket.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  AcceptedSocket
//
// The server's end of a connection.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_AcceptedSocket_INCLUDED
#define AuthPlug_Host_AcceptedSocket_INCLUDED


#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocketImpl.h>


namespace AuthPlug {
namespace Host {


class AcceptedSocket: public Poco::Net::StreamSocketImpl
	/// Knows both addresses, for which POCO's requests ask each time.
{
public:
	AcceptedSocket(poco_socket_t descriptor, const Poco::Net::SocketAddress& peer);
		/// Takes the ownership of the descriptor.

	Poco::Net::SocketAddress address() override;
	Poco::Net::SocketAddress peerAddress() override;

private:
	const Poco::Net::SocketAddress _peer;
	const Poco::Net::SocketAddress _own;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_AcceptedSocket_INCLUDED
