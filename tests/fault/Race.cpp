//
// Race.cpp
//
// Tests: fault
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Race.h"
#include "HeldRequest.h"


namespace AuthPlug {
namespace Tests {


namespace {


constexpr int LIMIT = 5;


} // namespace


void Race::forLastAttempt()
{
	const Victim victim = _world.newVictim(true);
	const std::streamoff begin = _world.witness().end();
	HeldRequest held(_world.first(), "charge.before", victim, FaultWorld::thirdPassword(), FaultWorld::newPassword());
	int wrong = 0;
	for (int i = 0; i < LIMIT; ++i)
	{
		if (FaultWorld::change(_world.second().port(), victim, FaultWorld::thirdPassword(), FaultWorld::newPassword()).status == 401) ++wrong;
	}
	if (held.release().status == 401) ++wrong;

	const Testimony said = _world.witness().since(begin);
	if (wrong > LIMIT) _report.violation("race for the last attempt: " + std::to_string(wrong) + " passwords were judged");
	if (said.verified > LIMIT) _report.violation("race for the last attempt: " + std::to_string(said.verified) + " hashes were computed");
	if (wrong < LIMIT) _report.violation("race for the last attempt: only " + std::to_string(wrong) + " passwords were judged");
}


void Race::forOnePassword()
{
	// One token for both: whether it still holds makes no difference then.
	const Victim victim = _world.newVictim(true);
	HeldRequest held(_world.first(), "transaction.before", victim, FaultWorld::oldPassword(), FaultWorld::thirdPassword());
	const Reply winner = FaultWorld::change(_world.second().port(), victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
	const Reply loser = held.release();

	const Truth truth = _world.truthOf(victim);
	if (winner.status != 200) _report.violation("race for one password: the faster one is told " + std::to_string(winner.status));
	if (loser.status == 200) _report.violation("race for one password: both are told 200");
	if (!_world.holds(truth.hash, FaultWorld::newPassword())) _report.violation("race for one password: a 200 was no promise");
	if (truth.version != 1 || truth.events != 1)
	{
		_report.violation("race for one password: " + std::to_string(truth.version) + " changes, " + std::to_string(truth.events) + " events");
	}
}


} } // namespace AuthPlug::Tests
