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
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr int MOST_MISSES = 3;
constexpr int PROGRESS = 100;
constexpr std::chrono::seconds RELAY_PATIENCE(60);
const std::string RELAY = "relay.";
const std::string COMMITTED = "commit.after";
const std::string LAST_OF_RELAY = "relay.measure.after";


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
	for (const Story& story: Story::all())
	{
		for (const Aim& aim: aimsOf(story))
		{
			const bool isAll = !_extent.isBrief && !story.isOnlyNews;
			if (isAll || (aim.passage == 1 && story.isNewAt(aim.point))) all.push_back(Target{story, aim});
		}
	}
	return all;
}


std::vector<Aim> KillSuite::aimsOf(const Story& story)
	/// The request's own points as often as it passes them; those of the relay
	/// once, from the commit on: it goes by without an end.
{
	play(story);
	const std::string relayFrom = story.sweeps ? std::string() : COMMITTED;
	std::map<std::string, int> passages;
	std::vector<Aim> aims;
	for (const std::string& point: _world.first().passed())
	{
		const bool ofRelay = point.compare(0, RELAY.size(), RELAY) == 0;
		const bool isDue = story.watchesRelay && passages[point] == 0 && (relayFrom.empty() || passages[relayFrom] > 0);
		if (ofRelay && !isDue) continue;
		aims.push_back(Aim{point, ++passages[point], ofRelay ? relayFrom : std::string()});
	}
	for (const std::string& point: story.wirePoints) aims.push_back(Aim{point, 1, std::string()});
	return aims;
}


void KillSuite::play(const Story& story)
	/// Without a fault, and traced.
{
	const auto await = [end = std::chrono::steady_clock::now() + RELAY_PATIENCE](const std::function<bool()>& isDone)
	{
		while (!isDone())
		{
			if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the relay does not do its work");
			std::this_thread::sleep_for(std::chrono::milliseconds(20));
		}
	};
	const Victim victim = _world.newVictim(story.withCounters, story.bySudoToken);
	FaultServer& server = _world.first();
	if (story.afterChange) FaultWorld::change(server.port(), victim, story.oldPassword, story.newPassword);
	for (const std::string& order: story.orders) server.command(order);
	server.command("trace on");
	if (story.sweeps)
	{
		_world.addOldEvents(victim);
		server.command("relay");
		await([&] { return _world.oldEventsOf(victim) == 1; });
		return;
	}
	if (story.losesCommit) _world.proxy().arm(MySqlProxy::Message::commit, MySqlProxy::Fault::dropAnswer);
	FaultWorld::change(server.port(), victim, story.oldPassword, story.newPassword);
	await([&]
	{
		const Truth truth = _world.truthOf(victim);
		return truth.delivered == truth.events;
	});
	if (story.watchesRelay) server.awaitPass(LAST_OF_RELAY);
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
