//
// LimitModelTest.cpp
//
// Tests: unit
//
// The guess limit against a model of it, over random histories.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/LimitMath.h"
#include "Cases.h"
#include "ReferenceLimit.h"
#include <random>
#include <vector>


using namespace AuthPlug::Password;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::ReferenceLimit;


namespace {


constexpr std::uint64_t SECOND = 1000000;


struct Grant
{
	std::uint64_t at;
	std::size_t success;  /// number of the successes before it
};


void history(unsigned seed, bool clockGoesBack)
{
	std::mt19937 random(seed);
	const auto pick = [&](std::uint64_t least, std::uint64_t most) { return std::uniform_int_distribution<std::uint64_t>(least, most)(random); };

	LimitOptions options;
	options.attempts = pick(1, 6);
	options.windowSeconds = pick(1, 20);
	options.doublings = pick(0, 6);
	options.cap = pick(options.attempts, 40);
	CPPUNIT_ASSERT(!faultOf(options));

	LimitState state;
	ReferenceLimit reference(options);
	std::uint64_t now = 1700000000*SECOND;
	std::vector<Grant> grants;
	std::size_t successes = 0;
	std::size_t sinceSuccess = 0;

	for (int step = 0; step < 400; ++step)
	{
		const std::uint64_t action = pick(0, 9);
		if (action < 6)
		{
			CPPUNIT_ASSERT_EQUAL(reference.locked(now), LimitMath::locked(state, now, options));
			const std::uint64_t retryAfter = LimitMath::retryAfterSeconds(state, now, options);
			if (retryAfter > 0 && !LimitMath::atCap(state, options))
			{
				// Exact: at that moment it is granted, a second earlier it is not.
				CPPUNIT_ASSERT(LimitMath::charged(state, now + retryAfter*SECOND, options).has_value());
				CPPUNIT_ASSERT(!LimitMath::charged(state, now + (retryAfter - 1)*SECOND, options).has_value());
			}
			const auto next = LimitMath::charged(state, now, options);
			CPPUNIT_ASSERT_EQUAL(reference.charge(now), next.has_value());
			if (!next) continue;
			state = *next;
			CPPUNIT_ASSERT_EQUAL(std::uint64_t(reference.granted()), state.sequence);
			grants.push_back(Grant{now, successes});
			++sinceSuccess;
			CPPUNIT_ASSERT(sinceSuccess <= options.cap);
		}
		else if (action < 7)
		{
			if (state.sequence == 0) continue;
			// Mostly the last attempt, sometimes an older or a settled one.
			const std::uint64_t ordinal = pick(0, 2) > 0 ? state.sequence : pick(1, state.sequence);
			if (ordinal > state.base)
			{
				++successes;
				sinceSuccess = state.sequence - ordinal;
				// Those after it count as of the time after the success.
				for (std::size_t i = ordinal; i < grants.size(); ++i) grants[i].success = successes;
			}
			state = LimitMath::settled(state, ordinal);
			reference.settle(ordinal);
		}
		else if (action < 9 || !clockGoesBack)
		{
			now += pick(0, 3) == 0 ? pick(0, options.windowSeconds*SECOND*4) : pick(0, 2*SECOND);
		}
		else
		{
			now -= pick(0, 30*SECOND);
		}
	}

	if (clockGoesBack) return;
	// At most `attempts` in every half-open interval of a window, between successes.
	for (std::size_t i = 0; i + options.attempts < grants.size(); ++i)
	{
		const Grant& first = grants[i];
		const Grant& overLimit = grants[i + options.attempts];
		if (first.success != overLimit.success) continue;
		CPPUNIT_ASSERT(overLimit.at - first.at >= options.windowSeconds*SECOND);
	}
}


} // namespace


AUTHPLUG_CASES(LimitModel)
{
	addCase(suite, "2000 random histories agree with the model and keep the bound", []
	{
		for (unsigned seed = 1; seed <= 2000; ++seed) history(seed, false);
	});
	addCase(suite, "500 random histories with a clock that is set back agree and keep the cap", []
	{
		for (unsigned seed = 5001; seed <= 5500; ++seed) history(seed, true);
	});
}
