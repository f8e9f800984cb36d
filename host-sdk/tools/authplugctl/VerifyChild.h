//
// VerifyChild.h
//
// Tool:    authplugctl
// Module:  VerifyChild
//
// The process in which a plugin is verified.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_VerifyChild_INCLUDED
#define AuthPlug_Ctl_VerifyChild_INCLUDED


#include <string>
#include <vector>


namespace AuthPlug {
namespace Ctl {


class VerifyChild
	/// Takes a plugin through the host's own pipeline up to create, and reports
	/// each step before it begins, since it may be the last: one JSON object a
	/// line on a descriptor of its own, {"step": "elf"}, then
	/// {"refused": "reason"} or {"passed": true}, and what was found out of the
	/// library.
{
public:
	static constexpr const char* OPTION = "--verify-child";
		/// First argument of a process that is one; the rest is arguments().

	static constexpr int REPORT = 3;
		/// The descriptor for the reports.

	struct Task
	{
		std::string file;
		std::string pluginDirectory;  /// empty: beside the file's folder
		std::string trustedKeys;      /// empty: none
		std::string runDirectory;     /// of mode 0700, for the private copy

		std::vector<std::string> arguments() const;
		static Task from(const std::vector<std::string>& arguments);
	};

	explicit VerifyChild(const Task& task);

	int run();
		/// Returns the exit status.

private:
	void verify();
	static void report(const char* name, const std::string& value);

	const Task _task;
};


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_VerifyChild_INCLUDED
