//
// SteppedDatabase.h
//
// Tests: integration
//
// A database whose statements wait for their turn.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_SteppedDatabase_INCLUDED
#define AuthPlug_Tests_SteppedDatabase_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "BlindStatement.h"
#include "Interleavings.h"
#include <functional>
#include <set>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Tests {


class SteppedDatabase final: public Api::DatabaseService
	/// Passes work on to another service; each statement of a change, COMMIT and
	/// ROLLBACK are steps of an actor. For one thread.
{
public:
	using Steps = std::set<std::string, std::less<>>;

	SteppedDatabase(Api::DatabaseService& database, Interleaving::Actor& actor, bool blind, const Steps& silent):
		_database(database),
		_actor(actor),
		_blind(blind),
		_silent(silent)
		/// With `blind`, passwords are replaced without looking. Silent steps
		/// follow at once on the one before.
	{
	}

	Api::WorkOutcome run(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline) noexcept override
	{
		Unit unit(*this, work, mode);
		return _database.run(unit, mode, deadline);
	}

private:
	class Statements final: public Api::Transaction
	{
	public:
		Statements(SteppedDatabase& owner, Api::Transaction& transaction): _owner(owner), _transaction(transaction)
		{
		}

		bool execute(const Api::Statement& statement, const Api::Value* parameters, std::size_t count,
			Api::RowVisitor* visitor, Api::StatementResult& result) noexcept override
		{
			const std::string_view step = stepOf(statement.sql);
			if (!step.empty()) _owner.pass(step);
			const bool replaces = step == "replace" && _owner._blind;
			return _transaction.execute(replaces ? BLIND_REPLACE : statement, parameters, count, visitor, result);
		}

	private:
		static std::string_view stepOf(std::string_view sql)
		{
			struct Step
			{
				std::string_view mark;
				std::string_view name;
			};
			static constexpr Step STEPS[] = {
				{"SELECT p.hash", "read"},
				{"UPDATE pw_check SET used = IF(", "charge"},
				{"SELECT used FROM pw_check", "used"},       // of the naive limit
				{"UPDATE pw_check SET used = ?", "write"},   // likewise
				{"SELECT seq, base, used", "counters"},
				{"UPDATE pw SET hash", "replace"},
				{"UPDATE pw_check SET used = LEAST(", "settle"},
				{"INSERT INTO pw_outbox", "event"}};
			for (const Step& step: STEPS)
			{
				if (sql.find(step.mark) == 0) return step.name;
			}
			return std::string_view();
		}

		SteppedDatabase& _owner;
		Api::Transaction& _transaction;
	};

	class Unit final: public Api::UnitOfWork
	{
	public:
		Unit(SteppedDatabase& owner, Api::UnitOfWork& work, Api::WorkMode mode): _owner(owner), _work(work), _mode(mode)
		{
		}

		Api::WorkVerdict run(Api::Transaction& transaction) noexcept override
		{
			Statements statements(_owner, transaction);
			const Api::WorkVerdict verdict = _work.run(statements);
			if (_mode == Api::WorkMode::transaction) _owner.pass(verdict == Api::WorkVerdict::commit ? "commit" : "rollback");
			return verdict;
		}

	private:
		SteppedDatabase& _owner;
		Api::UnitOfWork& _work;
		const Api::WorkMode _mode;
	};

	void pass(std::string_view step)
	{
		if (_silent.count(step) == 0) _actor.pass(step);
	}

	Api::DatabaseService& _database;
	Interleaving::Actor& _actor;
	const bool _blind;
	const Steps _silent;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_SteppedDatabase_INCLUDED
