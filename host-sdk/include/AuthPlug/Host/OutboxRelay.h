//
// OutboxRelay.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  OutboxRelay
//
// Delivers what was committed together with a change.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_OutboxRelay_INCLUDED
#define AuthPlug_Host_OutboxRelay_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Host/OutboxConsumer.h"
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>


namespace AuthPlug {
namespace Host {


class OutboxRelay
	/// A thread that delivers the rows of pw_outbox, each at least once.
	/// Thread-safe.
	///
	/// There is no leader: the relays of all processes may run at once. One
	/// takes an event in a transaction of its own: it locks the row, passing
	/// over those that others have locked, and moves its next try to the end of
	/// a lease. The lock only keeps relays from waiting for each other; it is
	/// the lease that decides, on a cluster too, where locks hold on one node
	/// only. If the process dies, the lease ends and another relay delivers the
	/// event again.
{
public:
	struct Options
	{
		std::uint32_t pollMillis = 1000;         /// pause when nothing is due
		std::uint32_t leaseSeconds = 60;         /// longer than any delivery takes
		std::uint32_t firstRetrySeconds = 1;     /// pause after a failed delivery; doubles with each
		std::uint32_t longestRetrySeconds = 300;
		std::uint32_t retentionSeconds = 7*86400;  /// delivered events are deleted after this time
		std::uint32_t alarmAgeSeconds = 600;     /// an undelivered event this old is an alarm, once a minute
		std::uint32_t statementMillis = 5000;    /// deadline of the relay's own statements
	};

	struct State
	{
		bool reachable = false;            /// the last round reached the database
		std::uint64_t depth = 0;           /// undelivered events
		std::int64_t oldestMicros = 0;     /// age of the oldest of them
		std::uint64_t delivered = 0;       /// by this relay so far
		std::uint64_t postponed = 0;       /// deliveries of this relay that ended in `later`
	};

	OutboxRelay(Api::DatabaseService& database, OutboxConsumer& consumer, Api::Clock& clock, Api::Log& log, const Options& options);

	OutboxRelay(const OutboxRelay&) = delete;
	OutboxRelay& operator = (const OutboxRelay&) = delete;

	~OutboxRelay();
		/// Calls stop().

	void start();
		/// Starts the thread; it first delivers all that is due.

	void stop();
		/// Lets a running delivery end, then ends the thread. May be repeated.

	void nudge() noexcept;
		/// Makes the thread look at once; to be called after a commit.

	State state() const;

private:
	struct Event;
	class Claim;

	void run();
	void round();
	bool deliverNext();
	void noteReached(bool reached);
	void deliver(const Event& event);
	void markDone(const Event& event);
	void postpone(const Event& event);
	void sweep();
	void measure();
	Api::Deadline soon();

	Api::DatabaseService& _database;
	OutboxConsumer& _consumer;
	Api::Clock& _clock;
	Api::Log& _log;
	const Options _options;
	mutable std::mutex _mutex;
	std::condition_variable _wake;
	bool _stopping = false;
	bool _nudged = false;
	State _state;
	Api::MonotonicTime _nextSweep{0};
	Api::MonotonicTime _nextAlarm{0};
	std::thread _thread;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_OutboxRelay_INCLUDED
