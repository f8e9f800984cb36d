//
// InterleavingSqlTest.cpp
//
// Tests: integration
//
// Every order in which the statements of two changes can reach a real database,
// by two connections, waits for locks included; and of three, with some of the
// statements following at once on the one before.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ChangeFixture.h"
#include "LockModel.h"
#include "RootSql.h"
#include "SteppedDatabase.h"
#include <iostream>
#include <memory>


using namespace AuthPlug;
using namespace AuthPlug::Password;
using AuthPlug::Testing::FakeHasher;
using AuthPlug::Tests::Account;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::ChangeWorld;
using AuthPlug::Tests::Exploration;
using AuthPlug::Tests::Interleaving;
using AuthPlug::Tests::LockModel;
using AuthPlug::Tests::NaiveLimit;
using AuthPlug::Tests::PrivateMariaDb;
using AuthPlug::Tests::RootSql;
using AuthPlug::Tests::SteppedDatabase;


namespace {


enum class Sabotage
{
	none,
	blindReplace,
	naiveLimit
};


struct Scenario
{
	const char* name;
	std::vector<LockModel::Request> requests;
	std::uint64_t attempts;
	Sabotage sabotage = Sabotage::none;
	SteppedDatabase::Steps silent = {};  /// that follow at once on the one before
};


std::string passwordOf(int number)
{
	return number == 0 ? Tests::OLD : Tests::Canary::password("P" + std::to_string(number));
}


std::string tokenOf(const LockModel::Request& request)
{
	return "token" + std::to_string(request.token);
}


void demand(bool holds, const std::string& promise)
{
	if (!holds) throw std::runtime_error(promise);
}


PrivateMariaDb& database()
	/// A server on which nobody else waits for locks.
{
	static PrivateMariaDb instance;
	return instance;
}


class Site
	/// Two processes, so to speak, each with one connection of its own.
{
public:
	explicit Site(const Scenario& scenario): root(database().socket(), database().database())
	{
		for (std::size_t i = 0; i < scenario.requests.size(); ++i)
		{
			Tests::ChangeOptions options = Tests::optionsFor(database());
			options.database.pool = 1;
			options.database.statementTimeoutMillis = 60000;
			options.database.lockWaitTimeoutSeconds = 3;
			options.limit.attempts = scenario.attempts;
			worlds.push_back(std::make_unique<ChangeWorld>(options));
		}
	}

	std::string newAccount()
	{
		static int number = 0;
		const std::string id = "i" + std::to_string(++number);
		root.query("INSERT INTO pw(user_id, hash) VALUES('" + id + "', '" + FakeHasher::stored(Tests::OLD) + "'); INSERT INTO pw_check(user_id, purpose) VALUES('" + id + "', 'change')");
		return id;
	}

	int lockWaits()
	{
		return std::stoi(root.query("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'").at(0).at(1).value());
	}

	std::uint64_t checks() const
	{
		std::uint64_t sum = 0;
		for (const auto& world: worlds) sum += world->counting.verified();
		return sum;
	}

	RootSql root;
	std::vector<std::unique_ptr<ChangeWorld>> worlds;
};


class Play
{
public:
	Play(Site& site, const Scenario& scenario, Interleaving& interleaving):
		_site(site),
		_scenario(scenario),
		_interleaving(interleaving),
		_id(site.newAccount()),
		_checksBefore(site.checks()),
		_results(scenario.requests.size())
	{
		_interleaving.blocked = [this] { return _site.lockWaits(); };
		_interleaving.releases = [](std::string_view step) { return step == "commit" || step == "rollback"; };
		_interleaving.check = [this] { checkMoment(); };
		for (std::size_t i = 0; i < scenario.requests.size(); ++i)
		{
			Interleaving::Actor& actor = _interleaving.newActor();
			_interleaving.play(actor, [this, i, &actor] { request(i, actor); });
		}
	}

	void run()
	{
		_interleaving.run();
		checkMoment();
		checkEnd();
	}

private:
	void request(std::size_t index, Interleaving::Actor& actor)
		/// One change, with the product's store and limit on stepped statements.
	{
		ChangeWorld& world = *_site.worlds[index];
		const LockModel::Request& wanted = _scenario.requests[index];
		world.signIn(_id, tokenOf(wanted));
		SteppedDatabase stepped(world.database, actor, _scenario.sabotage == Sabotage::blindReplace, _scenario.silent);
		SqlPasswordStore store(stepped, nullptr, {"change", UserIdType::bytes});
		GuessLimit limit(stepped, world.limitOptions, "change");
		NaiveLimit naive(stepped, world.limitOptions);
		const bool isNaive = _scenario.sabotage == Sabotage::naiveLimit;
		const ChangePassword changePassword(
			ChangePassword::Services{store, isNaive ? static_cast<AttemptBudget&>(naive) : limit, world.counting, world.authority, world.sessions,
				world.allAtOnce, world.clock, world.random, world.searchedLog, &world.searchedEvents},
			ChangePassword::Options{world.limitOptions, 600});

		const std::string token = Tests::Canary::token(tokenOf(wanted));
		const std::string oldPassword = passwordOf(wanted.oldPassword);
		const std::string newPassword = passwordOf(wanted.newPassword);
		Testing::FakeRequestContext context(world.clock, 100000000);
		Caller caller;
		demand(!world.authority.authenticate(Api::SecretView(token), context.deadline(), caller), "the token is good");
		_results[index] = changePassword.change(
			ChangeOrder{caller, Api::SecretView(token), Api::SecretView(oldPassword), Api::SecretView(newPassword), context});
	}

