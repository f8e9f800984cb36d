//
// Statistics.h
//
// Tests: bench
//
// What is said of a set of measured values.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Statistics_INCLUDED
#define AuthPlug_Tests_Statistics_INCLUDED


#include <cstdint>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Spread
	/// The median of some values, and the middle half around it.
{
	double median = 0;
	double low = 0;
	double high = 0;

	static Spread of(const std::vector<double>& values);
		/// All zero if there are none.
};


double quantile(std::vector<double> values, double share);
	/// Returns the smallest of the values that at least this share of them does
	/// not exceed (nearest rank); 0 if there are none.


double quantileMillis(const std::vector<std::uint32_t>& micros, double share);
	/// The same of durations, in milliseconds.


Spread ratios(const std::vector<double>& values, const std::vector<double>& references);
	/// Returns the spread of each value's ratio to the reference of the same
	/// round, so that a change in the machine's speed meets both. A round
	/// without a reference is left out.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Statistics_INCLUDED
