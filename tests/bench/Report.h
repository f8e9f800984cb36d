//
// Report.h
//
// Tests: bench
//
// What was measured: as a table, as CSV, and held against bars.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Report_INCLUDED
#define AuthPlug_Tests_Report_INCLUDED


#include "Statistics.h"
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <utility>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Measured
	/// A line of the table.
{
	std::string scenario;
	std::string what;
	std::string unit;
	Spread value;             /// over the rounds
	double p50 = 0;           /// milliseconds, of all rounds together; 0: not measured
	double p99 = 0;
	std::string reference;    /// what it is compared with; empty: with nothing
	double referenceValue = 0;  /// its median
	Spread ratio;             /// of each round's value to the reference of the same round
	std::string note;
	std::uint64_t other = 0;  /// answers that were not the wanted ones, and connections that failed
};


struct Bar
	/// What a ratio has to reach.
{
	std::string what;
	double wanted = 0;
	bool atMost = false;  /// else at least
	std::optional<double> reached;  /// none: not measured in this run

	bool isReached() const;
		/// False if it was not measured.
};


class Report
	/// Collects lines in the order in which they come.
{
public:
	void fact(const std::string& name, const std::string& value);
		/// About machine and run; printed above the table.

	void add(Measured measured);
	void bar(const std::string& what, double wanted, bool atMost, std::optional<double> reached);

	bool allBarsReached() const;

	void writeTable(std::ostream& out) const;
	void writeCsv(std::ostream& out) const;
		/// As RFC 4180, with a header line.

	const std::vector<Measured>& lines() const;

private:
	void writeBars(std::ostream& out) const;

	std::vector<std::pair<std::string, std::string>> _facts;
	std::vector<Measured> _lines;
	std::vector<Bar> _bars;
};


std::string number(double value);
	/// Returns it with three significant digits, or as an integer if it has more.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Report_INCLUDED
