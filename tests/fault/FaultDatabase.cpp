//
// FaultDatabase.cpp
//
// Tests: fault
//
// SPDX-License-Identifier: BSL-1.0
//


#include "FaultDatabase.h"
#include "StepNames.h"


namespace AuthPlug {
namespace Tests {


class FaultDatabase::Statements final: public Api::Transaction
	/// The statements of one try.
{
public:
	Statements(FaultDatabase& owner, Api::Transaction& transaction): _owner(owner), _transaction(transaction)
	{
	}

	bool execute(const Api::Statement& statement, const Api::Value* parameters, std::size_t count,
		Api::RowVisitor* visitor, Api::StatementResult& result) noexcept override
	{
		const std::string step = stepOf(statement.sql);
		if (step.empty()) return _transaction.execute(statement, parameters, count, visitor, result);

		if (step == "replace") _replaces = true;
		_owner.pass(step + ".before");
		const bool done = _transaction.execute(statement, parameters, count, visitor, result);
		if (step == "charge") noteCharge(done, result);
		if (done) _owner.pass(step + ".after");
		return done;
	}

	bool replaces() const
		/// True if a password was to be changed.
	{
		return _replaces;
	}

private:
	void noteCharge(bool done, const Api::StatementResult& result)
	{
		if (!done) _owner._witness.note("doubt");
		else if (result.affected == 1) _owner._witness.note("granted");
	}

	FaultDatabase& _owner;
	Api::Transaction& _transaction;
	bool _replaces = false;
};


class FaultDatabase::Unit final: public Api::UnitOfWork
{
public:
	Unit(FaultDatabase& owner, Api::UnitOfWork& work, Api::WorkMode mode): _owner(owner), _work(work), _mode(mode)
	{
	}

	Api::WorkVerdict run(Api::Transaction& transaction) noexcept override
	{
		const bool isTransaction = _mode == Api::WorkMode::transaction;
		if (isTransaction) _owner.pass("transaction.begun");
		Statements statements(_owner, transaction);
		const Api::WorkVerdict verdict = _work.run(statements);
		replaces = statements.replaces();
		if (isTransaction) _owner.pass(verdict == Api::WorkVerdict::commit ? "commit.before" : "rollback.before");
		return verdict;
	}

	bool replaces = false;  /// true if a password was to be changed

private:
	FaultDatabase& _owner;
	Api::UnitOfWork& _work;
	const Api::WorkMode _mode;
};


Api::WorkOutcome FaultDatabase::run(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline) noexcept
{
	Unit unit(*this, work, mode);
	if (mode == Api::WorkMode::single) return _database.run(unit, mode, deadline);

	pass("transaction.before");
	const Api::WorkOutcome outcome = _database.run(unit, mode, deadline);
	if (unit.replaces && outcome == Api::WorkOutcome::unknown) _witness.note("unknown");
	if (unit.replaces && outcome == Api::WorkOutcome::committed) _witness.note("committed");
	if (outcome == Api::WorkOutcome::committed) pass("commit.after");
	if (outcome == Api::WorkOutcome::rolledBack) pass("rollback.after");
	return outcome;
}


} } // namespace AuthPlug::Tests
