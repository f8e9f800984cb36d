//
// PropertyLines.h
//
// Tool:    authplug-calibrate
// Module:  PropertyLines
//
// What is to be pasted.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Calibrate_PropertyLines_INCLUDED
#define AuthPlug_Calibrate_PropertyLines_INCLUDED


#include "Search.h"
#include <string>


namespace AuthPlug {
namespace Calibrate {


std::string hostLines(const Recommendation& recommendation);
	/// For host.properties.

std::string pluginLines(const Recommendation& recommendation, const std::string& engine);
	/// For plugins.d/password-change.properties. `engine` is the choice that
	/// was measured.

std::string remarks(const Recommendation& recommendation, const Wish& wish, const std::string& engineName);
	/// What was measured and what could not be had, as comments.


} } // namespace AuthPlug::Calibrate


#endif // AuthPlug_Calibrate_PropertyLines_INCLUDED
