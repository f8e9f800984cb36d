//
// ConnectionPool.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  ConnectionPool
//
// A bounded number of connections to the database, lent in turn.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ConnectionPool_INCLUDED
#define AuthPlug_Host_ConnectionPool_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Host/DatabaseOptions.h"
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <vector>


namespace AuthPlug {
namespace Host {


class Connection;
class Connector;
class SocketWatchdog;


class ConnectionPool
	/// Lends connections, first come, first served. One that is returned
	/// broken, or not as it was lent, is closed; one that has died while it
	/// was idle is noticed before it is lent. Connecting and closing happen
	/// outside of the lock. Thread-safe.
{
public:
	class Lease
		/// A connection that is lent, made by acquire() only. From the deadline on, its socket is shut
		/// down, so that nobody waits for an answer longer.
	{
		struct Guarded;

	public:
		Lease(ConnectionPool& pool, std::unique_ptr<Guarded> guarded) noexcept;
		Lease(const Lease&) = delete;
		Lease& operator = (const Lease&) = delete;

		~Lease();
			/// Gives it back, unless discard() was called.

		Connection& connection() const noexcept;

		void discard() noexcept;
			/// Closes the connection instead of giving it back.

	private:
		friend class ConnectionPool;

		ConnectionPool& _pool;
		std::unique_ptr<Guarded> _guarded;
	};

	enum class Outcome
	{
		granted,
		timeout,     /// none was free by the deadline
		unreachable  /// a new one could not be made
	};

	struct State
	{
		std::size_t open;     /// connections, those in use and being made included
		std::size_t idle;
		std::size_t waiting;  /// requests that wait for one
		std::uint64_t connects;  /// connections made so far
		std::uint64_t timeouts;  /// requests that got none in time
	};

	ConnectionPool(std::unique_ptr<Connector> connector, Api::Clock& clock, Api::Log& log);
		/// Opens nothing yet. The options are the connector's.

	ConnectionPool(const ConnectionPool&) = delete;
	ConnectionPool& operator = (const ConnectionPool&) = delete;

	~ConnectionPool();
		/// Nothing may be lent any more.

	Outcome acquire(Api::Deadline deadline, std::unique_ptr<Lease>& lease);
		/// Waits for a connection until the deadline.

	void closeIdle();
		/// Closes the connections that nobody uses: one was lost, and what has
		/// happened to it may have happened to all. May throw std::bad_alloc.

	State state() const;

private:
	struct Waiter;

	void waitForTurn(std::unique_lock<std::mutex>& lock, Api::Deadline deadline, bool& granted);
	std::unique_ptr<Connection> popIdle();
	bool isUsable(Connection& connection, Api::Deadline deadline);
	std::unique_ptr<Connection> connect(Api::Deadline deadline);
	void giveBack(std::unique_ptr<Connection> connection);
	void vacate();
	void wakeNext();
	void logFailure(const char* reason, unsigned error);

	const std::unique_ptr<Connector> _connector;
	const DatabaseOptions& _options;
	Api::Clock& _clock;
	Api::Log& _log;
	const std::unique_ptr<SocketWatchdog> _watchdog;
	mutable std::mutex _mutex;
	std::vector<std::unique_ptr<Connection>> _idle;  // the last one returned at the end
	std::list<Waiter*> _waiting;
	std::size_t _lent = 0;  // in use or being made
	std::uint64_t _connects = 0;
	std::uint64_t _timeouts = 0;
	std::uint64_t _failures = 0;
	Api::MonotonicTime _nextFailureLine{0};
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ConnectionPool_INCLUDED
