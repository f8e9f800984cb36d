//
// FaultDatabase.h
//
// Tests: fault
//
// A database with fault points round each statement.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FaultDatabase_INCLUDED
#define AuthPlug_Tests_FaultDatabase_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "FaultPoints.h"
#include "Witness.h"
#include <string>


namespace AuthPlug {
namespace Tests {


class FaultDatabase final: public Api::DatabaseService
	/// Passes all work on to another service and marks what the work does: each
	/// statement, the start of a transaction, its COMMIT and its ROLLBACK. Whoever is given
	/// this service needs no hook. Thread-safe.
{
public:
	FaultDatabase(Api::DatabaseService& database, FaultPoints& points, Witness& witness, const std::string& prefix):
		_database(database),
		_points(points),
		_witness(witness),
		_prefix(prefix)
		/// The names of the points begin with the prefix.
	{
	}

	Api::WorkOutcome run(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline) noexcept override;

private:
	class Statements;
	class Unit;

	void pass(const std::string& point) noexcept
	{
		_points.pass(_prefix + point);
	}

	Api::DatabaseService& _database;
	FaultPoints& _points;
	Witness& _witness;
	const std::string _prefix;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FaultDatabase_INCLUDED
