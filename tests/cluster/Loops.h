//
// Loops.h
//
// Tests: cluster
//
// How often the tests repeat what is left to chance.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Loops_INCLUDED
#define AuthPlug_Tests_Loops_INCLUDED


#include <cstdlib>


namespace AuthPlug {
namespace Tests {


class Loops
{
public:
	static int times(int once)
		/// Returns `once` times $AUTHPLUG_CLUSTER_LOOPS, which is 1 unless set.
	{
		const char* const loops = std::getenv("AUTHPLUG_CLUSTER_LOOPS");
		const int factor = loops ? std::atoi(loops) : 1;
		return once*(factor > 0 ? factor : 1);
	}
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Loops_INCLUDED
