//
// Race.h
//
// Tests: fault
//
// Two processes whose steps meet in the worst order.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Race_INCLUDED
#define AuthPlug_Tests_Race_INCLUDED


#include "FaultWorld.h"
#include "KillReport.h"


namespace AuthPlug {
namespace Tests {


class Race
	/// Holds one server at a point while the other one goes all the way.
{
public:
	Race(FaultWorld& world, KillReport& report): _world(world), _report(report)
	{
	}

	void forLastAttempt();
		/// One server is held right before it writes its charge; the other one
		/// uses the whole budget up.

	void forOnePassword();
		/// One server has verified the old password and is held before it
		/// replaces it; the other one changes it meanwhile.

private:
	FaultWorld& _world;
	KillReport& _report;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Race_INCLUDED
