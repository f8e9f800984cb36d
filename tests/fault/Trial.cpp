//
// Trial.cpp
//
// Tests: fault
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Trial.h"
#include "WirePoints.h"
#include <chrono>
#include <future>
#include <random>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr int HIT_SECONDS = 90;  // longer than any request takes
constexpr int MOST_RETRIES = 50;
constexpr std::chrono::milliseconds PAUSE(100);
constexpr unsigned LONGEST_FLIGHT_MICROS = 1500;
constexpr std::chrono::seconds DELIVERY_PATIENCE(60);


} // namespace


Trial::Trial(FaultWorld& world, const Story& story, const Aim& aim, Kill kind, Moment moment, KillReport& report):
	_world(world),
	_story(story),
	_aim(aim),
	_kind(kind),
	_moment(moment),
	_report(report),
	_victim(world.newVictim(story.withCounters, story.bySudoToken))
{
}


bool Trial::run()
{
	_begin = _world.witness().end();
	if (_story.afterChange)
	{
		const Reply made = FaultWorld::change(_world.first().port(), _victim, _story.oldPassword, _story.newPassword);
		expect(made.status == 200, "the change before the fault is made");
	}
	const Reply reply = faulty();
	if (!_hit) return false;
	checkAfterFault(reply);
	checkRetry();
	checkEnd();
	return true;
}


void Trial::runWithLostCommit(MySqlProxy::Fault fault)
{
	_begin = _world.witness().end();
	_world.proxy().arm(MySqlProxy::Message::commit, fault);
	const Reply reply = FaultWorld::change(_world.first().port(), _victim, _story.oldPassword, _story.newPassword);
	checkAfterFault(reply);
	checkRetry();
	checkEnd();
}


Reply Trial::faulty()
	/// Sends the request and carries out the kill. Afterwards all processes run.
{
	FaultServer& server = _world.first();
	for (const std::string& order: _story.orders) server.command(order);
	// The proxy can't tell whose transaction it is; and a relay that has just
	// started removes old events by itself.
	const bool isRelayOff = wirePoint(_aim.point) || _story.sweeps;
	if (isRelayOff) server.command("rest");
	if (_story.sweeps) _world.addOldEvents(_victim);
	arm();
	std::future<Reply> reply;
	if (_story.sweeps) server.tell("relay");
	else reply = std::async(std::launch::async, &FaultWorld::change, server.port(), std::cref(_victim), std::cref(_story.oldPassword), std::cref(_story.newPassword));
	_hit = awaitHit();
	if (_hit && _kind == Kill::process) killProcess();
	if (_hit && _kind == Kill::database) killDatabase();
	const Reply seen = reply.valid() ? reply.get() : Reply();
	if (_hit && _kind == Kill::process) server.start();
	else if (isRelayOff) server.command("relay");
	if (_hit) _report.landed(_kind == Kill::database && _moment == Moment::inFlight ? "in flight from " + _aim.point : _aim.point, _kind);
	return seen;
}


void Trial::arm()
{
	if (_story.losesCommit) _world.proxy().arm(MySqlProxy::Message::commit, MySqlProxy::Fault::dropAnswer);
	if (const WirePoint* const point = wirePoint(_aim.point)) _world.proxy().arm(point->message, point->hold);
	else _world.first().command((_kind == Kill::process ? "kill " : "hold ") + _aim.order());
}


bool Trial::awaitHit()
{
	return wirePoint(_aim.point) ? _world.proxy().awaitHeld(HIT_SECONDS) : _world.first().awaitHit(HIT_SECONDS);
}


void Trial::goOn()
{
	if (wirePoint(_aim.point)) _world.proxy().release();
	else _world.first().command("go");
}


void Trial::killProcess()
	/// At a point of its own it has done so itself.
{
	const bool isOnWire = wirePoint(_aim.point) != nullptr;
	if (isOnWire) _world.first().kill();
	expect(_world.first().awaitDeath(), "the server was killed");
	// What the dead have sent arrives all the same.
	if (isOnWire) goOn();
}


void Trial::killDatabase()
{
	PrivateMariaDb& database = _world.database();
	if (_moment == Moment::inFlight)
	{
		static std::minstd_rand random;
		goOn();
		std::this_thread::sleep_for(std::chrono::microseconds(random() % LONGEST_FLIGHT_MICROS));
	}
	database.kill();
	if (_moment == Moment::back) database.start();
	if (_moment != Moment::inFlight) goOn();
	if (_moment == Moment::back) return;
	std::this_thread::sleep_for(PAUSE);
	database.start();
}


void Trial::checkAfterFault(const Reply& reply)
{
	const Truth truth = _world.truthOf(_victim);
	const bool mayBe = reply.status == 0 || reply.status == 503 || reply.status == _story.lastStatus || reply.status == _story.firstStatus;
	expect(mayBe, "the answer is none, 503 or " + std::to_string(_story.firstStatus) + ", not " + std::to_string(reply.status) + " " + reply.body);
	expect(reply.status != 200 || truth.version == 1, "a 200 means that the change is made");
	checkPasswords(truth, truth.version > 0);
	checkSteps(truth);
	checkCharges(truth);
	noteDoubt(reply, truth);
}


void Trial::noteDoubt(const Reply& reply, const Truth& truth)
	/// Files a COMMIT that was not answered: to the server, which then looks
	/// itself, or to the client, whose server was killed over it.
{
	if (_world.witness().since(_begin).unknown == 0) return;
	const std::string state = truth.version > 0 ? "applied" : "not applied";
	const std::string answer = reply.status == 0 ? "the server died over it; the client's repetition decided" : "answered " + std::to_string(reply.status);
	_report.inDoubt(state + ", " + answer);
	expect(reply.status != 503 || truth.version == 0 || _kind == Kill::database, "a server that could look knows of its own change");
}


