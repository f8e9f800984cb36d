//
// OneStatement.cpp
//
// Library: AuthPlug/Host
// Package: Data
// Module:  OneStatement
//
// SPDX-License-Identifier: BSL-1.0
//


#include "OneStatement.h"
#include <new>


namespace AuthPlug {
namespace Host {


OneStatement::OneStatement(const Api::Statement& statement, const Api::Value* parameters, std::size_t count):
	_statement(statement),
	_parameters(parameters),
	_count(count)
{
}


bool OneStatement::runOn(Api::DatabaseService& database, Api::Deadline deadline)
{
	return database.run(*this, Api::WorkMode::single, deadline) == Api::WorkOutcome::committed;
}


Api::WorkVerdict OneStatement::run(Api::Transaction& transaction) noexcept
{
	_outOfMemory = false;
	begin();
	const bool done = transaction.execute(_statement, _parameters, _count, this, _result);
	return done && !_outOfMemory ? Api::WorkVerdict::commit : Api::WorkVerdict::rollback;
}


std::uint64_t OneStatement::affected() const
{
	return _result.affected;
}


void OneStatement::begin()
{
}


void OneStatement::row(const Api::Value* /*columns*/)
{
}


void OneStatement::onRow(const Api::Value* columns, std::size_t /*count*/) noexcept
{
	try
	{
		if (!_outOfMemory) row(columns);
	}
	catch (const std::bad_alloc&)
	{
		_outOfMemory = true;
	}
}


} } // namespace AuthPlug::Host
