//
// Search.cpp
//
// Tool:    authplug-calibrate
// Module:  Search
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Search.h"
#include "AuthPlug/Password/PhcString.h"
#include <algorithm>
#include <string>


namespace AuthPlug {
namespace Calibrate {


namespace {


using Password::Argon2Options;
using Password::PhcString;
using Password::SodiumEngine;


constexpr Argon2Options FLOOR{SodiumEngine::LEAST_MEMORY_KIB, SodiumEngine::LEAST_PASSES};


} // namespace


Search::Search(Measure measure): _measure(std::move(measure))
{
}


Recommendation Search::find(const Wish& wish) const
{
	const std::uint64_t budgetKiB = wish.memoryMiB*1024;
	const std::uint64_t room = budgetKiB/FLOOR.memoryKiB;
	if (room == 0)
	{
		throw BudgetTooSmall("a hash needs " + std::to_string(FLOOR.memoryKiB) + " KiB at least, and " + std::to_string(wish.memoryMiB) + " MiB is less");
	}
	Recommendation recommendation;
	recommendation.slots = static_cast<std::size_t>(std::min<std::uint64_t>(wish.slots, room));
	recommendation.fewerSlots = recommendation.slots < wish.slots;
	if (!affordable(FLOOR, recommendation, wish))
	{
		recommendation.cost = FLOOR;
		recommendation.tooSlow = true;
		return recommendation;
	}
	const std::uint64_t share = std::min<std::uint64_t>(budgetKiB/recommendation.slots, PhcString::MAX_MEMORY_KIB);
	const auto most = static_cast<std::uint32_t>(share/STEP_KIB*STEP_KIB);
	moreMemory(recommendation, most, wish);
	if (recommendation.cost.memoryKiB >= most) morePasses(recommendation, wish);
	return recommendation;
}


bool Search::affordable(const Argon2Options& cost, Recommendation& recommendation, const Wish& wish) const
{
	const double millis = _measure(cost, recommendation.slots);
	if (millis > wish.latencyMillis)
	{
		// Told also of a floor that is too slow.
		if (recommendation.hashMillis == 0) recommendation.hashMillis = millis;
		return false;
	}
	recommendation.cost = cost;
	recommendation.hashMillis = millis;
	return true;
}


void Search::moreMemory(Recommendation& recommendation, std::uint32_t most, const Wish& wish) const
	/// By halving: time grows with memory.
{
	std::uint32_t low = FLOOR.memoryKiB;
	if (most <= low || affordable(Argon2Options{most, FLOOR.passes}, recommendation, wish)) return;
	std::uint32_t high = most;
	while (high - low > STEP_KIB)
	{
		const std::uint32_t middle = low + (high - low)/2/STEP_KIB*STEP_KIB;
		if (affordable(Argon2Options{middle, FLOOR.passes}, recommendation, wish)) low = middle;
		else high = middle;
	}
}


void Search::morePasses(Recommendation& recommendation, const Wish& wish) const
	/// From the number that the time of those so far promises, downwards.
{
	const Argon2Options begun = recommendation.cost;
	const double promised = begun.passes*wish.latencyMillis/recommendation.hashMillis;
	auto passes = static_cast<std::uint32_t>(std::min<double>(promised, PhcString::MAX_PASSES));
	while (passes > begun.passes && !affordable(Argon2Options{begun.memoryKiB, passes}, recommendation, wish)) --passes;
}


} } // namespace AuthPlug::Calibrate
