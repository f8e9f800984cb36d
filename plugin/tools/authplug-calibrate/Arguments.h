//
// Arguments.h
//
// Tool:    authplug-calibrate
// Module:  Arguments
//
// The command line.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Calibrate_Arguments_INCLUDED
#define AuthPlug_Calibrate_Arguments_INCLUDED


#include "Search.h"
#include "AuthPlug/Password/StandardHasher.h"
#include <stdexcept>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Calibrate {


class UsageError: public std::runtime_error
	/// A command line that makes no sense.
{
public:
	using std::runtime_error::runtime_error;
};


struct Arguments
{
	static Arguments parse(const std::vector<std::string>& words);
		/// Takes `--name VALUE` and `--name=VALUE`. Throws UsageError.

	static std::string usage();
		/// Returns the text of --help.

	Wish wish;  /// slots 0: not given
	std::string engine = "auto";
	bool help = false;
	bool version = false;

	Password::EngineChoice engineChoice() const;
};


} } // namespace AuthPlug::Calibrate


#endif // AuthPlug_Calibrate_Arguments_INCLUDED
