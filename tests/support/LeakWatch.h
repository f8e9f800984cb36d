//
// LeakWatch.h
//
// Tests: support
//
// Finds secrets in what a test has written, and makes it fail.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_LeakWatch_INCLUDED
#define AuthPlug_Tests_LeakWatch_INCLUDED


#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Tests {


class LeakWatch
	/// Whatever stands for a log, a metric or an answer in a test gives its
	/// texts to search(), from any thread, and can't fail the test by itself. So
	/// what is found is kept, and the driver fails the test that is running.
	/// Thread-safe.
{
public:
	static void search(const std::string& place, std::string_view text);
		/// Looks for the canary.

	static std::vector<std::string> take();
		/// Returns what was found since the last call, the secrets masked.
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_LeakWatch_INCLUDED
