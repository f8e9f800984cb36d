//
// SqlDatabase.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  SqlDatabase
//
// The database service over MySQL or MariaDB.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SqlDatabase_INCLUDED
#define AuthPlug_Host_SqlDatabase_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Random.h"
#include "AuthPlug/Host/ConnectionPool.h"
#include "AuthPlug/Host/DatabaseOptions.h"
#include <memory>


namespace AuthPlug {
namespace Host {


class Connector;


class SqlDatabase: public Api::DatabaseService
	/// Runs units of work on MySQL or MariaDB; the subclasses differ in how they
	/// connect. Thread-safe.
	///
	/// Beyond what DatabaseService promises: a unit whose connection is lost
	/// runs again on a new one, unless a write or a COMMIT may have reached the
	/// server; no statement outlasts the unit's deadline; after an error that is
	/// not known to leave the session whole, its connection is closed. Logs
	/// carry error numbers only: the texts hold statements and users' data.
{
public:
	static constexpr int MAX_TRIES = 8;

	static std::unique_ptr<SqlDatabase> create(const DatabaseOptions& options, Api::Clock& clock, Api::Random& random, Api::Log& log);
		/// Makes the database of options.client. Throws as its constructor.

	SqlDatabase(const SqlDatabase&) = delete;
	SqlDatabase& operator = (const SqlDatabase&) = delete;

	virtual ~SqlDatabase();
		/// No unit may run any more.

	Api::WorkOutcome run(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline) noexcept override;

	ConnectionPool::State state() const;

protected:
	SqlDatabase(std::unique_ptr<Connector> connector, Api::Clock& clock, Api::Random& random, Api::Log& log);

private:
	enum class End
		/// How one try ended.
	{
		committed,
		rolledBack,
		unknown,
		conflict,   // taken back by the server
		ambiguous,  // perhaps taken back by the server
		lost,       // the connection is gone, and nothing was changed
		failed
	};

	struct Attempt
	{
		End end;
		unsigned error;
	};

	Api::WorkOutcome runInTries(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline);
	Attempt attempt(Connection& connection, Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline, bool& keep);
	Attempt attemptSingle(Connection& connection, Api::UnitOfWork& work, Api::Deadline deadline, bool& keep);
	Attempt attemptTransaction(Connection& connection, Api::UnitOfWork& work, Api::Deadline deadline, bool& keep);
	Attempt commit(Connection& connection, bool& keep);
	bool pause(int tries, Api::Deadline deadline);
	Api::WorkOutcome given(Api::WorkOutcome outcome, const Attempt& last, int tries);
	void logFailure(Api::LogLevel level, const char* event, unsigned error, int tries);

	Api::Clock& _clock;
	Api::Random& _random;
	Api::Log& _log;
	ConnectionPool _pool;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SqlDatabase_INCLUDED
