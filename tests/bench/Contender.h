//
// Contender.h
//
// Tests: bench
//
// Who is measured by turns with whom.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Contender_INCLUDED
#define AuthPlug_Tests_Contender_INCLUDED


#include "Statistics.h"
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Window
	/// What one turn gave.
{
	double rate = 0;                     /// of what is counted, in a second
	std::vector<std::uint32_t> micros;   /// how long each took; empty if that is not measured
	std::uint64_t other = 0;             /// answers that were not the wanted ones, or none at all
	double generatorShare = 0;           /// of all processors' time, that the load generator took
};


class Contender
{
public:
	Contender(std::string name, std::function<Window()> measure);

	const std::string& name() const;

	std::vector<double> rates() const;
	std::vector<double> references() const;
		/// For each turn, what the reference gave around it.

	Spread rate() const;
	double p50() const;
	double p99() const;
		/// Of all turns together, in milliseconds.

	std::uint64_t other() const;
	double generatorShare() const;
		/// The median.

	static void takeTurns(Contender& reference, const std::vector<Contender*>& contenders, std::size_t rounds);
		/// R A R B ... R, over and over, after one turn of each that is forgotten.
		/// A contender's turn is related to the mean of the reference's turns
		/// just before and after it: so a machine that becomes slower or faster
		/// meets both.

private:
	void measure();

	double latency(double share) const;

	const std::string _name;
	const std::function<Window()> _measure;
	std::vector<Window> _windows;
	std::vector<double> _references;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Contender_INCLUDED
