//
// UseCaseWorld.h
//
// Tests: unit
//
// One user, one session, and everything that the use case works with.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_UseCaseWorld_INCLUDED
#define AuthPlug_Tests_UseCaseWorld_INCLUDED


#include "AuthPlug/Testing/FakeClock.h"
#include "AuthPlug/Testing/FakeHashSlots.h"
#include "AuthPlug/Testing/FakeHasher.h"
#include "AuthPlug/Testing/FakeRandom.h"
#include "AuthPlug/Testing/FakeRequestContext.h"
#include "AuthPlug/Testing/FakeSessions.h"
#include "AuthPlug/Testing/FakeSudoTokens.h"
#include "AuthPlug/Testing/RecordingEvents.h"
#include "AuthPlug/Testing/RecordingLog.h"
#include "Canary.h"
#include "Cases.h"
#include "MemoryAccounts.h"
#include "SearchedEvents.h"
#include "SearchedLog.h"
#include "core/ChangeJournal.h"
#include "core/ChangePassword.h"


namespace AuthPlug {
namespace Tests {
namespace UseCase {


using namespace AuthPlug::Password;
using AuthPlug::Testing::FakeHasher;


inline constexpr std::int64_t SECOND = 1000000;
inline const std::string OLD = Canary::password("Old");
inline const std::string NEW = Canary::password("New");
inline const std::string OTHER = Canary::password("Other");
inline const std::string THIRD = Canary::password("Third");
inline const std::string WRONG = Canary::password("Wrong");
inline const std::string ACCESS = Canary::token("access");
inline const std::string SUDO = Canary::token("sudo");


struct World
	/// One user, one session, and everything the use case works with. What
	/// reaches log, events and store is searched for secrets.
{
	World():
		context(clock),
		accounts(clock),
		authority(sessions, sudoTokens),
		changePassword(
			ChangePassword::Services{accounts, accounts, hasher, authority, sessions, slots, clock, random, searchedLog, &searchedEvents},
			ChangePassword::Options{accounts.limit, 600})
	{
		principal.userId.assign("17");
		principal.sessionId.assign("session-1");
		principal.tokenId.assign("token-1");
		principal.loginName.assign("alice");
		principal.email.assign("alice.smith@example.org");
		sessions.issue(ACCESS, principal);
		accounts.accounts["17"].hash = FakeHasher::stored(OLD);
	}

	ChangeResult change(const std::string& oldPassword, const std::string& newPassword, const std::string& token = ACCESS)
	{
		Caller caller;
		if (const auto refusal = authority.authenticate(Api::SecretView(token), context.deadline(), caller)) return ChangeResult{*refusal, 0, false};
		return changePassword.change(ChangeOrder{caller, Api::SecretView(token), Api::SecretView(oldPassword), Api::SecretView(newPassword), context});
	}

	MemoryAccounts::Account& account()
	{
		return accounts.accounts["17"];
	}

	void expect(Outcome wanted, const ChangeResult& result, int charges, int verifications, int hashes)
	{
		CPPUNIT_ASSERT_EQUAL(static_cast<int>(wanted), static_cast<int>(result.refusal.outcome));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("charges", charges, accounts.charges);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("verifications", verifications, hasher.verifications.load());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("hashes", hashes, hasher.hashes.load());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("places still held", 0, slots.places.load());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("turns still held", 0, slots.turns.load());
	}

	std::uint64_t open()
		/// Attempts that count against the user.
	{
		return account().limit.sequence - account().limit.base;
	}

	Testing::FakeClock clock;
	Testing::FakeRandom random;
	Testing::FakeSessions sessions;
	Testing::FakeSudoTokens sudoTokens;
	Testing::FakeHasher hasher;
	Testing::FakeHashSlots slots;
	Testing::RecordingLog log;
	SearchedLog searchedLog{log};
	Testing::RecordingEvents events;
	SearchedEvents searchedEvents{events};
	Testing::FakeRequestContext context;
	Api::Principal principal;
	MemoryAccounts accounts;
	Authority authority;
	ChangePassword changePassword;
};


inline void changeTo(World& world, const std::string& password)
	/// What another process does: the password is changed.
{
	world.account().hash = FakeHasher::stored(password);
	++world.account().version;
}


} } } // namespace AuthPlug::Tests::UseCase


#endif // AuthPlug_Tests_UseCaseWorld_INCLUDED
