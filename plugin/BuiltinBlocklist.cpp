//
// BuiltinBlocklist.cpp
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  BuiltinBlocklist
//
// SPDX-License-Identifier: BSL-1.0
//


#include "BuiltinBlocklist.h"
#include <cstddef>


// The assembler takes the file in as it is; the build names it.
__asm__(
	".pushsection .rodata\n"
	".hidden authplugBlocklistBegin\n"
	".hidden authplugBlocklistEnd\n"
	".global authplugBlocklistBegin\n"
	".global authplugBlocklistEnd\n"
	"authplugBlocklistBegin:\n"
	".incbin \"" AUTHPLUG_BLOCKLIST_FILE "\"\n"
	"authplugBlocklistEnd:\n"
	".byte 0\n"
	".popsection\n");


extern "C" const char authplugBlocklistBegin[];
extern "C" const char authplugBlocklistEnd[];


namespace AuthPlug {
namespace Password {


std::string_view builtinBlocklist() noexcept
{
	return std::string_view(authplugBlocklistBegin, static_cast<std::size_t>(authplugBlocklistEnd - authplugBlocklistBegin));
}


} } // namespace AuthPlug::Password
