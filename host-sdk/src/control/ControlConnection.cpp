//
// ControlConnection.cpp
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlConnection
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ControlConnection.h"
#include <cerrno>
#include <poll.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::chrono::seconds PATIENCE(5);       // for a request, and for a client that does not read
constexpr std::chrono::milliseconds LOOK_AGAIN(20);  // at what the manager does
constexpr std::size_t MAX_REQUEST = 64*1024;


bool wouldBlock(int error) noexcept
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}


} // namespace


ControlConnection::ControlConnection(Descriptor socket, PluginManager& plugins, Api::Log& log, Clock::time_point now):
	_socket(std::move(socket)), _plugins(plugins), _log(log), _deadline(now + PATIENCE)
{
	if (!peerIsTrusted()) refuse(ControlError("forbidden", "only root and the host's own user may control it"), now);
}


short ControlConnection::events() const noexcept
{
	if (!_output.empty()) return POLLOUT;
	return _answered ? 0 : POLLIN;
}


ControlConnection::Clock::time_point ControlConnection::wakeAt(Clock::time_point now) const
{
	return _answered && _output.empty() ? now + LOOK_AGAIN : _deadline;
}


void ControlConnection::step(short events, Clock::time_point now)
{
	if ((events & (POLLHUP | POLLERR)) && !(events & POLLIN)) _finished = true;
	if (_finished) return;
	if (!_answered && (events & POLLIN)) read(now);
	if (!_answered && now >= _deadline) refuse(ControlError("too_slow", "no whole request came in time"), now);
	// A client that does not read gets no more to read.
	if (_task && _output.empty()) say(_task->advance(now), now);
	if (!_output.empty()) write(now);
	const bool allSaid = _answered && _output.empty() && (!_task || _task->finished());
	const bool gaveUp = !_output.empty() && now >= _deadline;
	_finished = _finished || allSaid || gaveUp;
}


void ControlConnection::refuse(const ControlError& error, Clock::time_point now)
{
	_answered = true;
	_task.reset();
	say(error.line(), now);
	write(now);
}


void ControlConnection::read(Clock::time_point now)
{
	char piece[4096];
	const ssize_t count = ::recv(_socket.get(), piece, sizeof(piece), 0);
	if (count < 0 && wouldBlock(errno)) return;
	if (count < 0 || (count == 0 && _input.empty()))
	{
		_finished = true;
		return;
	}
	_input.append(piece, static_cast<std::size_t>(count));
	const std::size_t end = _input.find('\n');
	if (end == std::string::npos)
	{
		if (count == 0) refuse(ControlError("bad_request", "the request ends without a line feed"), now);
		else if (_input.size() > MAX_REQUEST) refuse(ControlError("too_long", "wanted a request of at most " + std::to_string(MAX_REQUEST) + " bytes"), now);
		return;
	}
	if (end + 1 != _input.size()) refuse(ControlError("bad_request", "wanted one request, got more after its line feed"), now);
	else begin(_input.substr(0, end), now);
}


void ControlConnection::begin(const std::string& line, Clock::time_point now)
{
	try
	{
		const ControlRequest request = ControlRequest::parse(line);
		_task.emplace(request, _plugins, now);
		_answered = true;
		record(request);
	}
	catch (const ControlError& error)
	{
		refuse(error, now);
	}
}


void ControlConnection::say(const std::string& lines, Clock::time_point now)
{
	if (lines.empty()) return;
	_output += lines;
	_deadline = now + PATIENCE;
}


void ControlConnection::write(Clock::time_point now)
{
	while (!_output.empty())
	{
		const ssize_t count = ::send(_socket.get(), _output.data(), _output.size(), MSG_NOSIGNAL);
		if (count < 0 && wouldBlock(errno)) return;
		if (count < 0)
		{
			_output.clear();
			_finished = true;
			return;
		}
		_output.erase(0, static_cast<std::size_t>(count));
		_deadline = now + PATIENCE;
	}
}


void ControlConnection::record(const ControlRequest& request) const
	// Who has changed what. A status changes nothing, and monitoring asks often.
{
	if (request.command == ControlRequest::Command::status) return;
	std::string plugins;
	for (const std::string& plugin: request.plugins) plugins += (plugins.empty() ? "" : ",") + plugin;
	const std::string uid = std::to_string(_peer.uid);
	const std::string pid = std::to_string(_peer.pid);
	const Api::LogField fields[] = {{"command", toString(request.command)}, {"plugins", plugins}, {"uid", uid}, {"pid", pid}};
	_log.write(Api::LogLevel::info, "control.command", fields, std::size(fields));
}


bool ControlConnection::peerIsTrusted()
{
	socklen_t size = sizeof(_peer);
	const bool known = ::getsockopt(_socket.get(), SOL_SOCKET, SO_PEERCRED, &_peer, &size) == 0;
	if (known && (_peer.uid == 0 || _peer.uid == ::geteuid())) return true;
	const std::string uid = known ? std::to_string(_peer.uid) : "unknown";
	const Api::LogField field{"uid", uid};
	_log.write(Api::LogLevel::warning, "control.refused", &field, 1);
	return false;
}


} } // namespace AuthPlug::Host
