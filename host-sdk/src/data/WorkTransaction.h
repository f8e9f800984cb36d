//
// WorkTransaction.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  WorkTransaction
//
// What the body of a unit of work gets to run its statements on.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_WorkTransaction_INCLUDED
#define AuthPlug_Host_WorkTransaction_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Database.h"


namespace AuthPlug {
namespace Host {


class Connection;
class Session;


class WorkTransaction final: public Api::Transaction
	/// Runs the statements of one try and remembers how they went. After a
	/// failure it runs nothing any more.
{
public:
	WorkTransaction(Connection& connection, Api::WorkMode mode, Api::Clock& clock, Api::Deadline deadline) noexcept;

	bool execute(const Api::Statement& statement, const Api::Value* parameters, std::size_t count,
		Api::RowVisitor* visitor, Api::StatementResult& result) noexcept override;

	Session& session() const noexcept;
		/// Returns the session that it runs on.

	void markUsedDirectly() noexcept
		/// Says that statements are run on the session, not by execute().
	{
		_usedDirectly = true;
	}

	void noteFailure(unsigned error) noexcept;

	unsigned error() const noexcept
		/// The error number of the statement that failed, or 0.
	{
		return _error;
	}

	bool writeInDoubt() const noexcept
		/// True if the statement that failed can change data and may have been
		/// executed.
	{
		return _writeInDoubt;
	}

	bool hasChanged() const noexcept
		/// True if a statement has changed rows.
	{
		return _hasChanged;
	}

	bool usedDirectly() const noexcept
	{
		return _usedDirectly;
	}

private:
	Connection& _connection;
	const Api::WorkMode _mode;
	Api::Clock& _clock;
	const Api::Deadline _deadline;
	unsigned _error = 0;
	bool _writeInDoubt = false;
	bool _hasChanged = false;
	bool _usedDirectly = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_WorkTransaction_INCLUDED
