//
// Linger.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  Linger
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Linger.h"
#include <Poco/Net/SocketImpl.h>
#include <algorithm>
#include <chrono>
#include <poll.h>
#include <sys/socket.h>


namespace AuthPlug {
namespace Host {


void discardInput(Poco::Net::StreamSocket& socket, const HttpOptions& options) noexcept
{
	using namespace std::chrono;

	const int descriptor = socket.impl()->sockfd();
	if (::shutdown(descriptor, SHUT_WR) != 0) return;

	const auto end = steady_clock::now() + milliseconds(options.discardMillis);
	char scrap[4096];
	std::size_t left = options.discardBytes;
	while (left > 0)
	{
		const auto wait = duration_cast<milliseconds>(end - steady_clock::now()).count();
		pollfd waiting{descriptor, POLLIN, 0};
		if (wait <= 0 || ::poll(&waiting, 1, static_cast<int>(wait)) <= 0) return;
		const ssize_t got = ::recv(descriptor, scrap, std::min(sizeof(scrap), left), MSG_DONTWAIT);
		if (got <= 0) return;
		left -= static_cast<std::size_t>(got);
	}
}


} } // namespace AuthPlug::Host
