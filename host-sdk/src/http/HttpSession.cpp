//
// HttpSession.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HttpSession
//
// SPDX-License-Identifier: BSL-1.0
//


#include "HttpSession.h"
#include <Poco/Net/SocketImpl.h>
#include <cerrno>
#include <poll.h>


namespace AuthPlug {
namespace Host {


int HttpSession::descriptor()
{
	return socket().impl()->sockfd();
}


bool HttpSession::holdsInput() const
{
	return buffered() > 0;
}


bool HttpSession::waitForRequest(std::int64_t millis)
{
	// poll() itself: POCO's way makes and closes an epoll descriptor each time.
	pollfd waiting{descriptor(), POLLIN, 0};
	int ready = 0;
	do ready = ::poll(&waiting, 1, static_cast<int>(millis));
	while (ready < 0 && errno == EINTR);
	return ready > 0;
}


} } // namespace AuthPlug::Host