	RootSql::Row row()
	{
		return _site.root.query("SELECT p.hash, p.version, c.seq, c.base, c.used, (SELECT COUNT(*) FROM pw_outbox o WHERE o.user_id = p.user_id)"
			" FROM pw p JOIN pw_check c ON c.user_id = p.user_id AND c.purpose = 'change' WHERE p.user_id = '" + _id + "'").at(0);
	}

	static std::uint64_t number(const RootSql::Row& row, std::size_t column)
	{
		return std::stoull(row.at(column).value());
	}

	void checkMoment()
		/// What others see between any two statements.
	{
		const RootSql::Row now = row();
		demand((now.at(0).value() == FakeHasher::stored(Tests::OLD)) == (number(now, 1) == 0), "old or new password holds, not both or none");
		demand(number(now, 1) == number(now, 5), "as many events as changes");
		demand(number(now, 2) - number(now, 3) <= _scenario.attempts, "the budget is not exceeded");
		demand(_site.checks() - _checksBefore <= number(now, 2), "every check was paid for before");
	}

	void checkEnd()
	{
		const RootSql::Row end = row();
		std::uint64_t winners = 0;
		std::uint64_t lastProof = 0;
		for (std::size_t i = 0; i < _results.size(); ++i)
		{
			const ChangeResult& result = _results[i];
			const bool isChanged = result.refusal.outcome == Outcome::changed;
			const bool isTold = isChanged || result.refusal.outcome == Outcome::replayed;
			winners += isChanged ? 1 : 0;
			if (isTold)
			{
				lastProof = std::max(lastProof, result.ordinal);
				demand(end.at(0).value() == FakeHasher::stored(passwordOf(_scenario.requests[i].newPassword)), "who is told of success has set the password");
			}
			demand(isTold || result.refusal.outcome == Outcome::passwordIncorrect || result.refusal.outcome == Outcome::locked, "no other outcome");
		}
		demand(winners == number(end, 1), "as many winners as versions");
		demand(winners <= 1, "one winner for the old version");
		demand(_site.checks() - _checksBefore == number(end, 2), "charges are checks");
		demand(number(end, 3) == lastProof, "settled up to the last proof");
		demand(number(end, 4) == number(end, 2) - number(end, 3), "attempts after the last proof stay counted");
	}

	Site& _site;
	const Scenario& _scenario;
	Interleaving& _interleaving;
	const std::string _id;
	const std::uint64_t _checksBefore;
	std::vector<ChangeResult> _results;
};


Exploration exploreAll(const Scenario& scenario)
{
	Site site(scenario);
	const Exploration seen = Tests::explore([&](Interleaving& interleaving) { Play(site, scenario, interleaving).run(); });
	std::cout << "     " << scenario.name << ": " << seen.interleavings << " interleavings on a real database, " << seen.violating << " with a violation" << std::endl;
	CPPUNIT_ASSERT_DOUBLES_EQUAL(1.0, seen.share, 1e-9);
	return seen;
}


std::string joined(const std::vector<std::string>& lines)
{
	std::string text;
	for (const std::string& line: lines) text += line + "\n";
	return text;
}


} // namespace


AUTHPLUG_CASES(InterleavedSql)
{
	const Scenario scenarios[] = {
		{"two wrong guesses, one attempt", {{1, 9, 1}, {2, 9, 2}}, 1},
		{"two changes", {{1, 0, 1}, {2, 0, 2}}, 5},
		{"one request twice", {{1, 0, 1}, {1, 0, 1}}, 5},
		{"a change and a wrong guess", {{1, 0, 1}, {2, 9, 2}}, 5},
		// Of three, all orders of all steps are explored in memory only: here two can
		// wait for one row, and one of them then for the other's ROLLBACK, for seconds.
		{"two changes and a wrong guess, charged at once", {{1, 0, 1}, {2, 0, 2}, {3, 9, 3}}, 5, Sabotage::none, {"charge", "event"}},
		{"three changes, charged at once, and committed at once", {{1, 0, 1}, {2, 0, 2}, {3, 0, 3}}, 5, Sabotage::none, {"charge", "settle", "event", "commit"}}};
	for (const Scenario& scenario: scenarios)
	{
		addCase(suite, std::string(scenario.name) + ": every order of statements keeps every promise", [scenario]
		{
			const Exploration seen = exploreAll(scenario);
			CPPUNIT_ASSERT_EQUAL(std::string(), joined(seen.violations));
			CPPUNIT_ASSERT_EQUAL(LockModel(scenario.requests, static_cast<int>(scenario.attempts), scenario.silent).interleavings(), seen.interleavings);
		});
	}

	addCase(suite, "a change that compares nothing is found out", []
	{
		const Exploration seen = exploreAll({"a change that compares nothing", {{1, 0, 1}, {2, 0, 2}}, 5, Sabotage::blindReplace});
		CPPUNIT_ASSERT(seen.violating > 0 && seen.violating < seen.explored);
		CPPUNIT_ASSERT_MESSAGE(joined(seen.violations), joined(seen.violations).find("told of success") != std::string::npos);
	});

	addCase(suite, "a limit that reads and then writes is found out", []
	{
		const Exploration seen = exploreAll({"a limit that reads and then writes", {{1, 9, 1}, {2, 9, 2}}, 1, Sabotage::naiveLimit});
		CPPUNIT_ASSERT(seen.violating > 0 && seen.violating < seen.explored);
		CPPUNIT_ASSERT_MESSAGE(joined(seen.violations), joined(seen.violations).find("budget is not exceeded") != std::string::npos);
	});
}
