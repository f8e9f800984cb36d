//
// Listener.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  Listener
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Listener.h"
#include "AcceptedSocket.h"
#include <Poco/Net/SocketImpl.h>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


Listener::Listener(const HttpOptions& options): _end(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
	if (_end < 0) throw std::system_error(errno, std::generic_category(), "cannot listen");
	try
	{
		// POCO's two-argument bind() would set SO_REUSEPORT as well, and two
		// processes would then share a port without knowing.
		_socket.bind(Poco::Net::SocketAddress(options.address, options.port), true, false);
		_socket.listen(static_cast<int>(options.backlog));
		_socket.setBlocking(false);
		_port = _socket.address().port();
	}
	catch (...)
	{
		::close(_end);
		throw;
	}
}


Listener::~Listener()
{
	::close(_end);
}


bool Listener::wait(std::chrono::milliseconds atMost)
{
	std::array<pollfd, 2> events{{{_end, POLLIN, 0}, {_socket.impl()->sockfd(), POLLIN, 0}}};
	::poll(events.data(), events.size(), static_cast<int>(atMost.count()));
	return events[0].revents == 0;
}


std::optional<Poco::Net::StreamSocket> Listener::accept(int& error)
{
	error = 0;
	sockaddr_storage peer{};
	socklen_t size = sizeof(peer);
	auto* const address = reinterpret_cast<sockaddr*>(&peer);
	const int descriptor = ::accept4(_socket.impl()->sockfd(), address, &size, SOCK_CLOEXEC);
	if (descriptor >= 0)
	{
		Poco::Net::StreamSocket socket(new AcceptedSocket(descriptor, Poco::Net::SocketAddress(address, size)));
		socket.setNoDelay(true);
		return socket;
	}
	// All others, accept(2) says, are those of a connection that is gone again.
	if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) error = errno;
	return std::nullopt;
}


void Listener::pause(std::chrono::milliseconds time)
{
	pollfd event{_end, POLLIN, 0};
	::poll(&event, 1, static_cast<int>(time.count()));
}


void Listener::end()
{
	::eventfd_write(_end, 1);
}


void Listener::close()
{
	_socket.close();
}


} } // namespace AuthPlug::Host
