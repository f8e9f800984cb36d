//
// VerifyReport.h
//
// Tool:    authplugctl
// Module:  VerifyReport
//
// What became of a plugin that was verified.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_VerifyReport_INCLUDED
#define AuthPlug_Ctl_VerifyReport_INCLUDED


#include <string>
#include <vector>


namespace AuthPlug {
namespace Ctl {


struct VerifyReport
	/// The steps that were begun, in order; all but the last one were passed,
	/// and that one too if `passed`.
{
	std::string file;
	std::vector<std::string> steps;
	bool passed = false;
	bool timedOut = false;
	std::string reason;   /// why it did not pass
	std::string version;  /// as the plugin says; empty if it did not come that far
	std::string library;  /// path of the library; empty if it did not come that far
	std::string sha256;   /// of the library; empty if it did not come that far

	std::string text() const;
		/// Returns a line for each step and one for the verdict.

	std::string json() const;
		/// Returns one line: {"format": 1, "file": "…", "passed": false,
		/// "steps": [{"step": "configuration", "passed": true}, …],
		/// "failedStep": "create", "timedOut": false, "reason": "…",
		/// "version": "", "library": "…", "sha256": "…"}. The members are always
		/// there and in this order.
};


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_VerifyReport_INCLUDED
