//
// SvgChart.h
//
// Tests: bench
//
// A chart as an SVG image.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_SvgChart_INCLUDED
#define AuthPlug_Tests_SvgChart_INCLUDED


#include <iosfwd>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class SvgChart
	/// Series of values over the same few places of a horizontal axis, as bars
	/// or as lines; the vertical axis begins at zero. The text of an axis and of
	/// the legend is as it is given: it may hold any character.
{
public:
	enum class Form
	{
		bars,
		lines
	};

	SvgChart(Form form, const std::string& title, const std::string& unit, const std::vector<std::string>& places);
		/// `unit` is of the vertical axis.

	void add(const std::string& series, const std::vector<double>& values);
		/// One value for each place. Throws std::invalid_argument if there are
		/// more or less, or more series than colours.

	void write(std::ostream& out) const;

private:
	struct Series
	{
		std::string name;
		std::vector<double> values;
	};

	double top() const;
	double xOf(std::size_t place) const;
	double yOf(double value) const;
	void writeAxes(std::ostream& out) const;
	void writeLegend(std::ostream& out) const;
	void writeBars(std::ostream& out, std::size_t series) const;
	void writeLine(std::ostream& out, std::size_t series) const;

	const Form _form;
	const std::string _title;
	const std::string _unit;
	const std::vector<std::string> _places;
	std::vector<Series> _series;
};


double roundTop(double greatest);
	/// Returns the end of an axis that this value fits below: 1, 2 or 5 times a
	/// power of ten; 1 for nothing above zero.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_SvgChart_INCLUDED
