//
// KillSuite.cpp
//
// Tests: fault
//
// SPDX-License-Identifier: BSL-1.0
//


#include "KillSuite.h"
#include "Race.h"
#include <chrono>
#include <iostream>
#include <map>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr int MOST_MISSES = 3;
constexpr int PROGRESS = 100;
const std::string RELAY = "relay.";
const std::string COMMITTED = "commit.after";


} // namespace


KillSuite::KillSuite(const std::string& pluginFile, const Extent& extent):
	_extent(extent),
	_world(pluginFile)
{
}


const KillReport& KillSuite::run()
{
	const std::vector<Target> all = targets();
	killAtAll(all);
	killInFlight(all);
	loseCommits();
	race();
	for (const FaultServer* server: {&_world.first(), &_world.second()})
	{
		for (const std::string& point: server->unlisted()) _report.violation("a point that is not listed: " + point);
	}
	return _report;
}


void KillSuite::killAtAll(const std::vector<Target>& targets)
{
	std::map<std::string, int> shares;
	for (const Target& target: targets) ++shares[target.aim.point];
	for (std::size_t i = 0; i < targets.size(); ++i)
	{
		const int share = shares[targets[i].aim.point];
		const int kills = (_extent.kills + share - 1)/share;
		for (int kill = 0; kill < kills; ++kill)
		{
			if (i % static_cast<std::size_t>(_extent.every) == 0) killAt(targets[i], Kill::process, Moment::back);
			if (i % static_cast<std::size_t>(_extent.databaseEvery) == 0) killAt(targets[i], Kill::database, kill % 2 == 0 ? Moment::back : Moment::away);
		}
	}
}


void KillSuite::killInFlight(const std::vector<Target>& targets)
{
	for (const Target& target: targets)
	{
		const bool begins = target.aim.point.find(".before") != std::string::npos;
		for (int kill = 0; begins && kill < _extent.inFlight; ++kill) killAt(target, Kill::database, Moment::inFlight);
	}
}


std::vector<KillSuite::Target> KillSuite::targets()
{
	std::vector<Target> all;
	for (const Story& story: {Story::change(), Story::firstAttempt(), Story::lostCommit(), Story::replay(), Story::wrongPassword(), Story::samePassword()})
	{
		for (const Aim& aim: aimsOf(story))
		{
			if (!_extent.isBrief || (aim.passage == 1 && story.isNewAt(aim.point))) all.push_back(Target{story, aim});
		}
	}
	return all;
}


std::vector<Aim> KillSuite::aimsOf(const Story& story)
	/// The request's own points as often as it passes them; those of the relay
	/// once, from the commit on: it goes by without an end.
{
	const Victim victim = _world.newVictim(story.withCounters);
	if (story.afterChange) FaultWorld::change(_world.first().port(), victim, story.oldPassword, story.newPassword);
	_world.first().command("trace on");
	if (story.losesCommit) _world.proxy().arm(MySqlProxy::Message::commit, MySqlProxy::Fault::dropAnswer);
	FaultWorld::change(_world.first().port(), victim, story.oldPassword, story.newPassword);
	for (Truth truth = _world.truthOf(victim); truth.delivered < truth.events; truth = _world.truthOf(victim)) std::this_thread::sleep_for(std::chrono::milliseconds(20));

	std::map<std::string, int> passages;
	std::vector<Aim> aims;
	for (const std::string& point: _world.first().passed())
	{
		const bool ofRelay = point.compare(0, RELAY.size(), RELAY) == 0;
		if (ofRelay && (passages[COMMITTED] == 0 || passages[point] > 0 || story.name != Story::change().name)) continue;
		aims.push_back(Aim{point, ++passages[point], ofRelay ? COMMITTED : std::string()});
	}
	return aims;
}


void KillSuite::killAt(const Target& target, Kill kind, Moment moment)
{
	for (int misses = 0; misses < MOST_MISSES; ++misses)
	{
		if (Trial(_world, target.story, target.aim, kind, moment, _report).run())
		{
			if (_report.kills() % PROGRESS == 0) std::cout << _report.kills() << " kills, " << _report.violations().size() << " violations" << std::endl;
			return;
		}
		_report.missed(target.aim.point);
	}
	_report.violation(target.story.name + ": no request passes " + target.aim.order() + " any more");
}


void KillSuite::loseCommits()
	/// The answer is lost, or the COMMIT itself, or MariaDB while it commits.
{
	const Story story = Story::change();
	const Aim commit{"commit.before", 1, ""};
	for (int i = 0; i < _extent.lostCommits; ++i)
	{
		Trial(_world, story, commit, Kill::process, Moment::back, _report).runWithLostCommit(MySqlProxy::Fault::dropAnswer);
		Trial(_world, story, commit, Kill::process, Moment::back, _report).runWithLostCommit(MySqlProxy::Fault::dropRequest);
		Trial(_world, story, commit, Kill::database, Moment::inFlight, _report).run();
	}
}


void KillSuite::race()
{
	Race race(_world, _report);
	for (int i = 0; i < _extent.races; ++i)
	{
		race.forLastAttempt();
		race.forOnePassword();
	}
}


} } // namespace AuthPlug::Tests
