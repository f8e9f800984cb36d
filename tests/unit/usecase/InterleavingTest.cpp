//
// InterleavingTest.cpp
//
// Tests: unit
//
// Every order in which the steps of two or three changes can come.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "RequestModel.h"
#include "SteppedRequest.h"
#include <algorithm>
#include <iostream>
#include <memory>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using namespace AuthPlug::Tests::UseCase;
using AuthPlug::Tests::addCase;


namespace {


const std::set<std::string> ALL_STEPS;
// Steps that touch nothing which requests share can be moved at will.
const std::set<std::string> LOCAL = {"verify", "hash", "token"};
const std::set<std::string> LOCAL_AND_BUDGET = {"verify", "hash", "token", "charge"};


std::string passwordOf(int number)
{
	return number == 0 ? OLD : Canary::password("P" + std::to_string(number));
}


struct Scenario
{
	const char* name;
	std::vector<RequestModel::Request> requests;
	std::uint64_t attempts;
	std::set<std::string> silent;
	std::uint64_t interleavings;  /// 0: only as many as the model says
	Sabotage sabotage = Sabotage::none;
	bool isMerged = false;        /// orders that come to the same state are followed once
};


void demand(bool holds, const std::string& promise)
{
	if (!holds) throw std::runtime_error(promise);
}


class Play
	/// One world in which a scenario takes place once.
{
public:
	Play(const Scenario& scenario, Interleaving& interleaving): _scenario(scenario), _interleaving(interleaving)
	{
		_world.accounts.limit.attempts = scenario.attempts;
		for (const RequestModel::Request& request: scenario.requests)
		{
			Api::Principal principal = _world.principal;
			principal.tokenId.assign("token-" + std::to_string(request.token));
			principal.sessionId.assign("session-" + std::to_string(request.token));
			_world.sessions.issue(tokenOf(request), principal);
		}
		_interleaving.check = [this] { checkMoment(); };
		if (scenario.isMerged) _interleaving.common = [this] { return state(); };
		for (const RequestModel::Request& request: scenario.requests) add(request);
	}

	void run()
	{
		_interleaving.run();
		checkMoment();
		checkEnd();
	}

private:
	struct Party
	{
		std::unique_ptr<SteppedServices> services;
		std::unique_ptr<Authority> authority;
		std::unique_ptr<ChangePassword> changePassword;
		Testing::FakeRandom random;  // of its own: the same whoever comes first
		ChangeResult result;
	};

	static std::string tokenOf(const RequestModel::Request& request)
	{
		return Canary::token("token" + std::to_string(request.token));
	}

	void add(const RequestModel::Request& request)
	{
		Interleaving::Actor& actor = _interleaving.newActor();
		auto party = std::make_unique<Party>();
		party->services = std::make_unique<SteppedServices>(_world, _ledger, actor, _scenario.silent, _scenario.sabotage);
		SteppedServices& services = *party->services;
		party->authority = std::make_unique<Authority>(services, _world.sudoTokens);
		ChangePassword::Options options;
		options.limit = _world.accounts.limit;
		party->changePassword = std::make_unique<ChangePassword>(
			ChangePassword::Services{services, services, services, *party->authority, services, _world.slots, _world.clock, party->random, _world.searchedLog, &_world.searchedEvents},
			options);
		_interleaving.play(actor, [this, request, it = party.get()]
		{
			const std::string token = tokenOf(request);
			const std::string oldPassword = passwordOf(request.oldPassword);
			const std::string newPassword = passwordOf(request.newPassword);
			Caller caller;
			demand(!_world.authority.authenticate(Api::SecretView(token), _world.context.deadline(), caller), "the token is good");
			it->result = it->changePassword->change(ChangeOrder{caller, Api::SecretView(token), Api::SecretView(oldPassword), Api::SecretView(newPassword), _world.context});
		});
		_parties.push_back(std::move(party));
	}

	std::string state()
		/// The account, and all that the checks at the end ask for. What the
		/// requests know themselves is in what they were told.
	{
		std::string text = SteppedServices::textOf(_world.account());
		for (const auto* const numbers: {&_ledger.replaced, &_ledger.charged})
		{
			text += " /";
			for (const std::uint64_t number: *numbers) text += " " + std::to_string(number);
		}
		for (const std::size_t number: {static_cast<std::size_t>(_world.accounts.charges), static_cast<std::size_t>(_world.hasher.verifications),
			_world.sessions.ended().size(), static_cast<std::size_t>(_world.slots.places), static_cast<std::size_t>(_world.slots.turns)})
		{
			text += " " + std::to_string(number);
		}
		return text;
	}

	void checkMoment()
		/// What holds between any two steps.
	{
		const MemoryAccounts::Account& account = _world.account();
		demand((account.hash == FakeHasher::stored(OLD)) == (account.version == 0), "old or new password holds, not both or none");
		demand(account.limit.sequence - account.limit.base <= _scenario.attempts, "the budget is not exceeded");
		demand(_world.hasher.verifications <= _world.accounts.charges, "every check was paid for before");
	}

	void checkEnd()
	{
		const MemoryAccounts::Account& account = _world.account();
		std::size_t changed = 0;
		std::uint64_t lastProof = 0;
		for (std::size_t i = 0; i < _parties.size(); ++i)
		{
			const Outcome outcome = _parties[i]->result.refusal.outcome;
			if (outcome == Outcome::changed) ++changed;
			const bool isTold = outcome == Outcome::changed || outcome == Outcome::replayed;
			// Of a password that is no longer the current one a proof is none.
			if (isTold) lastProof = std::max(lastProof, _parties[i]->services->proven());
			const bool isSame = std::count_if(_scenario.requests.begin(), _scenario.requests.end(), [&](const auto& other) { return other.newPassword == _scenario.requests[i].newPassword; }) > 1;
			if (isTold && (changed == 1 || isSame) && account.version == 1)
			{
				demand(account.hash == FakeHasher::stored(passwordOf(_scenario.requests[i].newPassword)), "who is told of success has set the password");
			}
			demand(isTold || outcome == Outcome::passwordIncorrect || outcome == Outcome::locked, "no other outcome");
		}
		demand(changed == account.version, "as many winners as versions");
		demand(std::set<std::uint64_t>(_ledger.replaced.begin(), _ledger.replaced.end()).size() == _ledger.replaced.size(), "one winner for each old version");
		demand(_world.accounts.charges == _world.hasher.verifications, "charges are checks");
		demand(std::set<std::uint64_t>(_ledger.charged.begin(), _ledger.charged.end()).size() == _ledger.charged.size(), "no two checks for one charge");
		demand(account.limit.base == lastProof, "settled up to the last proof");
		demand(account.limit.used == account.limit.sequence - account.limit.base, "attempts after the last proof stay counted");
		demand(_world.sessions.ended().size() == changed, "every change has ended the others' sessions");
		demand(_world.slots.places == 0 && _world.slots.turns == 0, "no place and no turn is held");
	}

	const Scenario& _scenario;
	Interleaving& _interleaving;
	World _world;
	Ledger _ledger;
	std::vector<std::unique_ptr<Party>> _parties;
};


Exploration exploreAll(const Scenario& scenario)
{
	const Exploration seen = explore([&](Interleaving& interleaving) { Play(scenario, interleaving).run(); });
	std::cout << "     " << scenario.name << ": " << seen.interleavings << " interleavings, " << seen.violating << " with a violation";
	if (scenario.isMerged) std::cout << "; " << seen.states << " states, " << seen.explored << " runs";
	else CPPUNIT_ASSERT_DOUBLES_EQUAL(1.0, seen.share, 1e-9);
	std::cout << std::endl;
	return seen;
}


std::string joined(const std::vector<std::string>& lines)
{
	std::string text;
	for (const std::string& line: lines) text += line + "\n";
	return text;
}


std::uint64_t binomial(std::uint64_t n, std::uint64_t k)
{
	std::uint64_t result = 1;
	for (std::uint64_t i = 1; i <= k; ++i) result = result*(n - k + i)/i;
	return result;
}


std::uint64_t ofTwoChanges()
	/// Two changes of seven steps, the sixth being the change; the first is
	/// the faster one, and by symmetry all twice. If the other one reads after
	/// that it has three steps, and they come about the first one's last. Else
	/// it has done j of its first five steps by then.
{
	std::uint64_t sum = binomial(4, 1);
	for (std::uint64_t j = 1; j <= 5; ++j) sum += binomial(5 + j, j)*binomial(8 - j, 1);
	return 2*sum;
}


} // namespace


