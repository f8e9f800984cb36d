//
// OverloadSource.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "OverloadSource.h"


namespace AuthPlug {
namespace Tests {


OverloadSource::OverloadSource(BenchServer& server, Accounts& accounts, const Users& users, std::chrono::microseconds changeInterval, std::vector<std::vector<Cheap>> cheap):
	_server(server), _accounts(accounts), _users(users), _changeInterval(changeInterval), _cheap(std::move(cheap)),
	_random(std::random_device()()), _orders(users.connections + CHEAP_CONNECTIONS)
{
	for (std::size_t i = 0; i < _orders.size(); ++i) _orders[i].step = i;
}


std::size_t OverloadSource::connections() const
{
	return _orders.size();
}


const OverloadSource::Cheap* OverloadSource::cheapOf(std::size_t connection) const
{
	if (connection < _users.connections) return nullptr;
	const std::vector<Cheap>& kinds = _cheap[connection - _users.connections];
	return &kinds[_orders[connection].step % kinds.size()];
}


void OverloadSource::windowBegins()
{
	_counting = true;
}


void OverloadSource::windowEnds()
{
	_counting = false;
}


std::string_view OverloadSource::request(std::size_t connection)
{
	Order& order = _orders[connection];
	++order.step;
	if (const Cheap* cheap = cheapOf(connection)) return cheap->request;
	if (!order.request.empty()) return order.request;
	order.user = _users.at(connection, _random());
	order.request = _server.request(Accounts::id(order.user), _accounts.changeBody(order.user));
	return order.request;
}


void OverloadSource::answered(std::size_t connection, int status, std::uint32_t micros)
{
	if (const Cheap* cheap = cheapOf(connection))
	{
		const bool isShed = status == 503 && cheap->mayBeShed;
		if (!isShed && status != cheap->wanted) ++other;
		else if (_counting) cheapMicros.push_back(micros);
		if (isShed && _counting) ++cheapShed;
		return;
	}
	Order& order = _orders[connection];
	if (status != 503) order.request.clear();
	switch (status)
	{
	case 200:
		_accounts.changed(order.user);
		if (_counting) changeMicros.push_back(micros);
		break;
	case 503:
		if (_counting) shedMicros.push_back(micros);
		break;
	default:
		++other;
		break;
	}
}


void OverloadSource::failed(std::size_t)
{
	++lost;
}


std::chrono::microseconds OverloadSource::interval(std::size_t connection) const
{
	return connection >= _users.connections ? CHEAP_INTERVAL : _changeInterval;
}


} } // namespace AuthPlug::Tests
