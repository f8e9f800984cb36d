//
// MySqlProxy.cpp
//
// Tests: support
//
// SPDX-License-Identifier: BSL-1.0
//


#include "MySqlProxy.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr unsigned char COM_QUERY = 0x03;
constexpr unsigned char COM_STMT_PREPARE = 0x16;
constexpr unsigned char COM_STMT_EXECUTE = 0x17;


sockaddr_in loopback(std::uint16_t port)
{
	sockaddr_in address{};
	address.sin_family = AF_INET;
	address.sin_port = htons(port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}


bool sendAll(int descriptor, std::string_view bytes)
{
	while (!bytes.empty())
	{
		const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
		if (sent <= 0) return false;
		bytes.remove_prefix(static_cast<std::size_t>(sent));
	}
	return true;
}


void withoutDelay(int descriptor)
{
	const int on = 1;
	::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}


} // namespace


struct MySqlProxy::Link
{
	int client = -1;
	int server = -1;
	std::atomic<bool> frozen{false};
	std::thread thread;
};


MySqlProxy::MySqlProxy(std::uint16_t targetPort): _targetPort(targetPort)
{
	_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	sockaddr_in address = loopback(0);
	socklen_t size = sizeof(address);
	const bool ready = ::bind(_listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0
		&& ::listen(_listener, 64) == 0
		&& ::getsockname(_listener, reinterpret_cast<sockaddr*>(&address), &size) == 0
		&& ::pipe(_wake) == 0;
	if (!ready) throw std::runtime_error("the proxy can't listen");
	_port = ntohs(address.sin_port);
	_acceptor = std::thread([this] { acceptLoop(); });
}


MySqlProxy::~MySqlProxy()
{
	_stopping = true;
	const char byte = 0;
	if (::write(_wake[1], &byte, 1) < 0) ::shutdown(_listener, SHUT_RDWR);
	_acceptor.join();
	cutAll();
	for (Link& link : _links)
	{
		link.thread.join();
		::close(link.client);
		::close(link.server);
	}
	::close(_listener);
	::close(_wake[0]);
	::close(_wake[1]);
}


std::uint16_t MySqlProxy::port() const
{
	return _port;
}


void MySqlProxy::arm(Message message, Fault fault, int after)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_armed = true;
	_message = message;
	_fault = fault;
	_skip = after;
}


int MySqlProxy::fired() const
{
	return _fired;
}


int MySqlProxy::accepted() const
{
	return _accepted;
}


void MySqlProxy::cutAll()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	for (Link& link : _links)
	{
		::shutdown(link.client, SHUT_RDWR);
		::shutdown(link.server, SHUT_RDWR);
	}
}


void MySqlProxy::freezeAll()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	for (Link& link : _links) link.frozen = true;
}


void MySqlProxy::acceptLoop()
{
	while (!_stopping)
	{
		pollfd waiting[2] = {{_listener, POLLIN, 0}, {_wake[0], POLLIN, 0}};
		::poll(waiting, 2, -1);
		if (_stopping) return;
		const int client = ::accept4(_listener, nullptr, nullptr, SOCK_CLOEXEC);
		if (client < 0) continue;
		const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		const sockaddr_in address = loopback(_targetPort);
		if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
		{
			::close(client);
			::close(server);
			continue;
		}
		withoutDelay(client);
		withoutDelay(server);
		++_accepted;
		const std::lock_guard<std::mutex> lock(_mutex);
		Link& link = _links.emplace_back();
		link.client = client;
		link.server = server;
		link.thread = std::thread([this, &link] { forward(link); });
	}
}


void MySqlProxy::forward(Link& link)
{
	char chunk[65536];
	bool answerIsLost = false;
	while (true)
	{
		pollfd waiting[2] = {{link.client, POLLIN, 0}, {link.server, POLLIN, 0}};
		if (::poll(waiting, 2, -1) < 0) break;
		const bool fromClient = waiting[0].revents != 0;
		const int from = fromClient ? link.client : link.server;
		const ssize_t got = ::recv(from, chunk, sizeof(chunk), 0);
		if (got <= 0) break;
		const std::string_view bytes(chunk, static_cast<std::size_t>(got));
		if (link.frozen) continue;
		if (!fromClient)
		{
			if (answerIsLost) break;
			if (!sendAll(link.client, bytes)) break;
			continue;
		}
		if (isArmed(bytes))
		{
			++_fired;
			if (_fault == Fault::dropRequest) break;
			if (_fault == Fault::freeze)
			{
				link.frozen = true;
				continue;
			}
			answerIsLost = true;
		}
		if (!sendAll(link.server, bytes)) break;
	}
	// The descriptors stay open until the end: cutAll() may be using them.
	::shutdown(link.client, SHUT_RDWR);
	::shutdown(link.server, SHUT_RDWR);
}


bool MySqlProxy::isArmed(std::string_view chunk)
	/// A client sends whole packets: 3 bytes length, 1 byte number, command.
{
	const std::lock_guard<std::mutex> lock(_mutex);
	while (_armed && chunk.size() >= 5)
	{
		const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(chunk[i]); };
		const std::size_t length = byte(0) + (static_cast<std::size_t>(byte(1)) << 8) + (static_cast<std::size_t>(byte(2)) << 16);
		const bool isCommand = byte(3) == 0;
		const std::string_view body = chunk.substr(5, length > 0 ? length - 1 : 0);
		const bool match = isCommand
			&& ((_message == Message::commit && byte(4) == COM_QUERY && body == "COMMIT")
				|| (_message == Message::execute && byte(4) == COM_STMT_EXECUTE)
				|| (_message == Message::prepare && byte(4) == COM_STMT_PREPARE));
		if (match && _skip-- == 0)
		{
			_armed = false;
			return true;
		}
		if (chunk.size() < length + 4) break;
		chunk.remove_prefix(length + 4);
	}
	return false;
}


} } // namespace AuthPlug::Tests
