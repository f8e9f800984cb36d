//
// Troubled.cpp
//
// Tests: attack
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Troubled.h"
#include <chrono>
#include <iostream>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr int MOST_TRIES = 5;
// A request that hangs would do so for minutes, until TCP gives up.
constexpr std::chrono::seconds PATIENCE(20);


} // namespace


Troubled::Troubled(const std::string& hostSettings, int deadlineMillis):
	proxy(Arena::world().database().port()),
	server(Arena::world().database(), AUTHPLUG_PLUGIN_FILE, Arena::world().place(), proxy.port(), FaultServer::Relay::off,
		{"route.deadline_ms = " + std::to_string(deadlineMillis) + "\n", "database.connect_timeout = 1\n" + hostSettings})
{
}


Answer Troubled::change(const Victim& victim) const
{
	const auto begin = std::chrono::steady_clock::now();
	const Answer answer = Arena::ask(server.port(), Arena::change(victim.token, FaultWorld::oldPassword(), FaultWorld::newPassword()));
	CPPUNIT_ASSERT_MESSAGE("a request was stuck", std::chrono::steady_clock::now() - begin < PATIENCE);
	return answer;
}


void Troubled::expectBusy(const Victim& victim) const
{
	Tests::expectBusy(change(victim));
	expectUntouched(victim);
}


void Troubled::expectRecovered(const Victim& victim, const std::string& what) const
{
	const auto begin = std::chrono::steady_clock::now();
	int tries = 0;
	Answer answer;
	while (tries < MOST_TRIES && answer.status != 200)
	{
		++tries;
		answer = change(victim);
	}
	const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
	std::cout << "     " << what << ": served again after " << millis << " ms, at try " << tries << std::endl;
	CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
	expectChangedTo(victim, FaultWorld::newPassword());
}


Victim Book::newVictim()
{
	_victims.push_back(Arena::world().newVictim(true));
	return _victims.back();
}


std::vector<std::string> Book::faults() const
{
	std::vector<std::string> found;
	const auto expect = [&](bool holds, const std::string& what)
	{
		if (!holds) found.push_back(what);
	};
	int charged = 0;
	for (const Victim& victim: _victims)
	{
		const Truth truth = Arena::world().truthOf(victim);
		const std::string who = "account " + victim.id + ": ";
		charged += truth.seq;
		expect(truth.events == truth.version, who + "events are as many as changes");
		expect(truth.epoch == truth.version + 1, who + "the epoch has risen with each change");
		expect(truth.version <= 1, who + "at most one change was made");
		const bool oldHolds = Arena::world().holds(truth.hash, FaultWorld::oldPassword());
		const bool newHolds = Arena::world().holds(truth.hash, FaultWorld::newPassword());
		expect(oldHolds != newHolds && newHolds == (truth.version == 1), who + "one password holds, and the right one");
	}
	const Testimony said = _span.said();
	const std::string sums = std::to_string(charged) + " charged, " + std::to_string(said.granted) + " granted, "
		+ std::to_string(said.doubt) + " in doubt, " + std::to_string(said.verified) + " checked";
	expect(charged >= said.granted, "no charge is lost: " + sums);
	expect(charged <= said.granted + said.doubt, "nothing is charged but what was asked for: " + sums);
	expect(said.verified <= said.granted, "every check is paid for: " + sums);
	return found;
}


void Book::expectRight() const
{
	std::string text;
	for (const std::string& fault: faults()) text += fault + "; ";
	CPPUNIT_ASSERT_EQUAL(std::string(), text);
}


} } // namespace AuthPlug::Tests
