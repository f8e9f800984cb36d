//
// ConnectionPool.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  ConnectionPool
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ConnectionPool.h"
#include "Connection.h"
#include "Connector.h"
#include "SocketWatchdog.h"
#include <Poco/Bugcheck.h>
#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::int64_t MICROS_PER_SECOND = 1000000;
constexpr std::int64_t PING_MICROS = 1000000;


} // namespace


struct ConnectionPool::Waiter
{
	std::condition_variable turn;
};


struct ConnectionPool::Lease::Guarded
{
	Guarded(std::unique_ptr<Connection> lent, SocketWatchdog& watchdog, Api::Deadline deadline):
		connection(std::move(lent)),
		watch(watchdog, connection->descriptor(), deadline)
	{
	}

	std::unique_ptr<Connection> connection;
	SocketWatchdog::Watch watch;  // goes first: it uses the descriptor
};


ConnectionPool::Lease::Lease(ConnectionPool& pool, std::unique_ptr<Guarded> guarded) noexcept:
	_pool(pool),
	_guarded(std::move(guarded))
{
}


ConnectionPool::Lease::~Lease()
{
	if (!_guarded) return;
	if (!_guarded->connection->isReusable())
	{
		discard();
		return;
	}
	std::unique_ptr<Connection> connection = std::move(_guarded->connection);
	_guarded.reset();
	_pool.giveBack(std::move(connection));
}


Connection& ConnectionPool::Lease::connection() const noexcept
{
	return *_guarded->connection;
}


void ConnectionPool::Lease::discard() noexcept
{
	if (!_guarded) return;
	_guarded->connection->abandon();
	_guarded.reset();
	_pool.vacate();
}


ConnectionPool::ConnectionPool(std::unique_ptr<Connector> connector, Api::Clock& clock, Api::Log& log):
	_connector(std::move(connector)),
	_options(_connector->options()),
	_clock(clock),
	_log(log),
	_watchdog(std::make_unique<SocketWatchdog>(clock))
{
	// So that giving one back never allocates.
	_idle.reserve(_options.pool);
}


ConnectionPool::~ConnectionPool()
{
	poco_assert_dbg (_lent == 0);
}


ConnectionPool::Outcome ConnectionPool::acquire(Api::Deadline deadline, std::unique_ptr<Lease>& lease)
{
	std::unique_ptr<Connection> connection;
	{
		std::unique_lock<std::mutex> lock(_mutex);
		bool granted = _clock.monotonic() < deadline;
		if (granted && (!_waiting.empty() || _lent == _options.pool)) waitForTurn(lock, deadline, granted);
		if (!granted)
		{
			++_timeouts;
			return Outcome::timeout;
		}
		++_lent;
		connection = popIdle();
	}

	try
	{
		while (connection && !isUsable(*connection, deadline))
		{
			connection->abandon();
			connection.reset();
			const std::lock_guard<std::mutex> lock(_mutex);
			connection = popIdle();
		}
		if (!connection) connection = connect(deadline);
		if (connection)
		{
			auto guarded = std::make_unique<Lease::Guarded>(std::move(connection), *_watchdog, deadline);
			lease = std::make_unique<Lease>(*this, std::move(guarded));
			return Outcome::granted;
		}
	}
	catch (...)
	{
		vacate();
		throw;
	}
	vacate();
	return Outcome::unreachable;
}


void ConnectionPool::waitForTurn(std::unique_lock<std::mutex>& lock, Api::Deadline deadline, bool& granted)
{
	Waiter waiter;
	const auto place = _waiting.insert(_waiting.end(), &waiter);
	granted = false;
	while (true)
	{
		if (_waiting.front() == &waiter && _lent < _options.pool)
		{
			granted = true;
			break;
		}
		const std::int64_t left = deadline - _clock.monotonic();
		if (left <= 0) break;
		waiter.turn.wait_for(lock, std::chrono::microseconds(left));
	}
	_waiting.erase(place);
	// More than one place may be free, and who gives up may have been in front.
	if (!granted || _lent + 1 < _options.pool) wakeNext();
}


void ConnectionPool::wakeNext()
{
	if (!_waiting.empty()) _waiting.front()->turn.notify_one();
}


std::unique_ptr<Connection> ConnectionPool::popIdle()
{
	if (_idle.empty()) return nullptr;
	std::unique_ptr<Connection> connection = std::move(_idle.back());
	_idle.pop_back();
	return connection;
}


bool ConnectionPool::isUsable(Connection& connection, Api::Deadline deadline)
{
	const Api::MonotonicTime now = _clock.monotonic();
	if (now - connection.createdAt() >= _options.maxAgeSeconds*MICROS_PER_SECOND) return false;
	if (!connection.looksAlive()) return false;
	if (now - connection.idleSince() < _options.idleCheckSeconds*MICROS_PER_SECOND) return true;
	// A peer that went without a word shows only when it is asked.
	const SocketWatchdog::Watch watch(*_watchdog, connection.descriptor(), std::min(deadline, now + PING_MICROS));
	if (connection.ping()) return true;
	// Asking each of the others would take as long.
	closeIdle();
	return false;
}


void ConnectionPool::closeIdle()
{
	std::vector<std::unique_ptr<Connection>> closing;
	closing.reserve(_options.pool);
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		// Not exchanged: that one has its memory, so that giving back can't fail.
		std::move(_idle.begin(), _idle.end(), std::back_inserter(closing));
		_idle.clear();
	}
	for (const auto& connection : closing) connection->abandon();
}


std::unique_ptr<Connection> ConnectionPool::connect(Api::Deadline deadline)
{
	if (!(_clock.monotonic() < deadline)) return nullptr;
	try
	{
		auto connection = std::make_unique<Connection>(_connector->connect(deadline, *_watchdog), _clock);
		{
			const SocketWatchdog::Watch watch(*_watchdog, connection->descriptor(), deadline);
			connection->prepareSession(_options);
		}
		const std::lock_guard<std::mutex> lock(_mutex);
		++_connects;
		return connection;
	}
	catch (const ConnectFailed& failed)
	{
		logFailure(failed.what(), failed.number());
		return nullptr;
	}
}


void ConnectionPool::giveBack(std::unique_ptr<Connection> connection)
{
	connection->markIdle(_clock.monotonic());
	const std::lock_guard<std::mutex> lock(_mutex);
	_idle.push_back(std::move(connection));
	--_lent;
	wakeNext();
}


void ConnectionPool::vacate()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	--_lent;
	wakeNext();
}


void ConnectionPool::logFailure(const char* reason, unsigned error)
	/// A line a second at most: an outage must not flood the log.
{
	std::string count;
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		++_failures;
		const Api::MonotonicTime now = _clock.monotonic();
		if (now < _nextFailureLine) return;
		_nextFailureLine = now + MICROS_PER_SECOND;
		count = std::to_string(_failures);
		_failures = 0;
	}
	const std::string number = std::to_string(error);
	const Api::LogField fields[] = {{"reason", reason}, {"error", number}, {"failures", count}};
	_log.write(Api::LogLevel::error, "database.connect_failed", fields, std::size(fields));
}


ConnectionPool::State ConnectionPool::state() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return State{_lent + _idle.size(), _idle.size(), _waiting.size(), _connects, _timeouts};
}


} } // namespace AuthPlug::Host
