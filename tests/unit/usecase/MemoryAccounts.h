//
// MemoryAccounts.h
//
// Tests: unit
//
// Accounts and their guess limit in memory.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_MemoryAccounts_INCLUDED
#define AuthPlug_Tests_MemoryAccounts_INCLUDED


#include "AuthPlug/Testing/FakeClock.h"
#include "LeakWatch.h"
#include "core/AttemptBudget.h"
#include "core/LimitMath.h"
#include "core/PasswordStore.h"
#include <functional>
#include <map>
#include <string>


namespace AuthPlug {
namespace Tests {


class MemoryAccounts final: public Password::PasswordStore, public Password::AttemptBudget
	/// The tables pw and pw_check for tests of the use case, one thread only.
	/// Faults are set by the members.
{
public:
	struct Account
	{
		std::string hash;
		std::uint64_t version = 0;
		std::uint64_t changedAtMicros = 0;
		std::optional<Password::TokenFingerprint> changedBy;
		Password::ChangeId changeId{};
		Password::LimitState limit;
	};

	explicit MemoryAccounts(Testing::FakeClock& clock): _clock(clock)
	{
	}

	std::map<std::string, Account, std::less<>> accounts;
	Password::LimitOptions limit;
	int reads = 0;
	int limitReads = 0;
	int charges = 0;   /// granted
	int settles = 0;   /// by a statement of their own
	int changes = 0;   /// committed
	int finds = 0;
	bool readable = true;
	bool chargeable = true;
	Commit answer = Commit::committed;  /// what change() reports; `committed` and `unknown` may have been applied
	bool applied = true;                /// whether `unknown` was applied
	int unresolved = 0;                 /// as many find() can't tell
	std::function<void()> beforeCharge; /// what another process does in the meantime
	std::function<void()> beforeChange; /// likewise

	std::uint64_t nowMicros()
	{
		return static_cast<std::uint64_t>(_clock.utc().micros);
	}

	Read read(std::string_view userId, Api::Deadline, Password::PasswordRecord& record) override
	{
		++reads;
		if (!readable) return Read::unavailable;
		const auto account = accounts.find(userId);
		if (account == accounts.end()) return Read::missing;
		const Account& row = account->second;
		record = Password::PasswordRecord{row.hash, row.version, row.changedAtMicros, row.changedBy, row.limit, nowMicros()};
		return Read::found;
	}

	bool readLimit(std::string_view userId, Api::Deadline, Password::LimitState& state, std::uint64_t& now) override
	{
		++limitReads;
		if (!readable) return false;
		const auto account = accounts.find(userId);
		state = account == accounts.end() ? Password::LimitState() : account->second.limit;
		now = nowMicros();
		return true;
	}

	Commit change(const Password::PasswordChange& change, Api::Deadline) override
	{
		if (beforeChange)
		{
			const auto meanwhile = std::move(beforeChange);
			beforeChange = nullptr;
			meanwhile();
		}
		LeakWatch::search("the table pw", change.newHash);
		if (answer != Commit::committed && !(answer == Commit::unknown && applied)) return answer;
		Account& row = accounts.find(change.principal->userId.view())->second;
		if (row.version != change.version || row.hash != change.oldHash) return Commit::lost;
		row.hash = change.newHash;
		++row.version;
		row.changedAtMicros = nowMicros();
		row.changedBy = change.changedBy;
		row.changeId = change.changeId;
		row.limit = Password::LimitMath::settled(row.limit, change.ordinal);
		++changes;
		return answer;
	}

	Found find(std::string_view userId, const Password::ChangeId& changeId, Api::Deadline) override
	{
		++finds;
		if (unresolved > 0)
		{
			--unresolved;
			_clock.advance(4000000);
			return Found::unavailable;
		}
		return accounts.find(userId)->second.changeId == changeId ? Found::applied : Found::notApplied;
	}

	bool upgrade(std::string_view, std::string_view, std::string_view, Api::Deadline) override
	{
		return false;
	}

	Password::Charge charge(std::string_view userId, Api::Deadline) override
	{
		if (beforeCharge) beforeCharge();
		if (!chargeable) return Password::Charge();
		Account& row = accounts.find(userId)->second;
		const auto next = Password::LimitMath::charged(row.limit, nowMicros(), limit);
		if (!next)
		{
			return Password::Charge{Password::Charge::Verdict::locked, 0,
				Password::LimitMath::retryAfterSeconds(row.limit, nowMicros(), limit)};
		}
		row.limit = *next;
		++charges;
		return Password::Charge{Password::Charge::Verdict::granted, next->sequence, 0};
	}

	bool settle(std::string_view userId, std::uint64_t ordinal, Api::Deadline) override
	{
		++settles;
		Account& row = accounts.find(userId)->second;
		row.limit = Password::LimitMath::settled(row.limit, ordinal);
		return true;
	}

private:
	Testing::FakeClock& _clock;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_MemoryAccounts_INCLUDED
