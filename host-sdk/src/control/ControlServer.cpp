//
// ControlServer.cpp
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlServer
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ControlServer.h"
#include "../base/SignalsBlocked.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <exception>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::size_t MAX_CONNECTIONS = 64;  // further ones wait in the kernel's queue
constexpr std::chrono::milliseconds WITHOUT_DESCRIPTORS(100);


} // namespace


ControlServer::ControlServer(const std::string& path, PluginManager& plugins, Api::Log& log):
	_plugins(plugins), _log(log), _stop(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), _socket(path)
{
	if (_stop.get() < 0) throw Poco::RuntimeException("control.socket " + path + ": " + systemError(errno));
	const SignalsBlocked blocked;
	_thread = std::thread([this] { run(); });
	const Api::LogField field{"socket", _socket.path()};
	_log.write(Api::LogLevel::info, "control.listening", &field, 1);
}


ControlServer::~ControlServer()
{
	const std::uint64_t one = 1;
	while (::write(_stop.get(), &one, sizeof(one)) < 0 && errno == EINTR) {}
	_thread.join();
	const auto now = Clock::now();
	for (const auto& connection: _connections) connection->refuse(ControlError("stopping", "the host stops"), now);
}


void ControlServer::run()
{
	for (;;)
	{
		const auto before = Clock::now();
		std::vector<pollfd> events = wanted(before);
		if (::poll(events.data(), events.size(), patience(before)) < 0) continue;
		if (events[0].revents) return;

		const auto now = Clock::now();
		for (std::size_t i = 0; i < _connections.size(); ++i) serve(*_connections[i], events[i + 2].revents, now);
		std::erase_if(_connections, [](const auto& connection) { return connection->finished(); });
		if (events[1].revents) accept(now);
	}
}


std::vector<pollfd> ControlServer::wanted(Clock::time_point now) const
{
	std::vector<pollfd> events = {{_stop.get(), POLLIN, 0}, {full() || now < _acceptAt ? -1 : _socket.descriptor(), POLLIN, 0}};
	for (const auto& connection: _connections) events.push_back({connection->descriptor(), connection->events(), 0});
	return events;
}


int ControlServer::patience(Clock::time_point now) const
{
	auto until = Clock::time_point::max();
	if (now < _acceptAt) until = _acceptAt;
	for (const auto& connection: _connections) until = std::min(until, connection->wakeAt(now));
	if (until == Clock::time_point::max()) return -1;
	return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(std::max(until, now) - now).count());
}


void ControlServer::accept(Clock::time_point now)
{
	while (!full())
	{
		Descriptor client(::accept4(_socket.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
		if (client.get() < 0)
		{
			const bool none = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ECONNABORTED;
			if (!none) _acceptAt = now + WITHOUT_DESCRIPTORS;
			return;
		}
		_connections.push_back(std::make_unique<ControlConnection>(std::move(client), _plugins, _log, now));
	}
}


void ControlServer::serve(ControlConnection& connection, short events, Clock::time_point now)
{
	try
	{
		connection.step(events, now);
	}
	catch (const std::exception& exception)
	{
		// Out of memory, say. It costs this client its answer and nobody else.
		const std::string reason = exception.what();
		const Api::LogField field{"reason", reason};
		_log.write(Api::LogLevel::error, "control.failed", &field, 1);
		connection.refuse(ControlError("failed", reason), now);
	}
}


bool ControlServer::full() const noexcept
{
	return _connections.size() >= MAX_CONNECTIONS;
}


} } // namespace AuthPlug::Host
