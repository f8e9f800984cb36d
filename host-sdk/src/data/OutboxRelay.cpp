//
// OutboxRelay.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  OutboxRelay
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/OutboxRelay.h"
#include "OneStatement.h"
#include <algorithm>
#include <chrono>
#include <iterator>
#include <new>
#include <optional>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


namespace {


// Microseconds since 1970 UTC by the database's clock.
#define AUTHPLUG_NOW_US "CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS UNSIGNED)"

using Api::ValueType;
using Api::Value;

constexpr std::int64_t MICROS_PER_SECOND = 1000000;
constexpr std::int64_t SWEEP_MICROS = 600*MICROS_PER_SECOND;
constexpr std::int64_t ALARM_MICROS = 60*MICROS_PER_SECOND;
constexpr unsigned MOST_DOUBLINGS = 16;

constexpr ValueType U = ValueType::uint64;
constexpr ValueType B = ValueType::bytes;

constexpr ValueType EVENT_COLUMNS[] = {B, B, B, B, U, U, U};
// What another relay is about to take is passed over, without a wait. In any other
// order than the index's, all that is due would be locked to sort it.
constexpr Api::Statement CHOOSE = {
	"SELECT event_id, user_id, kind, payload, created_us, attempts, next_try_us FROM pw_outbox FORCE INDEX (due)"
	" WHERE done_us IS NULL AND next_try_us <= " AUTHPLUG_NOW_US " ORDER BY next_try_us, created_us LIMIT 1 FOR UPDATE SKIP LOCKED",
	nullptr, 0, EVENT_COLUMNS, std::size(EVENT_COLUMNS), false};

// The other nodes of a cluster don't know the lock: whoever commits this first has
// the event, and the others' transactions are taken back.
constexpr ValueType TAKE_PARAMETERS[] = {U, B, U, U};
constexpr Api::Statement TAKE = {
	"UPDATE pw_outbox SET next_try_us = " AUTHPLUG_NOW_US " + ?, attempts = attempts + 1"
	" WHERE event_id = ? AND done_us IS NULL AND attempts = ? AND next_try_us = ?",
	TAKE_PARAMETERS, std::size(TAKE_PARAMETERS), nullptr, 0, true};

constexpr ValueType ID_PARAMETER[] = {B};
constexpr Api::Statement MARK_DONE = {
	"UPDATE pw_outbox SET done_us = " AUTHPLUG_NOW_US " WHERE event_id = ? AND done_us IS NULL",
	ID_PARAMETER, std::size(ID_PARAMETER), nullptr, 0, true};

// Only the lease that is still this relay's.
constexpr ValueType POSTPONE_PARAMETERS[] = {U, B, U};
constexpr Api::Statement POSTPONE = {
	"UPDATE pw_outbox SET next_try_us = " AUTHPLUG_NOW_US " + ? WHERE event_id = ? AND done_us IS NULL AND attempts = ?",
	POSTPONE_PARAMETERS, std::size(POSTPONE_PARAMETERS), nullptr, 0, true};

constexpr ValueType MEASURE_COLUMNS[] = {U, U};
constexpr Api::Statement MEASURE = {
	"SELECT CAST(COUNT(*) AS UNSIGNED), CAST(COALESCE(GREATEST(CAST(" AUTHPLUG_NOW_US " AS SIGNED) - CAST(MIN(created_us) AS SIGNED), 0), 0) AS UNSIGNED)"
	" FROM pw_outbox WHERE done_us IS NULL",
	nullptr, 0, MEASURE_COLUMNS, std::size(MEASURE_COLUMNS), false};

constexpr ValueType OLD_PARAMETERS[] = {U};
constexpr ValueType OLD_COLUMNS[] = {B};
constexpr Api::Statement READ_OLD = {
	"SELECT event_id FROM pw_outbox WHERE done_us < " AUTHPLUG_NOW_US " - ? LIMIT 500",
	OLD_PARAMETERS, std::size(OLD_PARAMETERS), OLD_COLUMNS, std::size(OLD_COLUMNS), false};

constexpr Api::Statement DELETE_OLD = {
	"DELETE FROM pw_outbox WHERE event_id = ? AND done_us IS NOT NULL",
	ID_PARAMETER, std::size(ID_PARAMETER), nullptr, 0, true};


class ReadOld: public OneStatement
{
public:
	explicit ReadOld(const Value* age): OneStatement(READ_OLD, age, 1)
	{
	}

