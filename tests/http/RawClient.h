//
// RawClient.h
//
// Tests: http
//
// A client that sends the bytes it is told to send.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_RawClient_INCLUDED
#define AuthPlug_Tests_RawClient_INCLUDED


#include <Poco/String.h>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>


namespace AuthPlug {
namespace Tests {


struct Answer
	/// One HTTP answer as it came over the wire.
{
	std::string version;
	int status = 0;
	std::string reason;
	std::map<std::string, std::string> headers;  /// names in lower case
	std::string body;

	std::string header(const std::string& name) const
	{
		const auto it = headers.find(name);
		return it == headers.end() ? std::string() : it->second;
	}

	bool closes() const
	{
		return Poco::icompare(header("connection"), "close") == 0;
	}
};


class RawClient
	/// A TCP connection to loopback. Everything that waits gives up after 20 s.
{
public:
	explicit RawClient(std::uint16_t port, bool tinyReceiveBuffer = false):
		_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
	{
		if (tinyReceiveBuffer)
		{
			const int size = 1024;
			::setsockopt(_descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
		}
		const int on = 1;
		::setsockopt(_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		sockaddr_in address{};
		address.sin_family = AF_INET;
		address.sin_port = htons(port);
		address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		_connected = ::connect(_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
	}

	RawClient(RawClient&& other) noexcept:
		_descriptor(other._descriptor), _connected(other._connected), _input(std::move(other._input))
	{
		other._descriptor = -1;
	}

	RawClient(const RawClient&) = delete;
	RawClient& operator = (const RawClient&) = delete;

	~RawClient()
	{
		close();
	}

	bool connected() const
	{
		return _connected;
	}

	std::uint16_t port() const
		/// Returns that of this end.
	{
		sockaddr_in own{};
		socklen_t size = sizeof(own);
		::getsockname(_descriptor, reinterpret_cast<sockaddr*>(&own), &size);
		return ntohs(own.sin_port);
	}

	bool send(std::string_view bytes)
		/// Returns false if the server has gone.
	{
		while (!bytes.empty())
		{
			const ssize_t sent = ::send(_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
			if (sent <= 0) return false;
			bytes.remove_prefix(static_cast<std::size_t>(sent));
		}
		return true;
	}

	void endSending()
	{
		::shutdown(_descriptor, SHUT_WR);
	}

	void close()
	{
		if (_descriptor >= 0) ::close(_descriptor);
		_descriptor = -1;
	}

	std::optional<Answer> answer()
		/// Reads one answer; nothing if the connection ends before it is complete.
	{
		std::size_t end = 0;
		while ((end = _input.find("\r\n\r\n")) == std::string::npos)
		{
			if (!more()) return std::nullopt;
		}
		Answer result = parse(_input.substr(0, end + 2));
		_input.erase(0, end + 4);
		const std::string length = result.header("content-length");
		const std::size_t size = length.empty() ? 0 : std::stoul(length);
		while (_input.size() < size)
		{
			if (!more()) return std::nullopt;
		}
		result.body = _input.substr(0, size);
		_input.erase(0, size);
		return result;
	}

	Answer need()
		/// As answer(), but it must be there.
	{
		const std::optional<Answer> result = answer();
		if (!result) throw std::runtime_error("the connection ended without an answer");
		return *result;
	}

	std::string rest()
		/// Reads up to the end of the connection. Throws if it ends by a reset
		/// or not at all.
	{
		while (more())
		{
		}
		if (_error) throw std::runtime_error(std::string("the connection was not closed: ") + std::strerror(_error));
		return std::exchange(_input, std::string());
	}

	bool ends()
		/// Tells whether the connection ends, in whatever way, with nothing more
		/// on it.
	{
		while (more())
		{
		}
		return _input.empty() && _error != EAGAIN;
	}

	bool quietFor(int millis)
		/// Tells whether neither a byte nor the end comes for so long.
	{
		pollfd waiting{_descriptor, POLLIN, 0};
		return _input.empty() && ::poll(&waiting, 1, millis) == 0;
	}

private:
	static Answer parse(const std::string& head)
	{
		Answer result;
		std::size_t line = head.find("\r\n");
		const std::string status = head.substr(0, line);
		if (status.size() < 12 || status[8] != ' ') throw std::runtime_error("not a status line: " + status);
		result.version = status.substr(0, 8);
		result.status = std::stoi(status.substr(9, 3));
		result.reason = status.size() > 13 ? status.substr(13) : "";
		for (line += 2; line < head.size(); )
		{
			const std::size_t end = head.find("\r\n", line);
			const std::string field = head.substr(line, end - line);
			const std::size_t colon = field.find(": ");
			if (colon == std::string::npos) throw std::runtime_error("not a header line: " + field);
			result.headers[Poco::toLower(field.substr(0, colon))] = field.substr(colon + 2);
			line = end + 2;
		}
		return result;
	}

	bool more()
	{
		pollfd waiting{_descriptor, POLLIN, 0};
		if (::poll(&waiting, 1, 20000) <= 0)
		{
			_error = EAGAIN;
			return false;
		}
		char buffer[65536];
		const ssize_t got = ::recv(_descriptor, buffer, sizeof(buffer), 0);
		if (got < 0) _error = errno;
		if (got <= 0) return false;
		_input.append(buffer, static_cast<std::size_t>(got));
		return true;
	}

	int _descriptor;
	bool _connected = false;
	int _error = 0;
	std::string _input;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_RawClient_INCLUDED
