//
// ChangeWorld.h
//
// Tests: integration
//
// One server process, as far as the password change can tell.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_ChangeWorld_INCLUDED
#define AuthPlug_Tests_ChangeWorld_INCLUDED


#include "AuthPlug/Host/DatabaseOptions.h"
#include "AuthPlug/Host/HashSlotPool.h"
#include "AuthPlug/Host/MariaDbDatabase.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "AuthPlug/Testing/CountingHasher.h"
#include "AuthPlug/Testing/FakeHashSlots.h"
#include "AuthPlug/Testing/FakeHasher.h"
#include "AuthPlug/Testing/FakeParticipant.h"
#include "AuthPlug/Testing/FakeRequestContext.h"
#include "AuthPlug/Testing/FakeSessions.h"
#include "AuthPlug/Testing/FakeSudoTokens.h"
#include "AuthPlug/Testing/RecordingEvents.h"
#include "AuthPlug/Testing/RecordingLog.h"
#include "Canary.h"
#include "core/ChangePassword.h"
#include "core/GuessLimit.h"
#include "core/SqlPasswordStore.h"
#include "NaiveLimit.h"
#include "SearchedEvents.h"
#include "SearchedLog.h"
#include <memory>
#include <string>


namespace AuthPlug {
namespace Tests {


struct ChangeOptions
{
	Host::DatabaseOptions database;
	Password::LimitOptions limit;
	Password::UserIdType userIdType = Password::UserIdType::bytes;
	bool naive = false;     /// charge by NaiveLimit
	bool queue = true;      /// one request of a user at a time; false: all at once
	bool participant = false;
	bool procedure = false; /// a change is one call
};


class ChangeWorld
	/// The use case on a real database, with the host's other services faked.
	/// Several of them in one program behave as several processes: they share
	/// nothing but the database. Log and events are searched for secrets.
{
public:
	explicit ChangeWorld(const ChangeOptions& options):
		limitOptions(options.limit),
		database(options.database, clock, random, searchedLog),
		counting(hasher),
		pool(poolOptions(), clock),
		limit(database, options.limit, "change"),
		naive(database, options.limit),
		store(database, options.participant ? &participant : nullptr, {"change", options.userIdType, options.procedure}),
		authority(sessions, sudoTokens),
		changePassword(
			Password::ChangePassword::Services{
				store,
				options.naive ? static_cast<Password::AttemptBudget&>(naive) : limit,
				counting,
				authority,
				sessions,
				options.queue ? static_cast<Api::HashSlots&>(pool) : allAtOnce,
				clock,
				random,
				searchedLog,
				&searchedEvents},
			Password::ChangePassword::Options{options.limit, 600})
	{
	}

	void signIn(const std::string& userId, const std::string& name)
		/// Issues an access token with this name as its id.
	{
		Api::Principal principal;
		principal.userId.assign(userId);
		principal.sessionId.assign("session of " + name);
		principal.tokenId.assign(name);
		sessions.issue(Canary::token(name), principal);
	}

	Password::ChangeResult change(const std::string& name, const std::string& oldPassword, const std::string& newPassword, std::int64_t millis = 20000)
		/// With the access token of this name.
	{
		const std::string token = Canary::token(name);
		Testing::FakeRequestContext context(clock, millis*1000);
		Password::Caller caller;
		if (const auto refusal = authority.authenticate(Api::SecretView(token), context.deadline(), caller))
		{
			return Password::ChangeResult{*refusal, 0, false};
		}
		return changePassword.change(
			Password::ChangeOrder{caller, Api::SecretView(token), Api::SecretView(oldPassword), Api::SecretView(newPassword), context});
	}

	Api::Deadline soon()
	{
		return clock.monotonic() + 20000000;
	}

	const Password::LimitOptions limitOptions;
	Host::SystemClock clock;
	Host::SystemRandom random;
	Testing::RecordingLog log;
	SearchedLog searchedLog{log};
	Host::MariaDbDatabase database;
	Testing::FakeHasher hasher;
	Testing::CountingHasher counting;  /// the witness outside of the limit
	Testing::FakeHashSlots allAtOnce;
	Host::HashSlotPool pool;
	Testing::FakeSessions sessions;
	Testing::FakeSudoTokens sudoTokens;
	Testing::FakeParticipant participant;
	Testing::RecordingEvents events;
	SearchedEvents searchedEvents{events};
	Password::GuessLimit limit;
	NaiveLimit naive;
	Password::SqlPasswordStore store;
	Password::Authority authority;
	Password::ChangePassword changePassword;

private:
	static Host::HashSlotPool::Options poolOptions()
	{
		Host::HashSlotPool::Options options;
		options.slots = 2;
		return options;
	}
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_ChangeWorld_INCLUDED