	std::vector<std::string> ids;

protected:
	void begin() override
	{
		ids.clear();
	}

	void row(const Value* columns) override
	{
		ids.emplace_back(columns[0].text);
	}
};


class Measure: public OneStatement
{
public:
	Measure(): OneStatement(MEASURE, nullptr, 0)
	{
	}

	std::uint64_t depth = 0;
	std::uint64_t oldestMicros = 0;

protected:
	void row(const Value* columns) override
	{
		depth = columns[0].number;
		oldestMicros = columns[1].number;
	}
};


} // namespace


struct OutboxRelay::Event
{
	std::string eventId;
	std::string userId;
	std::string kind;
	std::string payload;
	std::uint64_t createdMicros;
	std::uint64_t attempts;
	std::uint64_t nextTryMicros;
};


class OutboxRelay::Claim final: public Api::UnitOfWork, private Api::RowVisitor
	/// Chooses the event that has been due for longest, and takes it for the time
	/// of a lease.
{
public:
	explicit Claim(std::uint64_t leaseMicros): _leaseMicros(leaseMicros)
	{
	}

	std::optional<Event> event;  /// nothing: none is due that nobody else is about to take

	Api::WorkVerdict run(Api::Transaction& transaction) noexcept override
	{
		event.reset();
		Api::StatementResult result;
		if (!transaction.execute(CHOOSE, nullptr, 0, this, result) || !event) return Api::WorkVerdict::rollback;
		const Value parameters[] = {Value::ofUInt64(_leaseMicros), Value::ofBytes(event->eventId), Value::ofUInt64(event->attempts),
			Value::ofUInt64(event->nextTryMicros)};
		const bool taken = transaction.execute(TAKE, parameters, std::size(parameters), nullptr, result) && result.affected == 1;
		return taken ? Api::WorkVerdict::commit : Api::WorkVerdict::rollback;
	}

private:
	void onRow(const Value* columns, std::size_t /*count*/) noexcept override
	{
		try
		{
			event = Event{std::string(columns[0].text), std::string(columns[1].text), std::string(columns[2].text),
				std::string(columns[3].text), columns[4].number, columns[5].number, columns[6].number};
		}
		catch (const std::bad_alloc&)
		{
			event.reset();  // it stays due
		}
	}

	const std::uint64_t _leaseMicros;
};


OutboxRelay::OutboxRelay(Api::DatabaseService& database, OutboxConsumer& consumer, Api::Clock& clock, Api::Log& log, const Options& options):
	_database(database),
	_consumer(consumer),
	_clock(clock),
	_log(log),
	_options(options)
{
}


OutboxRelay::~OutboxRelay()
{
	stop();
}


void OutboxRelay::start()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	if (_thread.joinable()) return;
	_stopping = false;
	_thread = std::thread([this] { run(); });
}


void OutboxRelay::stop()
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		if (!_thread.joinable()) return;
		_stopping = true;
	}
	_wake.notify_all();
	_thread.join();
}


void OutboxRelay::nudge() noexcept
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_nudged = true;
	}
	_wake.notify_all();
}


OutboxRelay::State OutboxRelay::state() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return _state;
}


void OutboxRelay::run()
{
	std::unique_lock<std::mutex> lock(_mutex);
	while (!_stopping)
	{
		_nudged = false;
		lock.unlock();
		round();
		lock.lock();
		_wake.wait_for(lock, std::chrono::milliseconds(_options.pollMillis), [this] { return _stopping || _nudged; });
	}
}


void OutboxRelay::round()
	/// Delivers all that is due, then takes stock.
{
	try
	{
		while (deliverNext()) {}
		sweep();
		measure();
	}
	catch (const std::exception&)
	{
		// Out of memory, in effect. The events stay where they are.
		_log.write(Api::LogLevel::alarm, "outbox.internal_error", nullptr, 0);
	}
}


