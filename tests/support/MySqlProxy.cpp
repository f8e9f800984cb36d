//
// MySqlProxy.cpp
//
// Tests: support
//
// SPDX-License-Identifier: BSL-1.0
//


#include "MySqlProxy.h"
#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr unsigned char COM_QUERY = 0x03;
constexpr unsigned char COM_PING = 0x0e;
constexpr unsigned char COM_STMT_PREPARE = 0x16;
constexpr unsigned char COM_STMT_EXECUTE = 0x17;
constexpr std::size_t HEADER_BYTES = 4;  // 3 of length, 1 of number


std::size_t lengthOf(std::string_view packet)
	/// Returns the length of the packet's body.
{
	const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(packet[i]); };
	return byte(0) + (static_cast<std::size_t>(byte(1)) << 8) + (static_cast<std::size_t>(byte(2)) << 16);
}


std::string errorPacket(unsigned number)
	/// Returns the answer to a command.
{
	const std::string text = "#HY000injected";
	std::string packet = {static_cast<char>(text.size() + 3), 0, 0, 1, '\xff', static_cast<char>(number & 0xff), static_cast<char>(number >> 8)};
	return packet + text;
}


void resetConnection(int descriptor)
	/// Has a reset sent, and keeps the descriptor.
{
	sockaddr nowhere{};
	nowhere.sa_family = AF_UNSPEC;
	::connect(descriptor, &nowhere, sizeof(nowhere));
}


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
	bool answerIsLost = false;
	bool answerIsHalf = false;
	bool answerIsHeld = false;
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
	release();
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
	_times = 1;
	_error = 0;
}


void MySqlProxy::armError(Message message, unsigned number, int after, int times)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_armed = true;
	_message = message;
	_skip = after;
	_times = times;
	_error = number;
}


void MySqlProxy::disarm()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_armed = false;
}


bool MySqlProxy::awaitHeld(int seconds)
{
	std::unique_lock<std::mutex> lock(_mutex);
	return _heldChanged.wait_for(lock, std::chrono::seconds(seconds), [this] { return _isHeld; });
}


void MySqlProxy::release()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_isHeld = false;
	_heldChanged.notify_all();
}


void MySqlProxy::delay(int millis)
{
	_delayMillis = millis;
}


void MySqlProxy::keepSilent(bool silent)
{
	_silent = silent;
}


int MySqlProxy::messages() const
{
	return _messages;
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
		link.frozen = _silent.load();
		link.thread = std::thread([this, &link] { forward(link); });
	}
}


void MySqlProxy::forward(Link& link)
{
	char chunk[65536];
	while (true)
	{
		pollfd waiting[2] = {{link.client, POLLIN, 0}, {link.server, POLLIN, 0}};
		if (::poll(waiting, 2, -1) < 0) break;
		const bool fromClient = waiting[0].revents != 0;
		const int from = fromClient ? link.client : link.server;
		const ssize_t got = ::recv(from, chunk, sizeof(chunk), 0);
		if (got <= 0) break;
		std::string_view bytes(chunk, static_cast<std::size_t>(got));
		if (link.frozen) continue;
		if (fromClient)
		{
			if (!strike(link, bytes)) break;
			continue;
		}
		if (link.answerIsLost) break;
		if (link.answerIsHeld)
		{
			hold();
			link.answerIsHeld = false;
		}
		if (link.answerIsHalf)
		{
			link.frozen = true;
			bytes = bytes.substr(0, bytes.size()/2);
		}
		if (_delayMillis > 0) std::this_thread::sleep_for(std::chrono::milliseconds(_delayMillis));
		if (!sendAll(link.client, bytes)) break;
	}
	// The descriptors stay open until the end: cutAll() may be using them.
	::shutdown(link.client, SHUT_RDWR);
	::shutdown(link.server, SHUT_RDWR);
}


bool MySqlProxy::strike(Link& link, std::string_view chunk)
	/// Passes on what a client has sent, or carries out the fault. Returns false
	/// if the connection is to be closed.
{
	unsigned error = 0;
	if (!isArmed(chunk, error)) return sendAll(link.server, chunk);
	++_fired;
	if (error != 0) return sendAll(link.client, errorPacket(error));
	switch (_fault)
	{
	case Fault::dropRequest:
		return false;
	case Fault::reset:
		resetConnection(link.client);
		return false;
	case Fault::freeze:
		link.frozen = true;
		return true;
	case Fault::freezeAnswer:
		link.frozen = true;
		break;
	case Fault::halfAnswer:
		link.answerIsHalf = true;
		break;
	case Fault::dropAnswer:
		link.answerIsLost = true;
		break;
	case Fault::holdRequest:
		hold();
		break;
	case Fault::holdAnswer:
		link.answerIsHeld = true;
		break;
	}
	return sendAll(link.server, chunk);
}


void MySqlProxy::hold()
{
	std::unique_lock<std::mutex> lock(_mutex);
	_isHeld = true;
	_heldChanged.notify_all();
	_heldChanged.wait(lock, [this] { return !_isHeld || _stopping; });
}


bool MySqlProxy::isArmed(std::string_view chunk, unsigned& error)
	/// A client sends whole packets.
{
	const std::lock_guard<std::mutex> lock(_mutex);
	bool due = false;
	while (chunk.size() > HEADER_BYTES)
	{
		++_messages;
		const std::string_view packet = chunk.substr(0, lengthOf(chunk) + HEADER_BYTES);
		if (_armed && !due && matches(packet) && _skip-- == 0)
		{
			_skip = 0;
			_armed = --_times > 0;
			error = _error;
			due = true;
		}
		chunk.remove_prefix(packet.size());
	}
	return due;
}


bool MySqlProxy::matches(std::string_view packet) const
{
	if (_message == Message::any) return true;
	if (packet[3] != 0) return false;  // the number of a command's first packet
	const auto command = static_cast<unsigned char>(packet[HEADER_BYTES]);
	const std::string_view text = packet.substr(HEADER_BYTES + 1);
	switch (_message)
	{
	case Message::begin:
		return command == COM_QUERY && text == "START TRANSACTION";
	case Message::commit:
		return command == COM_QUERY && text == "COMMIT";
	case Message::rollback:
		return command == COM_QUERY && text == "ROLLBACK";
	case Message::execute:
		return command == COM_STMT_EXECUTE;
	case Message::prepare:
		return command == COM_STMT_PREPARE;
	case Message::ping:
		return command == COM_PING;
	case Message::any:
		break;
	}
	return false;
}


} } // namespace AuthPlug::Tests