AUTHPLUG_CASES(Interleavings)
{
	const Scenario scenarios[] = {
		{"two wrong guesses", {{1, 9, 1}, {2, 9, 2}}, 5, ALL_STEPS, binomial(6, 3)},
		{"two wrong guesses, one attempt", {{1, 9, 1}, {2, 9, 2}}, 1, ALL_STEPS, 0},
		{"three wrong guesses", {{1, 9, 1}, {2, 9, 2}, {3, 9, 3}}, 5, ALL_STEPS, binomial(9, 3)*binomial(6, 3)},
		{"three wrong guesses, two attempts", {{1, 9, 1}, {2, 9, 2}, {3, 9, 3}}, 2, ALL_STEPS, 0},
		{"two changes", {{1, 0, 1}, {2, 0, 2}}, 5, ALL_STEPS, ofTwoChanges()},
		{"two changes, one attempt", {{1, 0, 1}, {2, 0, 2}}, 1, ALL_STEPS, 0},
		{"two changes by one token", {{1, 0, 1}, {1, 0, 2}}, 5, ALL_STEPS, 0},
		{"one request twice", {{1, 0, 1}, {1, 0, 1}}, 5, ALL_STEPS, 0},
		{"a change and a wrong guess", {{1, 0, 1}, {2, 9, 2}}, 5, ALL_STEPS, binomial(10, 3)},
		{"a change and a guess of its new password", {{1, 0, 1}, {2, 1, 2}}, 5, ALL_STEPS, 0},
		{"three changes", {{1, 0, 1}, {2, 0, 2}, {3, 0, 3}}, 5, LOCAL_AND_BUDGET, 0},
		{"two changes and a wrong guess, two attempts", {{1, 0, 1}, {2, 0, 2}, {3, 9, 3}}, 2, LOCAL, 0},
		{"a change, one on top of it, and a wrong guess", {{1, 0, 1}, {2, 1, 2}, {3, 9, 3}}, 3, LOCAL, 0},
		{"two changes, merged", {{1, 0, 1}, {2, 0, 2}}, 5, ALL_STEPS, ofTwoChanges(), Sabotage::none, true},
		{"three changes, every step", {{1, 0, 1}, {2, 0, 2}, {3, 0, 3}}, 5, ALL_STEPS, 0, Sabotage::none, true},
		{"three changes, every step, two attempts", {{1, 0, 1}, {2, 0, 2}, {3, 0, 3}}, 2, ALL_STEPS, 0, Sabotage::none, true},
		{"one request three times", {{1, 0, 1}, {1, 0, 1}, {1, 0, 1}}, 5, LOCAL, 0, Sabotage::none, true},
		{"two changes and a wrong guess, every step, two attempts", {{1, 0, 1}, {2, 0, 2}, {3, 9, 3}}, 2, ALL_STEPS, 0, Sabotage::none, true}};
	for (const Scenario& scenario: scenarios)
	{
		addCase(suite, std::string(scenario.name) + ": every order of steps keeps every promise", [scenario]
		{
			const Exploration seen = exploreAll(scenario);
			CPPUNIT_ASSERT_EQUAL(std::string(), joined(seen.violations));
			CPPUNIT_ASSERT_EQUAL(RequestModel(scenario.requests, static_cast<int>(scenario.attempts), scenario.silent).interleavings(), seen.interleavings);
			if (scenario.interleavings != 0) CPPUNIT_ASSERT_EQUAL(scenario.interleavings, seen.interleavings);
		});
	}

	const struct
	{
		Scenario scenario;
		const char* promise;
	}
	sabotaged[] = {
		{{"a change that compares nothing", {{1, 0, 1}, {2, 0, 2}}, 5, ALL_STEPS, 0, Sabotage::blindReplace}, "one winner for each old version"},
		{{"a limit that reads and then writes", {{1, 9, 1}, {2, 9, 2}}, 1, ALL_STEPS, 0, Sabotage::naiveLimit}, "no two checks for one charge"},
		{{"a success that forgets all attempts", {{1, 0, 1}, {2, 9, 2}}, 5, ALL_STEPS, 0, Sabotage::plainReset}, "settled up to the last proof"},
		{{"a change that compares nothing, merged", {{1, 0, 1}, {2, 0, 2}}, 5, ALL_STEPS, 0, Sabotage::blindReplace, true}, "one winner for each old version"},
		{{"a success that forgets all attempts, merged", {{1, 0, 1}, {2, 9, 2}}, 5, ALL_STEPS, 0, Sabotage::plainReset, true}, "settled up to the last proof"}};
	for (const auto& row: sabotaged)
	{
		addCase(suite, std::string(row.scenario.name) + " is found out, but not in every order", [row]
		{
			const Exploration seen = exploreAll(row.scenario);
			CPPUNIT_ASSERT(seen.violating > 0 && seen.violating < seen.explored);
			CPPUNIT_ASSERT_MESSAGE(joined(seen.violations), joined(seen.violations).find(row.promise) != std::string::npos);
		});
	}
}
