//
// PocoDatabase.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  PocoDatabase
//
// The database service over POCO Data MySQL.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PocoDatabase_INCLUDED
#define AuthPlug_Host_PocoDatabase_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Random.h"
#include "AuthPlug/Host/ConnectionPool.h"
#include "AuthPlug/Host/DatabaseOptions.h"
#include <Poco/Data/Session.h>
#include <Poco/Exception.h>


namespace AuthPlug {
namespace Host {


class WorkTransaction;


class PocoDatabase: public Api::DatabaseService
	/// Runs units of work on MySQL or MariaDB. Thread-safe.
	///
	/// Beyond what DatabaseService promises: a unit whose connection is lost
	/// runs again on a new one, unless a write or a COMMIT may have reached the
	/// server; no statement outlasts the unit's deadline; after an error that is
	/// not known to leave the session whole, its connection is closed. Logs
	/// carry error numbers only: the texts hold statements and users' data.
	///
	/// With a UNIX socket, make it before other threads run and before anything
	/// else in the process uses the client library: that takes the path from
	/// the environment variable MYSQL_UNIX_PORT, once, when it is initialised.
	/// The constructor sets the variable. So there can be one such path in a
	/// process; a connection that went by another one is refused.
{
public:
	static constexpr int MAX_TRIES = 8;

	PocoDatabase(const DatabaseOptions& options, Api::Clock& clock, Api::Random& random, Api::Log& log);
		/// Connects to nothing yet. Throws what DatabaseOptions::validate()
		/// throws, and Poco::InvalidArgumentException if another socket path
		/// is set already.

	~PocoDatabase();
		/// No unit may run any more.

	Api::WorkOutcome run(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline) noexcept override;

	static Poco::Data::Session sessionOf(Api::Transaction& transaction);
		/// Returns the POCO session beneath a transaction, for code of the host
		/// that has its statements in POCO Data. Valid until the unit's run()
		/// returns. Neither begin, commit nor rollback may be called on it, and
		/// no session variable be changed. A statement that throws must be
		/// reported with noteFailure(). Throws Poco::InvalidArgumentException if
		/// the transaction is not a PocoDatabase's.

	static void noteFailure(Api::Transaction& transaction, const Poco::Exception& exception);
		/// Tells the transaction that a statement on its POCO session has
		/// failed, so that it is run again or given up, as the error demands.

	ConnectionPool::State state() const;

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


#endif // AuthPlug_Host_PocoDatabase_INCLUDED
