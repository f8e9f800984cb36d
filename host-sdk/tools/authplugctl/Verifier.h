//
// Verifier.h
//
// Tool:    authplugctl
// Module:  Verifier
//
// Verifies a plugin in a process of its own.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_Verifier_INCLUDED
#define AuthPlug_Ctl_Verifier_INCLUDED


#include "Arguments.h"
#include "VerifyReport.h"
#include <chrono>
#include <string>
#include <sys/types.h>


namespace AuthPlug {
namespace Ctl {


class Verifier
	/// Starts this program once more as a VerifyChild, so that a plugin that
	/// crashes or hangs harms nobody, and collects what it reports. What the
	/// plugin prints goes to standard error, line by line and escaped.
{
public:
	explicit Verifier(const Arguments& arguments);

	VerifyReport run();
		/// Throws Poco::Exception if no process can be made.

private:
	struct Child
	{
		pid_t pid;
		int reports;
		int output;
		int end;  // readable when it has ended
	};

	Child start(const std::string& runDirectory) const;
	void follow(const Child& child);
	void take(const std::string& line);
	void show(const std::string& line);
	void conclude(int status);

	const Arguments& _arguments;
	const std::chrono::milliseconds _timeout;
	VerifyReport _report;
	bool _finished = false;     // it has said passed or refused
	std::size_t _shown = 0;     // bytes of its output
};


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_Verifier_INCLUDED
