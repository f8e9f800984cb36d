//
// WaitFor.h
//
// Tests: unit
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_WaitFor_INCLUDED
#define AuthPlug_Tests_WaitFor_INCLUDED


#include <chrono>
#include <cppunit/TestAssert.h>
#include <functional>
#include <thread>


namespace AuthPlug {
namespace Tests {


inline void waitFor(const std::function<bool()>& condition)
	/// Waits for a state that must come, however slow the machine is. It need
	/// not last: it is not looked for again.
{
	for (int i = 0; i < 20000; ++i)
	{
		if (condition()) return;
		std::this_thread::sleep_for(std::chrono::milliseconds(1));
	}
	CPPUNIT_FAIL("a state does not come");
}


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_WaitFor_INCLUDED
