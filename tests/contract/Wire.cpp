//
// Wire.cpp
//
// Tests: contract
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Wire.h"
#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/String.h>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


std::string Answer::header(const std::string& name) const
{
	std::string value;
	for (const auto& entry : headers)
	{
		if (Poco::icompare(entry.first, name) == 0) value += (value.empty() ? "" : " | ") + entry.second;
	}
	return value;
}


bool Answer::has(const std::string& name) const
{
	for (const auto& entry : headers)
	{
		if (Poco::icompare(entry.first, name) == 0) return true;
	}
	return false;
}


Request& Request::with(const std::string& name, const std::string& value)
{
	headers.emplace_back(name, value);
	return *this;
}


Request& Request::bearer(const std::string& token)
{
	return with("Authorization", "Bearer " + token);
}


std::string Request::bytes() const
{
	bool host = false;
	bool length = method == "GET" && body.empty();
	std::string text = method + " " + path + " HTTP/1.1\r\n";
	for (const auto& entry : headers)
	{
		text += entry.first + ": " + entry.second + "\r\n";
		host = host || Poco::icompare(entry.first, "Host") == 0;
		length = length || Poco::icompare(entry.first, "Content-Length") == 0 || Poco::icompare(entry.first, "Transfer-Encoding") == 0;
	}
	if (!host) text += "Host: 127.0.0.1\r\n";
	if (!length) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
	return text + "\r\n" + body;
}


Request Request::get(const std::string& path)
{
	Request request;
	request.path = path;
	return request;
}


Request Request::json(const std::string& method, const std::string& path, const std::string& body)
{
	Request request;
	request.method = method;
	request.path = path;
	request.body = body;
	request.with("Content-Type", "application/json");
	return request;
}


Wire::Wire(std::uint16_t port): _socket(Poco::Net::SocketAddress("127.0.0.1", port))
{
	_socket.setReceiveTimeout(Poco::Timespan(60, 0));
	_socket.setNoDelay(true);
}


void Wire::send(const std::string& bytes)
{
	std::size_t sent = 0;
	while (sent < bytes.size())
	{
		sent += static_cast<std::size_t>(_socket.sendBytes(bytes.data() + sent, static_cast<int>(bytes.size() - sent)));
	}
}


Answer Wire::receive(bool head)
{
	std::string::size_type end = std::string::npos;
	while ((end = _buffer.find("\r\n\r\n")) == std::string::npos)
	{
		if (!fill()) throw std::runtime_error("the connection ended in the middle of a header: '" + _buffer + "'");
	}
	Answer answer;
	std::string::size_type position = _buffer.find("\r\n");
	const std::string statusLine = _buffer.substr(0, position);
	if (statusLine.size() < 12 || statusLine.compare(0, 9, "HTTP/1.1 ") != 0) throw std::runtime_error("not an HTTP/1.1 status line: " + statusLine);
	answer.status = std::stoi(statusLine.substr(9, 3));
	answer.reason = statusLine.size() > 13 ? statusLine.substr(13) : "";
	while (position < end)
	{
		position += 2;
		const std::string::size_type next = _buffer.find("\r\n", position);
		const std::string line = _buffer.substr(position, next - position);
		const std::string::size_type colon = line.find(':');
		if (colon == std::string::npos) throw std::runtime_error("not a header field: " + line);
		answer.headers.emplace_back(line.substr(0, colon), Poco::trim(line.substr(colon + 1)));
		position = next;
	}
	_buffer.erase(0, end + 4);

	std::size_t length = 0;
	if (!head && answer.status != 204 && answer.status != 304 && answer.status >= 200)
	{
		if (!answer.has("Content-Length")) throw std::runtime_error("an answer without Content-Length");
		length = std::stoul(answer.header("Content-Length"));
	}
	while (_buffer.size() < length)
	{
		if (!fill()) throw std::runtime_error("the connection ended in the middle of a body");
	}
	answer.body = _buffer.substr(0, length);
	_buffer.erase(0, length);
	return answer;
}


bool Wire::ended()
{
	if (!_buffer.empty()) return false;
	_socket.setReceiveTimeout(Poco::Timespan(5, 0));
	try
	{
		return !fill();
	}
	catch (const Poco::TimeoutException&)
	{
		return false;
	}
	catch (const Poco::Exception&)
	{
		// A reset is an end, too.
		return true;
	}
}


bool Wire::endedInOrder()
{
	if (!_buffer.empty()) return false;
	_socket.setReceiveTimeout(Poco::Timespan(20, 0));
	try
	{
		return !fill();
	}
	catch (const Poco::Exception&)
	{
		return false;
	}
}


bool Wire::silent()
{
	return _buffer.empty() && !_socket.poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ);
}


bool Wire::fill()
{
	char piece[8192];
	const int n = _socket.receiveBytes(piece, sizeof(piece));
	if (n <= 0) return false;
	_buffer.append(piece, static_cast<std::size_t>(n));
	return true;
}


} } // namespace AuthPlug::Tests
