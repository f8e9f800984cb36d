//
// OneStatement.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  OneStatement
//
// A unit of work that is one statement.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_OneStatement_INCLUDED
#define AuthPlug_Password_OneStatement_INCLUDED


#include "AuthPlug/Api/Database.h"


namespace AuthPlug {
namespace Password {


class OneStatement: public Api::UnitOfWork, protected Api::RowVisitor
	/// Runs one statement by itself. A subclass that reads overrides onRow()
	/// and forget(). For one thread.
{
public:
	OneStatement(const Api::Statement& statement, const Api::Value* parameters, std::size_t count) noexcept:
		_statement(statement),
		_parameters(parameters),
		_count(count)
	{
	}

	Api::WorkVerdict run(Api::Transaction& transaction) noexcept override
	{
		forget();
		_result = Api::StatementResult();
		Api::RowVisitor* const visitor = _statement.columnCount > 0 ? this : nullptr;
		const bool done = transaction.execute(_statement, _parameters, _count, visitor, _result);
		return done ? Api::WorkVerdict::commit : Api::WorkVerdict::rollback;
	}

	bool runOn(Api::DatabaseService& database, Api::Deadline deadline) noexcept
		/// Runs it and returns true if it is acknowledged.
	{
		return database.run(*this, Api::WorkMode::single, deadline) == Api::WorkOutcome::committed;
	}

	const Api::StatementResult& result() const noexcept
	{
		return _result;
	}

protected:
	virtual ~OneStatement() = default;

	void onRow(const Api::Value*, std::size_t) noexcept override
	{
	}

	virtual void forget() noexcept
		/// Drops what an earlier try has read.
	{
	}

private:
	const Api::Statement& _statement;
	const Api::Value* const _parameters;
	const std::size_t _count;
	Api::StatementResult _result;
};


class WriteStatement final: public OneStatement
	/// One statement that fetches nothing.
{
public:
	using OneStatement::OneStatement;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_OneStatement_INCLUDED
