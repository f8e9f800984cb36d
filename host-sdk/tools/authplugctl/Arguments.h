//
// Arguments.h
//
// Tool:    authplugctl
// Module:  Arguments
//
// The command line.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_Arguments_INCLUDED
#define AuthPlug_Ctl_Arguments_INCLUDED


#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Ctl {


class UsageError: public std::runtime_error
	/// A command line that makes no sense.
{
public:
	using std::runtime_error::runtime_error;
};


struct Arguments
	/// What the user wants.
{
	enum class Command
	{
		help,
		version,
		status,
		reload,
		drain,
		verify
	};

	static Arguments parse(int argc, char** argv);
		/// Takes options anywhere, as `--name VALUE` or `--name=VALUE`. Throws
		/// UsageError.

	static std::string usage();
		/// Returns the text of --help.

	Command command = Command::help;
	std::vector<std::string> operands;  /// plugins of drain, the file of verify
	std::string socketPath;
	std::string pluginDirectory;        /// of verify; empty: not given
	std::string trustedKeys;            /// of verify; empty: not given
	bool json = false;
	std::chrono::milliseconds timeout{0};  /// 0: not given
};


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_Arguments_INCLUDED
