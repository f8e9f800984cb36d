//
// LimitMathTest.cpp
//
// Tests: unit
//
// The arithmetic and the options of the guess limit.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/LimitMath.h"
#include "Cases.h"
#include <limits>


using namespace AuthPlug::Password;
using AuthPlug::Tests::addCase;


namespace {


constexpr std::uint64_t SECOND = 1000000;
constexpr std::uint64_t NOW = 1700000000*SECOND;


LimitOptions options(std::uint64_t attempts, std::uint64_t window, std::uint64_t doublings, std::uint64_t cap)
{
	LimitOptions made;
	made.attempts = attempts;
	made.windowSeconds = window;
	made.doublings = doublings;
	made.cap = cap;
	made.retryAfterMaxSeconds = 57600;
	return made;
}


struct RetryRow
{
	const char* name;
	LimitState state;
	std::uint64_t retryAfter;  /// 0: not locked
};


const RetryRow RETRY_ROWS[] = {
	{"no row", {0, 0, 0, 0}, 0},
	{"one attempt left", {4, 0, 4, NOW + 900*SECOND}, 0},
	{"all used, whole seconds left", {5, 0, 5, NOW + 900*SECOND}, 900},
	{"all used, one microsecond left", {5, 0, 5, NOW + 1}, 1},
	{"all used, one second left", {5, 0, 5, NOW + SECOND}, 1},
	{"all used, a second and a microsecond left", {5, 0, 5, NOW + SECOND + 1}, 2},
	{"all used, free this moment", {5, 0, 5, NOW}, 0},
	{"all used, free a microsecond ago", {5, 0, 5, NOW - 1}, 0},
	{"more used than allowed, after the setting was lowered", {9, 0, 9, NOW + 5*SECOND}, 5},
	{"at the cap and long free", {50, 0, 5, 1}, 57600},
	{"at the cap and locked by the window", {50, 0, 5, NOW + 10*SECOND}, 57600},
	{"over the cap, after the setting was lowered", {80, 10, 1, 1}, 57600},
	{"one short of the cap", {49, 0, 4, NOW + 10*SECOND}, 0},
	{"many attempts, but successes between", {1000, 960, 4, NOW + 10*SECOND}, 0}};


struct WindowRow
{
	const char* name;
	std::uint64_t sinceSuccess;
	std::uint64_t seconds;
};


const WindowRow WINDOW_ROWS[] = {
	{"first block", 0, 900},
	{"last of the first block", 4, 900},
	{"second block", 5, 1800},
	{"third block", 10, 3600},
	{"seventh block", 30, 57600},
	{"eighth block stays at the last doubling", 35, 57600},
	{"far beyond", 5000, 57600}};


struct OptionsRow
{
	const char* name;
	LimitOptions options;
	const char* problem;  /// "" if the options are right
};


const OptionsRow OPTIONS_ROWS[] = {
	{"defaults", LimitOptions(), ""},
	{"least of everything", options(1, 1, 0, 1), ""},
	{"no attempts", options(0, 900, 6, 50), "attempts: wanted 1 to 50 (the cap), got 0"},
	{"more attempts than the cap", options(51, 900, 6, 50), "attempts: wanted 1 to 50 (the cap), got 51"},
	{"no window", options(5, 0, 6, 50), "window: wanted 1 to 4927500 (with 6 doublings), got 0"},
	{"longest window", options(5, 315360000, 0, 50), ""},
	{"window too long with doublings", options(5, 315360000, 1, 50), "window: wanted 1 to 157680000 (with 1 doublings), got 315360000"},
	{"window that would overflow", options(5, std::numeric_limits<std::uint64_t>::max(), 6, 50), "window: wanted 1 to 4927500 (with 6 doublings), got 18446744073709551615"},
	{"too many doublings", options(5, 900, 21, 50), "doublings: wanted 0 to 20, got 21"},
	{"doublings that would shift everything out", options(5, 900, 64, 50), "doublings: wanted 0 to 20, got 64"},
	{"cap of NIST", options(5, 900, 6, 100), ""},
	{"over the cap of NIST", options(5, 900, 6, 101), "cap: wanted 1 to 100, got 101"},
	{"no cap", options(5, 900, 6, 0), "cap: wanted 1 to 100, got 0"}};


} // namespace


