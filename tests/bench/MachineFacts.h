//
// MachineFacts.h
//
// Tests: bench
//
// Where and when it was measured, and how quiet it was.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_MachineFacts_INCLUDED
#define AuthPlug_Tests_MachineFacts_INCLUDED


#include "Report.h"
#include <cstdint>


namespace AuthPlug {
namespace Tests {


class MachineFacts
	/// Begins to watch the processors when it is made.
{
public:
	MachineFacts();

	void addTo(Report& report) const;

private:
	struct Ticks
	{
		double all = 0;
		double busy = 0;
		double stolen = 0;
		double own = 0;  // of this process and those that it has started and that have ended
	};

	static Ticks now();

	const Ticks _begin;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_MachineFacts_INCLUDED
