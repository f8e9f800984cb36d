//
// SvgChart.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "SvgChart.h"
#include "Report.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr double WIDTH = 720;
constexpr double HEIGHT = 360;
constexpr double LEFT = 72;
constexpr double RIGHT = 16;
constexpr double ABOVE = 68;
constexpr double BELOW = 34;
constexpr int STEPS = 5;  // of the vertical axis

// Okabe and Ito's, which colour-blind readers can tell apart.
constexpr std::array<const char*, 6> COLOURS = {"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"};


std::string escaped(const std::string& text)
{
	std::string out;
	for (const char c : text)
	{
		switch (c)
		{
		case '&': out += "&amp;"; break;
		case '<': out += "&lt;"; break;
		case '>': out += "&gt;"; break;
		default: out += c; break;
		}
	}
	return out;
}


std::string at(double x, double y)
{
	return "x=\"" + number(x) + "\" y=\"" + number(y) + "\"";
}


void writeText(std::ostream& out, double x, double y, const char* anchor, const std::string& text)
{
	out << "<text " << at(x, y) << " text-anchor=\"" << anchor << "\">" << escaped(text) << "</text>\n";
}


} // namespace


double roundTop(double greatest)
{
	if (!(greatest > 0)) return 1;
	const double power = std::pow(10, std::floor(std::log10(greatest)));
	for (const double times : {1.0, 2.0, 5.0})
	{
		if (greatest <= times*power) return times*power;
	}
	return 10*power;
}


SvgChart::SvgChart(Form form, const std::string& title, const std::string& unit, const std::vector<std::string>& places):
	_form(form), _title(title), _unit(unit), _places(places)
{
}


void SvgChart::add(const std::string& series, const std::vector<double>& values)
{
	if (values.size() != _places.size()) throw std::invalid_argument("a series has one value for each place");
	if (_series.size() == COLOURS.size()) throw std::invalid_argument("there are no more colours");
	_series.push_back(Series{series, values});
}


void SvgChart::write(std::ostream& out) const
{
	out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << WIDTH << " " << HEIGHT << "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n"
		<< "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
		<< "<text " << at(LEFT, 22) << " font-size=\"15\">" << escaped(_title) << "</text>\n";
	writeAxes(out);
	writeLegend(out);
	for (std::size_t i = 0; i < _series.size(); ++i)
	{
		if (_form == Form::bars) writeBars(out, i);
		else writeLine(out, i);
	}
	out << "</svg>\n";
}


double SvgChart::top() const
{
	double greatest = 0;
	for (const Series& series : _series)
	{
		for (const double value : series.values) greatest = std::max(greatest, value);
	}
	return roundTop(greatest);
}


double SvgChart::xOf(std::size_t place) const
	/// Returns the middle of a place.
{
	return LEFT + (WIDTH - LEFT - RIGHT)*(static_cast<double>(place) + 0.5)/static_cast<double>(_places.size());
}


double SvgChart::yOf(double value) const
{
	return HEIGHT - BELOW - (HEIGHT - ABOVE - BELOW)*value/top();
}


void SvgChart::writeAxes(std::ostream& out) const
{
	for (int i = 0; i <= STEPS; ++i)
	{
		const double value = top()*i/STEPS;
		const double y = yOf(value);
		out << "<path d=\"M" << number(LEFT) << " " << number(y) << "H" << number(WIDTH - RIGHT) << "\" stroke=\"#ccc\"/>\n";
		writeText(out, LEFT - 6, y + 4, "end", number(value));
	}
	writeText(out, LEFT - 6, ABOVE - 12, "end", _unit);
	for (std::size_t i = 0; i < _places.size(); ++i) writeText(out, xOf(i), HEIGHT - BELOW + 18, "middle", _places[i]);
}


void SvgChart::writeLegend(std::ostream& out) const
{
	double x = LEFT;
	for (std::size_t i = 0; i < _series.size(); ++i)
	{
		out << "<rect " << at(x, 34) << " width=\"11\" height=\"11\" fill=\"" << COLOURS[i] << "\"/>\n";
		writeText(out, x + 16, 44, "start", _series[i].name);
		x += 32 + 6.6*static_cast<double>(_series[i].name.size());
	}
}


void SvgChart::writeBars(std::ostream& out, std::size_t series) const
{
	const double room = (WIDTH - LEFT - RIGHT)/static_cast<double>(_places.size())*0.8;
	const double width = room/static_cast<double>(_series.size());
	for (std::size_t i = 0; i < _places.size(); ++i)
	{
		const double value = _series[series].values[i];
		if (!(value > 0)) continue;
		const double x = xOf(i) - room/2 + width*static_cast<double>(series);
		out << "<rect " << at(x, yOf(value)) << " width=\"" << number(width*0.92) << "\" height=\"" << number(HEIGHT - BELOW - yOf(value))
			<< "\" fill=\"" << COLOURS[series] << "\"/>\n";
		if (width > 26) writeText(out, x + width*0.46, yOf(value) - 4, "middle", number(value));
	}
}


void SvgChart::writeLine(std::ostream& out, std::size_t series) const
{
	const std::vector<double>& values = _series[series].values;
	out << "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" << COLOURS[series] << "\" points=\"";
	for (std::size_t i = 0; i < values.size(); ++i) out << (i > 0 ? " " : "") << number(xOf(i)) << "," << number(yOf(values[i]));
	out << "\"/>\n";
	for (std::size_t i = 0; i < values.size(); ++i)
	{
		out << "<circle cx=\"" << number(xOf(i)) << "\" cy=\"" << number(yOf(values[i])) << "\" r=\"3.5\" fill=\"" << COLOURS[series] << "\"/>\n";
	}
}


} } // namespace AuthPlug::Tests
