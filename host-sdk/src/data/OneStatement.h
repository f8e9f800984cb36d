//
// OneStatement.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  OneStatement
//
// A unit of work that is one statement.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_OneStatement_INCLUDED
#define AuthPlug_Host_OneStatement_INCLUDED


#include "AuthPlug/Api/Database.h"


namespace AuthPlug {
namespace Host {


class OneStatement: public Api::UnitOfWork, private Api::RowVisitor
	/// Runs one statement by itself; a subclass that reads overrides begin()
	/// and row(). For one thread.
{
public:
	OneStatement(const Api::Statement& statement, const Api::Value* parameters, std::size_t count);

	virtual ~OneStatement() = default;

	bool runOn(Api::DatabaseService& database, Api::Deadline deadline);
		/// Runs it and returns true if it is acknowledged.

	Api::WorkVerdict run(Api::Transaction& transaction) noexcept override;

	std::uint64_t affected() const;

protected:
	virtual void begin();
		/// Forgets what an earlier try has read.

	virtual void row(const Api::Value* columns);
		/// Takes one row.

private:
	void onRow(const Api::Value* columns, std::size_t count) noexcept override;

	const Api::Statement& _statement;
	const Api::Value* const _parameters;
	const std::size_t _count;
	Api::StatementResult _result;
	bool _outOfMemory = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_OneStatement_INCLUDED
