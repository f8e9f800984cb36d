//
// HostCommands.h
//
// Tool:    authplugctl
// Module:  HostCommands
//
// The commands that a host carries out.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_HostCommands_INCLUDED
#define AuthPlug_Ctl_HostCommands_INCLUDED


#include "Arguments.h"
#include "ExitStatus.h"


namespace AuthPlug {
namespace Ctl {


ExitStatus runOnHost(const Arguments& arguments);
	/// Runs status, reload or drain, and prints the status. Throws Unreachable,
	/// Refused.


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_HostCommands_INCLUDED
