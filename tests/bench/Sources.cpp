//
// Sources.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Sources.h"
#include <algorithm>
#include <thread>


namespace AuthPlug {
namespace Tests {


void TallySource::windowBegins()
{
	_window.micros.clear();
}


void TallySource::answered(std::size_t, int status, std::uint32_t micros)
{
	if (status == _wanted) _window.micros.push_back(micros);
	else ++_window.other;
}


void TallySource::failed(std::size_t)
{
	++_window.other;
}


Window TallySource::run(std::uint16_t port, std::size_t connections, std::chrono::milliseconds window)
{
	_window = Window();
	const LoadGenerator::Outcome outcome = LoadGenerator::run(port, connections, window, *this);
	const std::uint64_t wanted = outcome.answers - std::min(outcome.answers, _window.other);
	_window.rate = static_cast<double>(wanted)/outcome.seconds;
	_window.other += outcome.refused;
	_window.generatorShare = outcome.cpuSeconds/outcome.seconds/std::thread::hardware_concurrency();
	return std::move(_window);
}


FixedSource::FixedSource(int wanted, std::vector<std::string> requests): TallySource(wanted), _requests(std::move(requests))
{
}


std::string_view FixedSource::request(std::size_t connection)
{
	return _requests[connection % _requests.size()];
}


std::uint64_t Users::steps() const
{
	return std::max<std::uint64_t>((last - first + 1)/connections, 1);
}


std::uint64_t Users::at(std::size_t connection, std::uint64_t step) const
{
	return first + connection + step%steps()*connections;
}


ChangeSource::ChangeSource(BenchServer& server, Accounts& accounts, const Users& users):
	TallySource(200), _server(server), _accounts(accounts), _users(users), _random(std::random_device()()), _orders(users.connections)
{
}


std::string_view ChangeSource::request(std::size_t connection)
{
	Order& order = _orders[connection];
	order.user = _users.at(connection, _random());
	order.request = _server.request(Accounts::id(order.user), _accounts.changeBody(order.user));
	return order.request;
}


void ChangeSource::answered(std::size_t connection, int status, std::uint32_t micros)
{
	if (status == 200) _accounts.changed(_orders[connection].user);
	TallySource::answered(connection, status, micros);
}


GuessSource::GuessSource(BenchServer& server, Accounts& accounts, const Users& users):
	TallySource(401), _server(server), _accounts(accounts), _users(users), _steps(users.connections), _requests(users.connections)
{
}


std::string_view GuessSource::request(std::size_t connection)
{
	const std::uint64_t user = _users.at(connection, _steps[connection]++);
	_requests[connection] = _server.request(Accounts::id(user), _accounts.wrongBody());
	return _requests[connection];
}


} } // namespace AuthPlug::Tests
