//
// ExitStatus.h
//
// Tool:    authplugctl
// Module:  ExitStatus
//
// What authplugctl ends with.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_ExitStatus_INCLUDED
#define AuthPlug_Ctl_ExitStatus_INCLUDED


namespace AuthPlug {
namespace Ctl {


enum ExitStatus: int
	/// Arguments::usage() explains them. Those from 64 on are as in sysexits.h.
{
	EXIT_OK = 0,
	EXIT_NOT_OK = 1,
	EXIT_UNREACHABLE = 2,
	EXIT_NOT_DONE = 3,
	EXIT_USAGE = 64,
	EXIT_SOFTWARE = 70
};


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_ExitStatus_INCLUDED
