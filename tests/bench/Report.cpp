//
// Report.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Report.h"
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>


namespace AuthPlug {
namespace Tests {


namespace {


using Cells = std::vector<std::string>;


std::string ratioText(const Spread& ratio)
{
	std::ostringstream out;
	out << std::fixed << std::setprecision(2) << ratio.median << " (" << ratio.low << "-" << ratio.high << ")";
	return out.str();
}


std::string millis(double value)
{
	return value > 0 ? number(value) : "";
}


Cells cellsOf(const Measured& line)
{
	const bool compared = !line.reference.empty();
	const std::string note = line.note + (line.other > 0 ? ", " + std::to_string(line.other) + " OTHER ANSWERS" : "");
	return {line.what, number(line.value.median) + " " + line.unit, millis(line.p50), millis(line.p99),
		compared ? number(line.referenceValue) + " " + line.reference : "", compared ? ratioText(line.ratio) : "", note};
}


void writeRows(std::ostream& out, const std::vector<Cells>& rows)
	/// With columns as wide as they have to be.
{
	std::vector<std::size_t> widths(rows.front().size());
	for (const Cells& row : rows)
	{
		for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
	}
	for (const Cells& row : rows)
	{
		std::string line;
		for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
		line.erase(line.find_last_not_of(' ') + 1);
		out << line << "\n";
	}
}


std::string quoted(const std::string& text)
{
	if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
	std::string out = "\"";
	for (const char c : text)
	{
		if (c == '"') out += '"';
		out += c;
	}
	return out + "\"";
}


} // namespace


std::string number(double value)
{
	std::ostringstream out;
	const double size = std::fabs(value);
	out << std::fixed << std::setprecision(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3) << value;
	return out.str();
}


bool Bar::isReached() const
{
	return reached && (atMost ? *reached <= wanted : *reached >= wanted);
}


void Report::fact(const std::string& name, const std::string& value)
{
	_facts.emplace_back(name, value);
}


void Report::add(Measured measured)
{
	_lines.push_back(std::move(measured));
}


void Report::bar(const std::string& what, double wanted, bool atMost, std::optional<double> reached)
{
	_bars.push_back(Bar{what, wanted, atMost, reached});
}


bool Report::allBarsReached() const
{
	return std::all_of(_bars.begin(), _bars.end(), [](const Bar& bar) { return bar.isReached(); });
}


const std::vector<Measured>& Report::lines() const
{
	return _lines;
}


void Report::writeTable(std::ostream& out) const
{
	for (const auto& [name, value] : _facts) out << name << ": " << value << "\n";
	std::string scenario;
	std::vector<Cells> rows;
	const auto flush = [&]
	{
		if (!rows.empty()) writeRows(out, rows);
		rows.clear();
	};
	for (const Measured& line : _lines)
	{
		if (line.scenario != scenario || rows.empty())
		{
			flush();
			scenario = line.scenario;
			out << "\n";
			rows.push_back({scenario, "median", "p50 ms", "p99 ms", "reference", "ratio (middle half)", ""});
		}
		rows.push_back(cellsOf(line));
	}
	flush();
	if (!_bars.empty()) writeBars(out);
}


void Report::writeBars(std::ostream& out) const
{
	out << "\n";
	std::vector<Cells> rows{{"bar", "wanted", "measured", ""}};
	for (const Bar& bar : _bars)
	{
		std::ostringstream wanted;
		wanted << (bar.atMost ? "<= " : ">= ") << std::fixed << std::setprecision(2) << bar.wanted;
		std::ostringstream reached;
		if (bar.reached) reached << std::fixed << std::setprecision(3) << *bar.reached;
		rows.push_back({bar.what, wanted.str(), reached.str(), !bar.reached ? "not measured" : bar.isReached() ? "reached" : "MISSED"});
	}
	writeRows(out, rows);
}


void Report::writeCsv(std::ostream& out) const
{
	out << "scenario,what,unit,median,q1,q3,p50_ms,p99_ms,reference,reference_median,ratio_median,ratio_q1,ratio_q3,other_answers,note\r\n";
	for (const Measured& line : _lines)
	{
		const bool compared = !line.reference.empty();
		const auto ratio = [&](double value) { return compared ? std::to_string(value) : std::string(); };
		const Cells cells{line.scenario, line.what, line.unit, std::to_string(line.value.median), std::to_string(line.value.low), std::to_string(line.value.high),
			line.p50 > 0 ? std::to_string(line.p50) : "", line.p99 > 0 ? std::to_string(line.p99) : "",
			line.reference, ratio(line.referenceValue), ratio(line.ratio.median), ratio(line.ratio.low), ratio(line.ratio.high),
			std::to_string(line.other), line.note};
		for (std::size_t i = 0; i < cells.size(); ++i) out << (i > 0 ? "," : "") << quoted(cells[i]);
		out << "\r\n";
	}
	for (const Bar& bar : _bars)
	{
		out << "bar," << quoted(bar.what) << "," << (bar.atMost ? "at most" : "at least") << ","
			<< (bar.reached ? std::to_string(*bar.reached) : "") << ",,,,,wanted," << bar.wanted << ",,,,,"
			<< (!bar.reached ? "not measured" : bar.isReached() ? "reached" : "missed") << "\r\n";
	}
}


} } // namespace AuthPlug::Tests
