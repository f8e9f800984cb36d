//
// Initializers.h
//
// Tests: elf
//
// The functions that run when a library is opened.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Initializers_INCLUDED
#define AuthPlug_Tests_Initializers_INCLUDED


#include <set>
#include <string>


namespace AuthPlug {
namespace Tests {


std::set<std::string> initializersOf(const std::string& bytes);
	/// Returns the names of the functions in the library's .init_array, by its
	/// symbol table; an address in hexadecimal if it has no name.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Initializers_INCLUDED
