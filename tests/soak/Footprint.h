//
// Footprint.h
//
// Tests: soak
//
// What a process takes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Footprint_INCLUDED
#define AuthPlug_Tests_Footprint_INCLUDED


#include <cstddef>
#include <string>
#include <sys/types.h>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Footprint
	/// As the kernel tells by /proc.
{
	std::vector<std::string> copies;   /// files below the run folder that are mapped, each once
	std::size_t files = 0;             /// mappings of files
	std::size_t descriptors = 0;       /// without those of a look at the files, or of one wait for a connection
	std::size_t threads = 0;
	std::size_t residentKiB = 0;
	std::size_t anonymousKiB = 0;      /// the part of it that is no file's: heap and stacks

	static Footprint of(pid_t pid, const std::string& runFolder);

	std::string text() const;
		/// For reports.
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Footprint_INCLUDED
