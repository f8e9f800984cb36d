//
// Machine.h
//
// Tests: support
//
// What the tests need of the machine they run on.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Machine_INCLUDED
#define AuthPlug_Tests_Machine_INCLUDED


#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Tests {


class Machine
	/// Programs, ports and folders. Thread-safe.
{
public:
	static std::string findProgram(const std::string& name);
		/// Returns the path of an installed program. Throws Skipped if there is none.

	static std::uint16_t freePort();
		/// Returns a port of 127.0.0.1 that nobody listens on. It lies below the
		/// range of ports that the kernel gives to clients: there a listener
		/// can't lose its port to one of them.

	static std::string baseFolder();
		/// Returns $AUTHPLUG_TEST_DIR, or /tmp.

	static std::string makeFolder(const std::string& prefix, const std::string& base = baseFolder());
		/// Makes a new folder of mode 0700 and returns its path.
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Machine_INCLUDED
