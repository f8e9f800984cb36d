//
// AcceptedSocket.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  AcceptedSocket
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AcceptedSocket.h"


namespace AuthPlug {
namespace Host {


AcceptedSocket::AcceptedSocket(poco_socket_t descriptor, const Poco::Net::SocketAddress& peer):
	StreamSocketImpl(descriptor), _peer(peer), _own(StreamSocketImpl::address())
{
}


Poco::Net::SocketAddress AcceptedSocket::address()
{
	return _own;
}


Poco::Net::SocketAddress AcceptedSocket::peerAddress()
{
	return _peer;
}


} } // namespace AuthPlug::Host
