//
// WorkTransaction.cpp
//
// Library: AuthPlug/Host
// Package: Data
// Module:  WorkTransaction
//
// SPDX-License-Identifier: BSL-1.0
//


#include "WorkTransaction.h"
#include "Connection.h"
#include "SqlError.h"
#include <exception>


namespace AuthPlug {
namespace Host {


WorkTransaction::WorkTransaction(Connection& connection, Api::WorkMode mode, Api::Clock& clock, Api::Deadline deadline) noexcept:
	_connection(connection),
	_mode(mode),
	_clock(clock),
	_deadline(deadline)
{
}


bool WorkTransaction::execute(const Api::Statement& statement, const Api::Value* parameters, std::size_t count,
	Api::RowVisitor* visitor, Api::StatementResult& result) noexcept
{
	result = Api::StatementResult();
	if (_error) return false;
	if (_mode == Api::WorkMode::single && _hasChanged)
	{
		// The write is committed: were this statement lost, the unit could
		// neither be run again nor be taken back.
		_error = SqlError::MISUSE;
		_writeInDoubt = true;
		return false;
	}

	// Not begun is better than cut off: a write's outcome would be unknown.
	if (!(_clock.monotonic() < _deadline))
	{
		_error = SqlError::TIME_OVER;
		return false;
	}

	bool sent = false;
	try
	{
		_error = _connection.execute(statement, parameters, count, visitor, result, sent);
	}
	catch (const std::exception&)
	{
		_error = SqlError::UNKNOWN;
	}
	if (_error)
	{
		_writeInDoubt = statement.writes && sent;
		return false;
	}
	if (statement.writes && (result.affected > 0 || statement.columnCount > 0)) _hasChanged = true;
	return true;
}


Session& WorkTransaction::session() const noexcept
{
	return _connection.session();
}


void WorkTransaction::noteFailure(unsigned error) noexcept
{
	if (!_error) _error = error;
	_writeInDoubt = true;
}


} } // namespace AuthPlug::Host