AUTHPLUG_CASES(LimitRetryAfter)
{
	for (const RetryRow& row: RETRY_ROWS)
	{
		addCase(suite, row.name, [row]
		{
			const LimitOptions used;
			CPPUNIT_ASSERT_EQUAL(row.retryAfter, LimitMath::retryAfterSeconds(row.state, NOW, used));
			CPPUNIT_ASSERT_EQUAL(row.retryAfter > 0, LimitMath::locked(row.state, NOW, used));
			CPPUNIT_ASSERT_EQUAL(row.retryAfter == 0, LimitMath::charged(row.state, NOW, used).has_value());
		});
	}
}


AUTHPLUG_CASES(LimitWindow)
{
	for (const WindowRow& row: WINDOW_ROWS)
	{
		addCase(suite, row.name, [row]
		{
			const LimitState state{1000000 + row.sinceSuccess, 1000000, 0, 0};
			CPPUNIT_ASSERT_EQUAL(row.seconds*SECOND, LimitMath::windowMicros(state, LimitOptions()));
		});
	}
}


AUTHPLUG_CASES(LimitOptionsCheck)
{
	for (const OptionsRow& row: OPTIONS_ROWS)
	{
		addCase(suite, row.name, [row]
		{
			const std::string wanted = row.problem;
			const auto fault = faultOf(row.options);
			CPPUNIT_ASSERT_EQUAL(wanted, fault ? fault->name + (": " + fault->reason) : std::string());
		});
	}
	addCase(suite, "longest window does not overflow a clock of the year 9999", []
	{
		const LimitState state{40, 0, 0, 0};
		const LimitOptions longest = options(1, 300, 20, 50);
		CPPUNIT_ASSERT(!faultOf(longest));
		const std::uint64_t late = 253402300799*SECOND;
		const auto next = LimitMath::charged(state, late, longest);
		CPPUNIT_ASSERT(next.has_value());
		CPPUNIT_ASSERT_EQUAL(late + (300*SECOND << 20), next->freeAtMicros);
	});
}


AUTHPLUG_CASES(LimitCharge)
{
	addCase(suite, "first attempt opens a block", []
	{
		const auto next = LimitMath::charged(LimitState(), NOW, LimitOptions());
		CPPUNIT_ASSERT(next.has_value());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), next->sequence);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), next->used);
		CPPUNIT_ASSERT_EQUAL(NOW + 900*SECOND, next->freeAtMicros);
	});
	addCase(suite, "a statement that waited for a lock does not shorten the window", []
	{
		const LimitState state{1, 0, 1, NOW + 900*SECOND};
		const auto next = LimitMath::charged(state, NOW - 3*SECOND, LimitOptions());
		CPPUNIT_ASSERT_EQUAL(NOW + 900*SECOND, next->freeAtMicros);
	});
	addCase(suite, "settling the last attempt frees the budget", []
	{
		const LimitState next = LimitMath::settled(LimitState{7, 2, 5, NOW}, 7);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(7), next.base);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), next.used);
	});
	addCase(suite, "attempts after the settled one stay counted", []
	{
		const LimitState next = LimitMath::settled(LimitState{7, 2, 5, NOW}, 5);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(5), next.base);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), next.used);
	});
	addCase(suite, "a late or repeated settling changes nothing", []
	{
		const LimitState before{9, 7, 2, NOW};
		const LimitState next = LimitMath::settled(before, 4);
		CPPUNIT_ASSERT_EQUAL(before.base, next.base);
		CPPUNIT_ASSERT_EQUAL(before.used, next.used);
	});
	addCase(suite, "an ordinal that was never given changes nothing", []
	{
		const LimitState before{3, 0, 3, NOW};
		const LimitState next = LimitMath::settled(before, 4);
		CPPUNIT_ASSERT_EQUAL(before.base, next.base);
		CPPUNIT_ASSERT_EQUAL(before.used, next.used);
	});
}