void Trial::checkRetry()
	/// The same request once more, by a client that knows nothing.
{
	const Truth before = _world.truthOf(_victim);
	Testimony said;
	const Reply reply = repeat(said);
	expect(reply.status == _story.lastStatus, "repeated, the request ends in " + std::to_string(_story.lastStatus)
		+ ", not " + std::to_string(reply.status) + " " + reply.body);
	expect(said.granted == 1 && said.verified == 1, "the repetition makes one check and pays for it, not "
		+ std::to_string(said.verified) + " for " + std::to_string(said.granted));

	const Truth after = _world.truthOf(_victim);
	expect(before.version == 0 || after.version == before.version, "a replay changes nothing");
	expect(after.version == (_story.changes() ? 1 : 0), "one change is made, not " + std::to_string(after.version));
	checkPasswords(after, _story.changes());
	checkSteps(after);
	checkCharges(after);
	expect(after.ownSessionLives, "the caller's session lives");
	if (_story.lastStatus == 401) expect(after.used == after.seq - after.base, "every wrong attempt counts");
	else expect(after.base == after.seq && after.used == 0, "a success settles the limit");
}


Reply Trial::repeat(Testimony& said)
	/// Asks until it is served, now this process, now the other one, which was
	/// not killed. Receives what the last request did.
{
	Reply reply;
	for (int tries = 0; tries < MOST_RETRIES; ++tries)
	{
		const bool atOther = (std::stoi(_victim.id) + tries) % 2 == 1;
		const std::streamoff place = _world.witness().end();
		reply = FaultWorld::change((atOther ? _world.second() : _world.first()).port(), _victim, _story.oldPassword, _story.newPassword);
		said = _world.witness().since(place);
		if (reply.status != 503) break;
		std::this_thread::sleep_for(PAUSE);
	}
	return reply;
}


void Trial::checkEnd()
	/// What may take a while: the relay of the new process delivers.
{
	const auto end = std::chrono::steady_clock::now() + DELIVERY_PATIENCE;
	Truth truth = _world.truthOf(_victim);
	while (truth.delivered < truth.events && std::chrono::steady_clock::now() < end)
	{
		std::this_thread::sleep_for(PAUSE/2);
		truth = _world.truthOf(_victim);
	}
	expect(truth.delivered == truth.events, "the outbox is delivered");
	expect(truth.otherSessionEnded == (truth.version > 0), "the other session has ended exactly if the password was changed");
	expect(_world.mailsOf(_victim) == truth.events, "the owner is told of every change");
	if (_story.bySudoToken) checkSecondFactor();
	if (_story.sweeps) checkSweep();
}


void Trial::checkSecondFactor()
	/// Whatever was killed, an access token is no proof of presence.
{
	const Truth before = _world.truthOf(_victim);
	Victim caller = _victim;
	caller.token = _victim.access;
	const Reply reply = FaultWorld::change(_world.second().port(), caller, _story.changes() ? _story.newPassword : _story.oldPassword, FaultWorld::thirdPassword());
	expect(reply.status == 401 && reply.body.find("SUDO_TOKEN_REQUIRED") != std::string::npos, "an access token is refused, not answered with " + reply.body);
	const Truth after = _world.truthOf(_victim);
	expect(after.version == before.version && after.seq == before.seq, "an access token costs and changes nothing");
}


void Trial::checkSweep()
{
	_world.first().command("relay");
	const auto end = std::chrono::steady_clock::now() + DELIVERY_PATIENCE;
	while (_world.oldEventsOf(_victim) > 1 && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(PAUSE/2);
	expect(_world.oldEventsOf(_victim) == 1, "of two delivered events the old one is removed");
}


void Trial::checkPasswords(const Truth& truth, bool isNew)
{
	const bool oldHolds = _world.holds(truth.hash, FaultWorld::oldPassword());
	const bool newHolds = _world.holds(truth.hash, FaultWorld::newPassword());
	expect(oldHolds != newHolds, oldHolds ? "not both passwords hold" : "one of the passwords holds");
	expect(newHolds == isNew, isNew ? "the new password holds" : "the old password holds");
}


void Trial::checkSteps(const Truth& truth)
{
	expect(truth.events == truth.version, "outbox rows are as many as changes, not " + std::to_string(truth.events) + " for " + std::to_string(truth.version));
	expect(truth.epoch == truth.version + 1, "the sessions' epoch has risen with each change");
	expect(truth.uses == truth.version, "the token's session was used once for each change");
}


void Trial::checkCharges(const Truth& truth)
{
	const Testimony said = _world.witness().since(_begin);
	expect(truth.seq >= said.granted, "no acknowledged charge is lost: " + std::to_string(truth.seq) + " of " + std::to_string(said.granted));
	expect(truth.seq <= said.granted + said.doubt, "nothing is charged but what was asked for: "
		+ std::to_string(truth.seq) + " for " + std::to_string(said.granted) + " and " + std::to_string(said.doubt) + " in doubt");
	expect(said.verified <= said.granted, "every check is paid for");
}


void Trial::expect(bool holds, const std::string& promise)
{
	if (holds) return;
	const std::string who = _kind == Kill::process ? "process" : _moment == Moment::back ? "MariaDB" : "MariaDB, back late,";
	_report.violation(_story.name + ", " + who + " at " + _aim.order() + ": " + promise);
}


} } // namespace AuthPlug::Tests
