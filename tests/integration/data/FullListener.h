//
// FullListener.h
//
// Tests: integration
//
// A listener that accepts nobody.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FullListener_INCLUDED
#define AuthPlug_Tests_FullListener_INCLUDED


#include <arpa/inet.h>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


class FullListener
	/// A port or a UNIX socket at which nobody answers, as behind a firewall
	/// that drops packets: its queue is full.
{
public:
	FullListener()
	{
		sockaddr_in address{};
		address.sin_family = AF_INET;
		address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		socklen_t size = sizeof(address);
		listen(AF_INET, reinterpret_cast<const sockaddr*>(&address), size);
		::getsockname(_listener, reinterpret_cast<sockaddr*>(&address), &size);
		port = ntohs(address.sin_port);
		fill(AF_INET, reinterpret_cast<const sockaddr*>(&address), size);
	}

	explicit FullListener(const std::string& path)
	{
		sockaddr_un address{};
		address.sun_family = AF_UNIX;
		std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
		listen(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
		fill(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
	}

	FullListener(const FullListener&) = delete;
	FullListener& operator = (const FullListener&) = delete;

	~FullListener()
	{
		for (const int client: _clients) ::close(client);
		::close(_listener);
	}

	std::uint16_t port = 0;

private:
	void listen(int family, const sockaddr* address, socklen_t size)
	{
		_listener = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (::bind(_listener, address, size) != 0 || ::listen(_listener, 0) != 0) throw std::runtime_error("listen failed");
	}

	void fill(int family, const sockaddr* address, socklen_t size)
	{
		for (int& client: _clients)
		{
			client = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
			::connect(client, address, size);
		}
	}

	int _listener = -1;
	int _clients[4] = {-1, -1, -1, -1};  // they fill its queue
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FullListener_INCLUDED
