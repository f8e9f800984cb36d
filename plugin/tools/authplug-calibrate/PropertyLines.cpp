//
// PropertyLines.cpp
//
// Tool:    authplug-calibrate
// Module:  PropertyLines
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PropertyLines.h"
#include <iomanip>
#include <sstream>


namespace AuthPlug {
namespace Calibrate {


std::string hostLines(const Recommendation& recommendation)
{
	return "hash.slots = " + std::to_string(recommendation.slots) + "\n"
		"hash.arena = " + std::to_string(recommendation.cost.memoryKiB) + "\n";
}


std::string pluginLines(const Recommendation& recommendation, const std::string& engine)
{
	std::string lines = "hash.memory_kib = " + std::to_string(recommendation.cost.memoryKiB) + "\n"
		"hash.passes = " + std::to_string(recommendation.cost.passes) + "\n";
	if (engine != "auto") lines += "hash.engine = " + engine + "\n";
	return lines;
}


std::string remarks(const Recommendation& recommendation, const Wish& wish, const std::string& engineName)
{
	std::ostringstream out;
	const double hashes = 1000*static_cast<double>(recommendation.slots)/recommendation.hashMillis;
	out << std::fixed << std::setprecision(1)
		<< "# " << recommendation.hashMillis << " ms a hash by " << engineName << " with " << recommendation.slots << " at a time: at most "
		<< hashes << " guesses or " << hashes/2 << " changes a second.\n";
	if (recommendation.fewerSlots)
	{
		out << "# " << wish.memoryMiB << " MiB is not enough for " << wish.slots << " slots.\n";
	}
	if (recommendation.tooSlow)
	{
		out << "# This is the floor, although it takes longer than " << wish.latencyMillis << " ms.\n";
	}
	return out.str();
}


} } // namespace AuthPlug::Calibrate
