//
// Trial.h
//
// Tests: fault
//
// One kill, and what must hold after it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Trial_INCLUDED
#define AuthPlug_Tests_Trial_INCLUDED


#include "KillReport.h"
#include "Story.h"


namespace AuthPlug {
namespace Tests {


struct Aim
	/// Where a kill is to land.
{
	std::string point;
	int passage = 1;   /// the first, second … time that a request comes by
	std::string from;  /// counted from this point on; empty: from the start

	std::string order() const
	{
		return point + " " + std::to_string(passage) + (from.empty() ? "" : " " + from);
	}
};


enum class Moment
	/// When MariaDB is killed and comes back, with the server held at a point.
{
	back,      /// it is back when the server goes on
	away,      /// the server goes on first
	inFlight   /// the server goes on, and the kill meets what it does then
};


class Trial
	/// Sends a request, kills a process at the chosen point, looks at what is
	/// left, repeats the request as a client would whose answer was lost, and
	/// looks again. For one use.
{
public:
	Trial(FaultWorld& world, const Story& story, const Aim& aim, Kill kind, Moment moment, KillReport& report);

	bool run();
		/// Returns false if the point was not passed, so that nothing was killed.

	void runWithLostCommit(MySqlProxy::Fault fault);
		/// The same with no kill: the COMMIT or its answer is lost on the way.

private:
	Reply faulty();
	void arm();
	bool awaitHit();
	void goOn();
	void killProcess();
	void killDatabase();
	void checkAfterFault(const Reply& reply);
	void checkRetry();
	Reply repeat(Testimony& said);
	void checkEnd();
	void checkSecondFactor();
	void checkSweep();
	void checkPasswords(const Truth& truth, bool isNew);
	void checkSteps(const Truth& truth);
	void checkCharges(const Truth& truth);
	void noteDoubt(const Reply& reply, const Truth& truth);
	void expect(bool holds, const std::string& promise);

	FaultWorld& _world;
	const Story& _story;
	const Aim _aim;
	const Kill _kind;
	const Moment _moment;
	KillReport& _report;
	const Victim _victim;
	std::streamoff _begin = 0;
	bool _hit = false;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Trial_INCLUDED
