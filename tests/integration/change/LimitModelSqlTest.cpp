//
// LimitModelSqlTest.cpp
//
// Tests: integration
//
// The statements of the guess limit against the reference model, over random
// histories in which the database's clock is what the test says.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ChangeFixture.h"
#include "ReferenceLimit.h"
#include <Poco/Format.h>
#include <iostream>
#include <memory>
#include <random>


using namespace AuthPlug;
using namespace AuthPlug::Password;
using AuthPlug::Tests::Account;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::ChangeWorld;
using AuthPlug::Tests::PrivateMariaDb;
using AuthPlug::Tests::ReferenceLimit;


namespace {


constexpr std::uint64_t SECOND = 1000000;


class SetClock final: public Api::UnitOfWork
	/// Stops the clock of the one connection that there is.
{
public:
	explicit SetClock(std::uint64_t micros): _sql(Poco::format("SET timestamp=%?d.%06?u", micros/SECOND, micros % SECOND))
	{
	}

	Api::WorkVerdict run(Api::Transaction& transaction) noexcept override
	{
		const Api::Statement statement{_sql.c_str(), nullptr, 0, nullptr, 0, false};
		Api::StatementResult result;
		return transaction.execute(statement, nullptr, 0, nullptr, result) ? Api::WorkVerdict::commit : Api::WorkVerdict::rollback;
	}

private:
	const std::string _sql;
};


class OtherCharge final: public Api::DatabaseService
	/// Charges by another statement: the product's, with something changed.
{
public:
	OtherCharge(Api::DatabaseService& database, const std::string& what, const std::string& with): _database(database), _sql(Statements::charge().sql)
	{
		const std::size_t at = _sql.find(what);
		CPPUNIT_ASSERT_MESSAGE(what, at != std::string::npos);
		_sql.replace(at, what.size(), with);
	}

	Api::WorkOutcome run(Api::UnitOfWork& work, Api::WorkMode mode, Api::Deadline deadline) noexcept override
	{
		Unit unit(*this, work);
		return _database.run(unit, mode, deadline);
	}

private:
	class Unit final: public Api::UnitOfWork, private Api::Transaction
	{
	public:
		Unit(OtherCharge& owner, Api::UnitOfWork& work): _owner(owner), _work(work)
		{
		}

		Api::WorkVerdict run(Api::Transaction& transaction) noexcept override
		{
			_transaction = &transaction;
			return _work.run(*this);
		}

	private:
		bool execute(const Api::Statement& statement, const Api::Value* parameters, std::size_t count, Api::RowVisitor* visitor, Api::StatementResult& result) noexcept override
		{
			Api::Statement other = statement;
			if (statement.sql == Statements::charge().sql) other.sql = _owner._sql.c_str();
			return _transaction->execute(other, parameters, count, visitor, result);
		}

		OtherCharge& _owner;
		Api::UnitOfWork& _work;
		Api::Transaction* _transaction = nullptr;
	};

	Api::DatabaseService& _database;
	std::string _sql;
};


class History
	/// One account's random history, played to the statements and the model.
{
public:
	History(unsigned seed, bool clockGoesBack): _random(seed), _clockGoesBack(clockGoesBack)
	{
		_options.attempts = pick(1, 6);
		_options.windowSeconds = pick(1, 20);
		_options.doublings = pick(0, 6);
		_options.cap = pick(_options.attempts, 15);
	}

	std::string play(Api::DatabaseService& database, Host::SystemClock& clock, int steps)
		/// Returns the first difference, or nothing.
	{
		GuessLimit limit(database, _options, "change");
		SqlPasswordStore store(database, nullptr, {"change", UserIdType::bytes});
		ReferenceLimit reference(_options);
		const auto soon = [&] { return clock.monotonic() + 60000000; };
		for (int step = 0; step < steps; ++step)
		{
			SetClock set(_now);
			if (database.run(set, Api::WorkMode::single, soon()) != Api::WorkOutcome::committed) return "the clock can't be set";
			const std::string where = Poco::format("step %d: ", step);
			const std::uint64_t action = pick(0, 9);
			if (action < 6)
			{
				PasswordRecord record;
				if (store.read(_account.id(), soon(), record) != PasswordStore::Read::found) return where + "no record";
				if (record.nowMicros != _now) return where + "the clock was not set";
				const std::uint64_t retryAfter = LimitMath::retryAfterSeconds(record.limit, record.nowMicros, _options);
				if ((retryAfter > 0) != reference.locked(_now)) return where + "locked";
				if (retryAfter > 0 && retryAfter < _options.retryAfterMaxSeconds
					&& (reference.locked(_now + retryAfter*SECOND) || !reference.locked(_now + (retryAfter - 1)*SECOND)))
				{
					return where + "retryAfter";
				}
				const Charge charge = limit.charge(_account.id(), soon());
				const bool granted = reference.charge(_now);
				++(granted ? grants : refusals);
				if (charge.verdict == Charge::Verdict::unavailable) return where + "unavailable";
				if ((charge.verdict == Charge::Verdict::granted) != granted) return where + "granted";
				if (granted && charge.ordinal != reference.granted()) return where + "ordinal";
				if (!granted && charge.retryAfterSeconds != retryAfter) return where + "retryAfter of the charge";
			}
			else if (action < 7)
			{
				if (reference.granted() == 0) continue;
				const std::uint64_t ordinal = pick(0, 2) > 0 ? reference.granted() : pick(1, reference.granted());
				reference.settle(ordinal);
				if (!limit.settle(_account.id(), ordinal, soon())) return where + "not settled";
			}
			else if (action < 9 || !_clockGoesBack)
			{
				// Often to the microsecond at which something ends.
				const std::uint64_t freeAt = _account.counter("free_at_us");
				if (pick(0, 2) == 0 && freeAt > _now) _now = freeAt - pick(0, 1);
				else _now += pick(0, 3) == 0 ? pick(0, _options.windowSeconds*SECOND*4) : pick(0, 2*SECOND);
			}
			else
			{
				_now -= pick(0, 30*SECOND);
			}
		}
		return std::string();
	}

	int grants = 0;
	int refusals = 0;

private:
	std::uint64_t pick(std::uint64_t least, std::uint64_t most)
	{
		return std::uniform_int_distribution<std::uint64_t>(least, most)(_random);
	}

	std::mt19937 _random;
	const bool _clockGoesBack;
	LimitOptions _options;
	std::uint64_t _now = 1700000000*SECOND;
	const Account _account;
};


std::unique_ptr<ChangeWorld> worldOfOneConnection()
{
	Tests::ChangeOptions options = Tests::optionsFor(PrivateMariaDb::shared());
	options.database.pool = 1;
	return std::make_unique<ChangeWorld>(options);
}


void playAll(unsigned first, unsigned last, bool clockGoesBack)
{
	const auto world = worldOfOneConnection();
	int grants = 0;
	int refusals = 0;
	for (unsigned seed = first; seed <= last; ++seed)
	{
		History history(seed, clockGoesBack);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("seed " + std::to_string(seed), std::string(), history.play(world->database, world->clock, 60));
		grants += history.grants;
		refusals += history.refusals;
	}
	std::cout << "     " << last - first + 1 << " histories: " << grants << " attempts granted, " << refusals << " refused" << std::endl;
}


int found(const std::string& what, const std::string& with)
	/// Returns in how many histories another charge is told from the model.
{
	constexpr unsigned HISTORIES = 8;
	const auto world = worldOfOneConnection();
	OtherCharge other(world->database, what, with);
	int differences = 0;
	for (unsigned seed = 1; seed <= HISTORIES; ++seed)
	{
		if (!History(seed, seed % 4 == 0).play(other, world->clock, 60).empty()) ++differences;
	}
	std::cout << "     told from the model in " << differences << " of " << HISTORIES << " histories" << std::endl;
	return differences;
}


} // namespace


