//
// MethodSwitcher.h
//
// Tests: integration
//
// A rogue server.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_MethodSwitcher_INCLUDED
#define AuthPlug_Tests_MethodSwitcher_INCLUDED


#include <atomic>
#include <cstdint>
#include <mutex>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


class MethodSwitcher
	/// Stands in a server's place: greets, and then asks whoever signs in to do
	/// it by a method of its choice. Keeps what it is sent.
{
public:
	explicit MethodSwitcher(std::string method): _method(std::move(method)), _listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
	{
		sockaddr_in address{};
		address.sin_family = AF_INET;
		address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		socklen_t size = sizeof(address);
		if (::bind(_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(_listener, 8) != 0) throw std::runtime_error("listen failed");
		::getsockname(_listener, reinterpret_cast<sockaddr*>(&address), &size);
		_port = ntohs(address.sin_port);
		_thread = std::thread([this] { serve(); });
	}

	MethodSwitcher(const MethodSwitcher&) = delete;
	MethodSwitcher& operator = (const MethodSwitcher&) = delete;

	~MethodSwitcher()
	{
		::shutdown(_listener, SHUT_RDWR);
		_thread.join();
		::close(_listener);
	}

	std::uint16_t port() const
	{
		return _port;
	}

	int asked() const
		/// Returns how often it has asked.
	{
		return _asked;
	}

	std::string received() const
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return _received;
	}

private:
	void serve()
	{
		for (int client = ::accept4(_listener, nullptr, nullptr, SOCK_CLOEXEC); client >= 0; client = ::accept4(_listener, nullptr, nullptr, SOCK_CLOEXEC))
		{
			send(client, 0, greeting());
			receive(client);
			++_asked;
			send(client, 2, "\xfe" + _method + std::string("\0abcdefghijklmnopqrst", 21) + std::string(1, '\0'));
			receive(client);
			::close(client);
		}
	}

	static std::string greeting()
	{
		const std::string zero(1, '\0');
		return "\x0a" "5.5.5-10.11.0-MariaDB" + zero + std::string("\1\0\0\0", 4) + "abcdefgh" + zero
			+ std::string("\x0f\xa2", 2) + "\x21" + std::string("\2\0", 2) + std::string("\x2f\x00", 2)
			+ "\x15" + std::string(10, '\0') + "ijklmnopqrst" + zero + "mysql_native_password" + zero;
	}

	static void send(int client, char number, const std::string& packet)
	{
		std::string all;
		for (const unsigned shift: {0u, 8u, 16u}) all += static_cast<char>(packet.size() >> shift & 0xff);
		all += number;
		all += packet;
		::send(client, all.data(), all.size(), MSG_NOSIGNAL);
	}

	void receive(int client)
	{
		char chunk[4096];
		const ssize_t got = ::recv(client, chunk, sizeof(chunk), 0);
		const std::lock_guard<std::mutex> lock(_mutex);
		if (got > 0) _received.append(chunk, static_cast<std::size_t>(got));
	}

	const std::string _method;
	const int _listener;
	std::uint16_t _port = 0;
	std::atomic<int> _asked{0};
	mutable std::mutex _mutex;
	std::string _received;
	std::thread _thread;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_MethodSwitcher_INCLUDED
