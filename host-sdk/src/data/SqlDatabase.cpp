//
// SqlDatabase.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  SqlDatabase
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/SqlDatabase.h"
#include "AuthPlug/Host/MariaDbDatabase.h"
#include "AuthPlug/Host/PocoDatabase.h"
#include "Connection.h"
#include "Connector.h"
#include "SqlError.h"
#include "WorkTransaction.h"
#include <algorithm>
#include <chrono>
#include <string>
#include <thread>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::uint64_t FIRST_PAUSE_MICROS = 4000;
constexpr std::uint64_t LONGEST_PAUSE_MICROS = 250000;


} // namespace


std::unique_ptr<SqlDatabase> SqlDatabase::create(const DatabaseOptions& options, Api::Clock& clock, Api::Random& random, Api::Log& log)
{
	if (options.client == DatabaseOptions::Client::poco) return std::make_unique<PocoDatabase>(options, clock, random, log);
	return std::make_unique<MariaDbDatabase>(options, clock, random, log);
}


SqlDatabase::SqlDatabase(std::unique_ptr<Connector> connector, Api::Clock& clock, Api::Random& random, Api::Log& log):
	_clock(clock),
	_random(random),
	_log(log),
	_pool(std::move(connector), clock, log)
{
}


SqlDatabase::~SqlDatabase() = default;


ConnectionPool::State SqlDatabase::state() const
{
	return _pool.state();
}


Api::WorkOutcome SqlDatabase::run(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline) noexcept
{
	try
	{
		return runInTries(work, mode, deadline);
	}
	catch (const std::exception&)
	{
		// Not its text: nobody knows what it holds.
		logFailure(Api::LogLevel::alarm, "database.internal_error", SqlError::UNKNOWN, 0);
		return Api::WorkOutcome::unknown;
	}
}


Api::WorkOutcome SqlDatabase::runInTries(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline)
{
	// After an ambiguous end only a later try that commits is a certain one.
	bool inDoubt = false;
	const auto notDone = [&](Api::WorkOutcome outcome) { return inDoubt ? Api::WorkOutcome::unknown : outcome; };

	for (int tries = 1;; ++tries)
	{
		Attempt last{End::failed, SqlError::UNKNOWN};
		{
			std::unique_ptr<ConnectionPool::Lease> lease;
			const ConnectionPool::Outcome outcome = _pool.acquire(deadline, lease);
			if (outcome == ConnectionPool::Outcome::timeout) logFailure(Api::LogLevel::warning, "database.pool_exhausted", SqlError::NONE, tries);
			if (!lease) return notDone(Api::WorkOutcome::unavailable);

			bool keep = true;
			last = attempt(lease->connection(), work, mode, deadline, keep);
			if (!keep) lease->discard();
		}
		if (SqlError::kindOf(last.error) == ErrorKind::lost) _pool.closeIdle();
		switch (last.end)
		{
		case End::committed:
			return Api::WorkOutcome::committed;
		case End::rolledBack:
			return given(notDone(Api::WorkOutcome::rolledBack), last, tries);
		case End::unknown:
			return given(Api::WorkOutcome::unknown, last, tries);
		case End::failed:
			return given(notDone(Api::WorkOutcome::unavailable), last, tries);
		case End::ambiguous:
			inDoubt = true;
			break;
		case End::lost:
		case End::conflict:
			break;
		}
		if (tries == MAX_TRIES || !pause(tries, deadline)) return given(notDone(Api::WorkOutcome::unavailable), last, tries);
	}
}


SqlDatabase::Attempt SqlDatabase::attempt(Connection& connection, Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline, bool& keep)
{
	return mode == Api::WorkMode::single ? attemptSingle(connection, work, deadline, keep) : attemptTransaction(connection, work, deadline, keep);
}


SqlDatabase::Attempt SqlDatabase::attemptSingle(Connection& connection, Api::UnitOfWork& work, Api::Deadline deadline, bool& keep)
{
	WorkTransaction transaction(connection, Api::WorkMode::single, _clock, deadline);
	const Api::WorkVerdict verdict = work.run(transaction);
	const unsigned error = transaction.error();
	const ErrorKind kind = SqlError::kindOf(error);
	if (transaction.writeInDoubt() && (kind == ErrorKind::conflict || kind == ErrorKind::refused))
	{
		// A procedure that was cut off may have left its transaction open, and
		// an error does not tell: the next unit's START would commit it.
		keep = connection.command("ROLLBACK") == 0;
	}
	switch (kind)
	{
	case ErrorKind::none:
		if (verdict == Api::WorkVerdict::commit || transaction.hasChanged()) return Attempt{End::committed, error};
		return Attempt{End::rolledBack, error};
	case ErrorKind::conflict:
		return Attempt{End::conflict, error};
	case ErrorKind::ambiguous:
		keep = false;
		return Attempt{End::ambiguous, error};
	case ErrorKind::refused:
		// A server's error means that the statement was taken back; an error of
		// our own making came after it.
		return Attempt{transaction.writeInDoubt() && error < 1000 ? End::unknown : End::failed, error};
	case ErrorKind::lost:
		keep = false;
		return Attempt{transaction.writeInDoubt() ? End::unknown : End::lost, error};
	case ErrorKind::poisoned:
		break;
	}
	keep = false;
	return Attempt{transaction.writeInDoubt() && error < 1000 ? End::unknown : End::failed, error};
}


