//
// JournalTest.cpp
//
// Tests: unit
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/CountingMetrics.h"
#include "AuthPlug/Testing/FakeClock.h"
#include "AuthPlug/Testing/FakeRequestContext.h"
#include "AuthPlug/Testing/RecordingLog.h"
#include "Cases.h"
#include "core/ChangeJournal.h"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>


using AuthPlug::Password::ChangeJournal;
using AuthPlug::Password::ChangeResult;
using AuthPlug::Password::Outcome;
using AuthPlug::Password::Refusal;
using AuthPlug::Tests::addCase;
namespace Testing = AuthPlug::Testing;


namespace {


constexpr std::int64_t SECOND = 1000000;


ChangeResult refused(Outcome outcome, std::uint64_t ordinal = 0)
{
	return ChangeResult{Refusal{outcome, 0, 0}, ordinal, false};
}


struct Desk
	/// A journal and what it writes to.
{
	void record(const ChangeResult& result, int times = 1)
	{
		for (int i = 0; i < times; ++i) journal->record(result, nullptr, context, clock.monotonic());
	}

	std::size_t lines(const std::string& outcome) const
	{
		std::size_t count = 0;
		for (const auto& event: log.events("password.change")) count += event.fields.at("outcome") == outcome ? 1 : 0;
		return count;
	}

	std::vector<std::string> omitted() const
	{
		std::vector<std::string> told;
		for (const auto& event: log.events("password.change_omitted")) told.push_back(event.fields.at("outcome") + " " + event.fields.at("count"));
		return told;
	}

	Testing::FakeClock clock;
	Testing::FakeRequestContext context{clock};
	Testing::RecordingLog log;
	Testing::CountingMetrics metrics;
	std::unique_ptr<ChangeJournal> journal = std::make_unique<ChangeJournal>(clock, log, &metrics, 100);
};


using Told = std::vector<std::string>;


} // namespace


AUTHPLUG_CASES(JournalTest)
{
	addCase(suite, "a flood of refusals is 100 lines a second and a number", []
	{
		Desk desk;
		desk.record(refused(Outcome::invalidToken), 10000);
		CPPUNIT_ASSERT_EQUAL(std::size_t(100), desk.lines("bad_token"));
		CPPUNIT_ASSERT(desk.omitted().empty());
		desk.clock.advance(SECOND);
		desk.record(refused(Outcome::invalidToken), 101);
		CPPUNIT_ASSERT_EQUAL(std::size_t(200), desk.lines("bad_token"));
		CPPUNIT_ASSERT(desk.omitted() == Told{"bad_token 9900"});
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(10101), desk.metrics.counted("authplug_password_change_total", "bad_token"));
	});

	addCase(suite, "the number comes with the next request, whatever its outcome", []
	{
		Desk desk;
		desk.record(refused(Outcome::busy), 103);
		desk.clock.advance(60*SECOND);
		desk.record(refused(Outcome::changed, 1));
		CPPUNIT_ASSERT(desk.omitted() == Told{"shed 3"});
		desk.clock.advance(SECOND);
		desk.record(refused(Outcome::changed, 1));
		CPPUNIT_ASSERT(desk.omitted() == Told{"shed 3"});
	});

	addCase(suite, "the number comes at the latest when the journal ends", []
	{
		Desk desk;
		desk.record(refused(Outcome::locked), 105);
		desk.record(refused(Outcome::noPasswordInfo), 101);
		desk.journal.reset();
		CPPUNIT_ASSERT((desk.omitted() == Told{"locked 5", "no_info 1"}));
	});

	addCase(suite, "a flood of one outcome takes no line from another one", []
	{
		Desk desk;
		desk.record(refused(Outcome::invalidToken), 1000);
		desk.record(refused(Outcome::locked));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), desk.lines("locked"));
	});

	addCase(suite, "each request whose password was checked has a line", []
	{
		Desk desk;
		desk.record(refused(Outcome::passwordIncorrect, 1), 1000);
		desk.record(refused(Outcome::busy, 1), 1000);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1000), desk.lines("bad_old"));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1000), desk.lines("shed"));
		// The ordinal of these is not known.
		desk.record(refused(Outcome::changed), 1000);
		desk.record(refused(Outcome::replayed), 1000);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1000), desk.lines("ok"));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1000), desk.lines("replay"));
		desk.journal.reset();
		CPPUNIT_ASSERT(desk.omitted().empty());
	});

	addCase(suite, "as many as are asked for", []
	{
		Desk desk;
		desk.journal = std::make_unique<ChangeJournal>(desk.clock, desk.log, nullptr, 2);
		desk.record(refused(Outcome::busy), 3);
		CPPUNIT_ASSERT_EQUAL(std::size_t(2), desk.lines("shed"));
	});

	addCase(suite, "from many threads: not one line too many, and none is lost from the numbers", []
	{
		Desk desk;
		std::vector<std::thread> threads;
		for (int i = 0; i < 8; ++i)
		{
			threads.emplace_back([&desk]
			{
				for (int round = 0; round < 5; ++round)
				{
					desk.record(refused(Outcome::busy), 500);
					desk.clock.advance(SECOND/5);
				}
			});
		}
		for (std::thread& thread: threads) thread.join();
		desk.journal.reset();
		std::uint64_t told = 0;
		for (const auto& event: desk.log.events("password.change_omitted")) told += std::stoull(event.fields.at("count"));
		// Eight seconds have passed in all.
		CPPUNIT_ASSERT(desk.lines("shed") >= 100 && desk.lines("shed") <= 9*100);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(8*5*500), told + desk.lines("shed"));
	});
}
