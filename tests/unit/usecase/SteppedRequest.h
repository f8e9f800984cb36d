//
// SteppedRequest.h
//
// Tests: unit
//
// A password change that waits before each of its steps.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_SteppedRequest_INCLUDED
#define AuthPlug_Tests_SteppedRequest_INCLUDED


#include "Interleavings.h"
#include "UseCaseWorld.h"
#include <set>
#include <string>


namespace AuthPlug {
namespace Tests {
namespace UseCase {


enum class Sabotage
	/// A guard that is taken out, to see that the exploration notices.
{
	none,
	blindReplace,  /// the password is replaced whatever it is by then
	naiveLimit,    /// the budget is read in one step and written in another
	plainReset     /// a success forgets all attempts, later ones included
};


struct Ledger
	/// What the requests of one world did, for the check at the end.
{
	std::multiset<std::uint64_t> replaced;  /// versions that a change has replaced
	std::multiset<std::uint64_t> charged;
};


class SteppedServices final: public PasswordStore, public AttemptBudget, public Api::PasswordHasher, public Api::SessionService
	/// The services of one request, each call a step of its actor's. Those of
	/// the silent steps follow at once.
{
public:
	SteppedServices(World& world, Ledger& ledger, Interleaving::Actor& actor, const std::set<std::string>& silent, Sabotage sabotage):
		_world(world),
		_ledger(ledger),
		_actor(actor),
		_silent(silent),
		_sabotage(sabotage)
	{
	}

	Read read(std::string_view userId, Api::Deadline deadline, PasswordRecord& record) override
	{
		step("read");
		_actor.note(textOf(_world.account()));
		return _world.accounts.read(userId, deadline, record);
	}

	bool readLimit(std::string_view userId, Api::Deadline deadline, LimitState& limit, std::uint64_t& nowMicros) override
	{
		step("read limit");
		_actor.note(textOf(_world.account()));
		return _world.accounts.readLimit(userId, deadline, limit, nowMicros);
	}

	Commit change(const PasswordChange& change, Api::Deadline deadline) override
	{
		step("change");
		PasswordChange made = change;
		const std::string current = _world.account().hash;
		if (_sabotage == Sabotage::blindReplace)
		{
			made.version = _world.account().version;
			made.oldHash = current;
		}
		const Commit outcome = _world.accounts.change(made, deadline);
		_actor.note(std::to_string(static_cast<int>(outcome)));
		if (outcome != Commit::committed) return outcome;
		_ledger.replaced.insert(change.version);
		if (_sabotage == Sabotage::plainReset) reset();
		return outcome;
	}

	Found find(std::string_view userId, const ChangeId& changeId, Api::Deadline deadline) override
	{
		step("find");
		const Found found = _world.accounts.find(userId, changeId, deadline);
		_actor.note(std::to_string(static_cast<int>(found)));
		return found;
	}

	bool upgrade(std::string_view, std::string_view, std::string_view, Api::Deadline) override
	{
		return false;
	}

	Charge charge(std::string_view userId, Api::Deadline deadline) override
	{
		step("charge");
		if (_sabotage == Sabotage::naiveLimit)
		{
			const LimitState seen = _world.account().limit;
			const auto next = LimitMath::charged(seen, _world.accounts.nowMicros(), _world.accounts.limit);
			if (!next) return Charge{Charge::Verdict::locked, 0, 1};
			step("write");
			_world.account().limit = *next;
			++_world.accounts.charges;
			_ordinal = next->sequence;
			_ledger.charged.insert(_ordinal);
			return Charge{Charge::Verdict::granted, _ordinal, 0};
		}
		const Charge charge = _world.accounts.charge(userId, deadline);
		_ordinal = charge.ordinal;
		_actor.note(std::to_string(static_cast<int>(charge.verdict)) + " " + std::to_string(charge.ordinal) + " " + std::to_string(charge.retryAfterSeconds));
		if (charge.verdict == Charge::Verdict::granted) _ledger.charged.insert(_ordinal);
		return charge;
	}

	bool settle(std::string_view userId, std::uint64_t ordinal, Api::Deadline deadline) override
	{
		step("settle");
		const bool done = _world.accounts.settle(userId, ordinal, deadline);
		if (_sabotage == Sabotage::plainReset) reset();
		return done;
	}

	bool usable(std::string_view stored) noexcept override
	{
		return _world.hasher.usable(stored);
	}

	Api::HashVerdict verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) noexcept override
	{
		step("verify");
		const Api::HashVerdict verdict = _world.hasher.verify(stored, password, slot);
		if (verdict == Api::HashVerdict::match) _proven = _ordinal;
		_actor.note(std::to_string(static_cast<int>(verdict)));
		return verdict;
	}

	bool hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) noexcept override
	{
		step("hash");
		return _world.hasher.hash(password, slot, stored, capacity, size);
	}

	Api::TokenCheck authenticate(Api::SecretView bearer, Api::Deadline deadline, Api::Principal& principal) noexcept override
	{
		step("token");
		return _world.sessions.authenticate(bearer, deadline, principal);
	}

	bool endOthers(std::string_view userId, std::string_view keepSessionId, Api::Deadline deadline) noexcept override
	{
		step("end");
		return _world.sessions.endOthers(userId, keepSessionId, deadline);
	}

	static std::string textOf(const MemoryAccounts::Account& account)
		/// Returns all of the account.
	{
		const LimitState& limit = account.limit;
		return account.hash + " " + std::to_string(account.version) + " " + std::to_string(account.changedAtMicros) + " "
			+ (account.changedBy ? std::string(account.changedBy->data(), account.changedBy->size()) : "nobody") + " "
			+ std::string(account.changeId.data(), account.changeId.size()) + " " + std::to_string(limit.sequence) + " " + std::to_string(limit.base) + " "
			+ std::to_string(limit.used) + " " + std::to_string(limit.freeAtMicros);
	}

	std::uint64_t proven() const
		/// Returns the last attempt that showed the password that was read; 0 if none has.
	{
		return _proven;
	}

private:
	void step(const char* name)
	{
		if (_silent.count(name) == 0) _actor.pass(name);
	}

	void reset()
	{
		_world.account().limit.base = _world.account().limit.sequence;
		_world.account().limit.used = 0;
	}

	World& _world;
	Ledger& _ledger;
	Interleaving::Actor& _actor;
	const std::set<std::string> _silent;
	const Sabotage _sabotage;
	std::uint64_t _ordinal = 0;
	std::uint64_t _proven = 0;
};


} } } // namespace AuthPlug::Tests::UseCase


#endif // AuthPlug_Tests_SteppedRequest_INCLUDED