SqlDatabase::Attempt SqlDatabase::attemptTransaction(Connection& connection, Api::UnitOfWork& work, Api::Deadline deadline, bool& keep)
{
	// A statement, not Session::begin(): that switches autocommit off for good.
	WorkTransaction transaction(connection, Api::WorkMode::transaction, _clock, deadline);
	Api::WorkVerdict verdict = Api::WorkVerdict::rollback;
	unsigned error = connection.command("START TRANSACTION");
	if (!error)
	{
		verdict = work.run(transaction);
		error = transaction.error();
	}
	if (!error && transaction.usedDirectly())
	{
		// An error that POCO saw carries no status with it; the answer to this does.
		error = connection.command("DO 0");
	}
	if (!error && !connection.inTransaction())
	{
		error = transaction.usedDirectly() ? SqlError::DEADLOCK : SqlError::NOT_IN_TRANSACTION;
	}
	if (!error && verdict == Api::WorkVerdict::commit && _clock.monotonic() < deadline) return commit(connection, keep);

	// Nothing was committed: whatever happens to the ROLLBACK, the server takes
	// the transaction back when the connection ends.
	const ErrorKind kind = SqlError::kindOf(error);
	keep = kind != ErrorKind::lost && kind != ErrorKind::poisoned && connection.command("ROLLBACK") == 0;
	switch (kind)
	{
	case ErrorKind::none:
		return Attempt{verdict == Api::WorkVerdict::rollback ? End::rolledBack : End::failed, error};
	case ErrorKind::conflict:
	case ErrorKind::ambiguous:
		return Attempt{End::conflict, error};
	case ErrorKind::lost:
		return Attempt{End::lost, error};
	case ErrorKind::refused:
	case ErrorKind::poisoned:
		break;
	}
	// A COMMIT that a statement brought about behind our back can't be taken back.
	return Attempt{error == SqlError::NOT_IN_TRANSACTION ? End::unknown : End::failed, error};
}


SqlDatabase::Attempt SqlDatabase::commit(Connection& connection, bool& keep)
{
	const unsigned error = connection.command("COMMIT");
	switch (SqlError::kindOf(error))
	{
	case ErrorKind::none:
		return Attempt{End::committed, error};
	case ErrorKind::conflict:
		// A cluster's certification: the transaction is gone, but end it for good.
		keep = connection.command("ROLLBACK") == 0;
		return Attempt{End::conflict, error};
	case ErrorKind::ambiguous:
		keep = false;
		return Attempt{End::ambiguous, error};
	default:
		// Whatever it was, it came when the COMMIT was under way.
		keep = false;
		return Attempt{End::unknown, error};
	}
}


bool SqlDatabase::pause(int tries, Api::Deadline deadline)
	/// Waits before the next try: a random time, longer with each. Returns
	/// false, at once, if it would end after the deadline.
{
	const std::uint64_t most = std::min(FIRST_PAUSE_MICROS << (tries - 1), LONGEST_PAUSE_MICROS);
	std::uint16_t random = 0;
	if (!_random.fill(&random, sizeof(random))) random = 0;
	const auto micros = static_cast<std::int64_t>(most/2 + most/2*random/65535);
	if (deadline - _clock.monotonic() <= micros) return false;
	std::this_thread::sleep_for(std::chrono::microseconds(micros));
	return true;
}


Api::WorkOutcome SqlDatabase::given(Api::WorkOutcome outcome, const Attempt& last, int tries)
	/// Logs an outcome that is not what the body wished, and returns it.
{
	if (outcome == Api::WorkOutcome::unknown) logFailure(Api::LogLevel::error, "database.outcome_unknown", last.error, tries);
	if (outcome == Api::WorkOutcome::unavailable) logFailure(Api::LogLevel::warning, "database.failed", last.error, tries);
	return outcome;
}


void SqlDatabase::logFailure(Api::LogLevel level, const char* event, unsigned error, int tries)
{
	const std::string number = std::to_string(error);
	const std::string count = std::to_string(tries);
	const Api::LogField fields[] = {{"error", number}, {"tries", count}};
	_log.write(level, event, fields, std::size(fields));
}


} } // namespace AuthPlug::Host
