//
// ControlClient.cpp
//
// Tool:    authplugctl
// Module:  ControlClient
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ControlClient.h"
#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>


namespace AuthPlug {
namespace Ctl {


namespace {


constexpr std::size_t MAX_ANSWER = 16*1024*1024;


std::string systemError(int number)
{
	return std::generic_category().message(number);
}


::timeval timevalOf(std::chrono::milliseconds time)
{
	return {static_cast<::time_t>(time.count()/1000), static_cast<::suseconds_t>(time.count()%1000*1000)};
}


} // namespace


ControlClient::ControlClient(const std::string& path, std::chrono::milliseconds patience): _path(path), _socket(-1)
{
	::sockaddr_un address{};
	address.sun_family = AF_UNIX;
	if (path.size() >= sizeof(address.sun_path)) lost("the path is longer than " + std::to_string(sizeof(address.sun_path) - 1) + " bytes");
	std::memcpy(address.sun_path, path.c_str(), path.size());

	_socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (_socket < 0) lost(systemError(errno));
	const ::timeval time = timevalOf(patience);
	::setsockopt(_socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
	::setsockopt(_socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
	if (::connect(_socket, reinterpret_cast<const ::sockaddr*>(&address), sizeof(address)) == 0) return;
	const int reason = errno;
	::close(_socket);
	lost(reason == ECONNREFUSED ? "no process serves it" : systemError(reason));
}


ControlClient::~ControlClient()
{
	::close(_socket);
}


ControlClient::Answer ControlClient::ask(const std::string& request, const Progress& progress)
{
	send(request + "\n");
	for (;;)
	{
		const Poco::JSON::Object::Ptr object = readObject();
		const std::string type = object->optValue<std::string>("type", "");
		if (type == "error") throw Refused(object->optValue<std::string>("message", "no reason given"));
		if (type == "result") return {object->optValue("complete", false), readLine()};
		if (type == "progress" && progress) progress(*object);
	}
}


void ControlClient::lost(const std::string& reason) const
{
	throw Unreachable("can't reach the host at " + _path + ": " + reason);
}


void ControlClient::send(const std::string& line)
{
	std::size_t sent = 0;
	while (sent < line.size())
	{
		const ssize_t count = ::send(_socket, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
		if (count < 0 && errno == EINTR) continue;
		// It may have refused before it has read all: then it says why.
		if (count < 0) return;
		sent += static_cast<std::size_t>(count);
	}
}


std::string ControlClient::readLine()
{
	for (;;)
	{
		const std::size_t end = _input.find('\n');
		if (end != std::string::npos)
		{
			const std::string line = _input.substr(0, end);
			_input.erase(0, end + 1);
			return line;
		}
		if (_input.size() > MAX_ANSWER) lost("its answer is too long");
		char piece[16*1024];
		const ssize_t count = ::recv(_socket, piece, sizeof(piece), 0);
		if (count < 0 && errno == EINTR) continue;
		if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) lost("it does not answer");
		if (count <= 0) lost("it has closed the connection");
		_input.append(piece, static_cast<std::size_t>(count));
	}
}


Poco::JSON::Object::Ptr ControlClient::readObject()
{
	const std::string line = readLine();
	try
	{
		return Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
	}
	catch (const Poco::Exception&)
	{
		lost("its answer is no JSON");
	}
}


} } // namespace AuthPlug::Ctl