AUTHPLUG_CASES(LimitModelSql)
{
	addCase(suite, "40 random histories: the statements do what the model does", [] { playAll(1, 40, false); });
	addCase(suite, "12 random histories with a clock that is set back", [] { playAll(1001, 1012, true); });

	addCase(suite, "the cap holds, to the attempt, while the clock jumps ten years to and fro", []
	{
		constexpr std::uint64_t TEN_YEARS = 10*365*86400*SECOND;
		constexpr std::uint64_t LONGEST_WINDOW = 64*60*SECOND;
		const auto world = worldOfOneConnection();
		const Account account;
		LimitOptions options;
		options.attempts = 3;
		options.windowSeconds = 60;
		options.cap = 20;
		GuessLimit limit(world->database, options, "change");
		std::uint64_t granted = 0;
		for (std::uint64_t step = 0; step < 150; ++step)
		{
			const std::uint64_t now = 1000000000*SECOND + step*LONGEST_WINDOW;
			SetClock set(step%3 == 0 ? now + TEN_YEARS : step%3 == 1 ? now - TEN_YEARS : now);
			CPPUNIT_ASSERT(world->database.run(set, Api::WorkMode::single, world->soon()) == Api::WorkOutcome::committed);
			const Charge charge = limit.charge(account.id(), world->soon());
			CPPUNIT_ASSERT(charge.verdict != Charge::Verdict::unavailable);
			if (charge.verdict == Charge::Verdict::granted) CPPUNIT_ASSERT_EQUAL(++granted, charge.ordinal);
		}
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(20), granted);
	});

	const struct { const char* name; const char* what; const char* with; } sabotages[] = {
		{"without GREATEST", "GREATEST(free_at_us, ", "GREATEST(0, "},
		{"without the doubling", " << LEAST((seq - base) DIV ?, ?))", " << LEAST(0 DIV ?, ?*0))"},
		{"with < for <=", "IF(free_at_us <= ", "IF(free_at_us < "},
		{"without the cap", "seq - base < ?", "seq - base < ? + 1000"},
		{"with one attempt more", "used < ? OR", "used <= ? OR"},
		{"that never begins anew", ", 1, used + 1)", ", used + 1, used + 1)"}};
	for (const auto& row: sabotages)
	{
		addCase(suite, std::string("a charge ") + row.name + " is told from the model", [row] { CPPUNIT_ASSERT(found(row.what, row.with) > 0); });
	}
}
