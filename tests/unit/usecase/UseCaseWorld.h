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
#include "Cases.h"
#include "MemoryAccounts.h"
#include "core/ChangeJournal.h"
#include "core/ChangePassword.h"


namespace AuthPlug {
namespace Tests {
namespace UseCase {


using namespace AuthPlug::Password;
using AuthPlug::Testing::FakeHasher;


inline constexpr std::int64_t SECOND = 1000000;
inline constexpr const char* OLD = "Old-password-1";
inline constexpr const char* NEW = "New-password-1";


struct World
	/// One user, one session, and everything the use case works with.
{
	World():
		context(clock),
		accounts(clock),
		authority(sessions, sudoTokens),
		changePassword(
			ChangePassword::Services{accounts, accounts, hasher, authority, sessions, slots, clock, random, log, &events},
			ChangePassword::Options{accounts.limit, 600})
	{
		principal.userId.assign("17");
		principal.sessionId.assign("session-1");
		principal.tokenId.assign("token-1");
		principal.loginName.assign("alice");
		principal.email.assign("alice.smith@example.org");
		sessions.issue("access", principal);
		accounts.accounts["17"].hash = FakeHasher::stored(OLD);
	}

	ChangeResult change(const std::string& oldPassword, const std::string& newPassword, const std::string& token = "access")
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
		CPPUNIT_ASSERT_EQUAL_MESSAGE("slots still held", 0, slots.slots.load());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("turns still held", 0, slots.turns.load());
		CPPUNIT_ASSERT(!log.mentions(OLD) && !log.mentions(NEW));
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
	Testing::RecordingEvents events;
	Testing::FakeRequestContext context;
	Api::Principal principal;
	MemoryAccounts accounts;
	Authority authority;
	ChangePassword changePassword;
};


} } } // namespace AuthPlug::Tests::UseCase


#endif // AuthPlug_Tests_UseCaseWorld_INCLUDED