bool OutboxRelay::deliverNext()
	/// Returns false if there is nothing to do at the moment.
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		if (_stopping) return false;
	}
	Claim claim(static_cast<std::uint64_t>(_options.leaseSeconds)*MICROS_PER_SECOND);
	const Api::WorkOutcome outcome = _database.run(claim, Api::WorkMode::transaction, soon());
	const bool isClaimed = outcome == Api::WorkOutcome::committed;
	noteReached(isClaimed || outcome == Api::WorkOutcome::rolledBack);
	// In doubt means not taken: the lease ends, and the event comes again.
	if (isClaimed) deliver(*claim.event);
	return isClaimed;
}


void OutboxRelay::noteReached(bool reached)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	if (_state.reachable && !reached) _log.write(Api::LogLevel::warning, "outbox.unreachable", nullptr, 0);
	_state.reachable = reached;
}


void OutboxRelay::deliver(const Event& event)
{
	OutboxEvent shown;
	shown.eventId = event.eventId;
	shown.userId = event.userId;
	shown.kind = event.kind;
	shown.payload = event.payload;
	shown.created = Api::UtcTime{static_cast<std::int64_t>(event.createdMicros)};
	shown.attempt = static_cast<std::uint32_t>(event.attempts + 1);
	if (_consumer.deliver(shown) == Delivery::delivered) markDone(event);
	else postpone(event);
}


void OutboxRelay::markDone(const Event& event)
{
	const Value parameters[] = {Value::ofBytes(event.eventId)};
	OneStatement(MARK_DONE, parameters, std::size(parameters)).runOn(_database, soon());
	const std::lock_guard<std::mutex> lock(_mutex);
	++_state.delivered;
}


void OutboxRelay::postpone(const Event& event)
{
	const auto doublings = static_cast<unsigned>(std::min<std::uint64_t>(event.attempts, MOST_DOUBLINGS));
	const std::uint64_t seconds = std::min<std::uint64_t>(static_cast<std::uint64_t>(_options.firstRetrySeconds) << doublings, _options.longestRetrySeconds);
	const Value parameters[] = {Value::ofUInt64(seconds*MICROS_PER_SECOND), Value::ofBytes(event.eventId), Value::ofUInt64(event.attempts + 1)};
	OneStatement(POSTPONE, parameters, std::size(parameters)).runOn(_database, soon());
	const std::lock_guard<std::mutex> lock(_mutex);
	++_state.postponed;
}


void OutboxRelay::sweep()
	/// Deletes old events one by one, by their key: a range would be locked.
{
	if (_clock.monotonic() < _nextSweep) return;
	_nextSweep = _clock.monotonic() + SWEEP_MICROS;

	const Value age[] = {Value::ofUInt64(static_cast<std::uint64_t>(_options.retentionSeconds)*MICROS_PER_SECOND)};
	ReadOld old(age);
	if (!old.runOn(_database, soon())) return;
	for (const std::string& id : old.ids)
	{
		const Value parameters[] = {Value::ofBytes(id)};
		OneStatement(DELETE_OLD, parameters, std::size(parameters)).runOn(_database, soon());
	}
}


void OutboxRelay::measure()
{
	Measure found;
	if (!found.runOn(_database, soon())) return;
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_state.depth = found.depth;
		_state.oldestMicros = static_cast<std::int64_t>(found.oldestMicros);
	}
	const std::uint64_t oldestSeconds = found.oldestMicros/MICROS_PER_SECOND;
	if (oldestSeconds < _options.alarmAgeSeconds || _clock.monotonic() < _nextAlarm) return;
	_nextAlarm = _clock.monotonic() + ALARM_MICROS;
	const std::string depth = std::to_string(found.depth);
	const std::string age = std::to_string(oldestSeconds);
	const Api::LogField fields[] = {{"depth", depth}, {"oldest_seconds", age}};
	_log.write(Api::LogLevel::alarm, "outbox.late", fields, std::size(fields));
}


Api::Deadline OutboxRelay::soon()
{
	return _clock.monotonic() + static_cast<std::int64_t>(_options.statementMillis)*1000;
}


} } // namespace AuthPlug::Host
