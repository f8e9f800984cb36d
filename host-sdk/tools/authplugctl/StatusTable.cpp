//
// StatusTable.cpp
//
// Tool:    authplugctl
// Module:  StatusTable
//
// SPDX-License-Identifier: BSL-1.0
//


#include "StatusTable.h"
#include "TerminalText.h"
#include <Poco/JSON/Array.h>
#include <Poco/NumberParser.h>
#include <algorithm>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>


namespace AuthPlug {
namespace Ctl {


namespace {


using Poco::JSON::Array;
using Poco::JSON::Object;

struct Column
{
	const char* title;
	std::size_t most;  // characters of a value
	bool number;
};


// 80 columns in all, with two between each.
constexpr Column COLUMNS[] = {
	{"PLUGIN", 24, false}, {"VERSION", 12, false}, {"SHA-256", 8, false}, {"STATE", 10, false}, {"IN-FLIGHT", 9, true}, {"RELOADS", 7, true}};
constexpr std::size_t LEAST_WIDTH = 60;
constexpr std::size_t DEFAULT_WIDTH = 80;
const std::string INDENT = "    ";
constexpr std::size_t NAME_WIDTH = 7;


std::string textOf(const Object& object, const std::string& name)
{
	return printable(object.getValue<std::string>(name));
}


std::string orDash(const std::string& text)
{
	return text.empty() ? "-" : text;
}


bool hasRoutesInForce(const std::string& state)
{
	return state == "serving" || state == "drained";
}


} // namespace


StatusTable::StatusTable(const Object& status, std::size_t width): _width(std::max(width, LEAST_WIDTH))
{
	const Array::Ptr plugins = status.getArray("plugins");
	if (!plugins) throw Poco::DataFormatException("no status");
	std::vector<Cells> rows(1);
	for (const Column& column: COLUMNS) rows[0].emplace_back(column.title);
	for (std::size_t i = 0; i < plugins->size(); ++i) rows.push_back(cellsOf(*plugins->getObject(static_cast<unsigned>(i))));

	std::vector<std::size_t> widths(std::size(COLUMNS), 0);
	for (const Cells& row: rows)
	{
		for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columnsOf(row[i]));
	}
	addLine(rows[0], widths);
	for (std::size_t i = 1; i < rows.size(); ++i)
	{
		addLine(rows[i], widths);
		addDetails(*plugins->getObject(static_cast<unsigned>(i - 1)));
	}
	if (rows.size() == 1) _text = "no plugins\n";
	for (const char* const fault: {"error", "taint"})
	{
		const std::string reason = textOf(status, fault);
		if (!reason.empty()) addDetail(fault, reason);
	}
}


std::size_t StatusTable::terminalWidth()
{
	::winsize size{};
	if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
	const char* const value = std::getenv("COLUMNS");
	unsigned columns = 0;
	return value && Poco::NumberParser::tryParseUnsigned(value, columns) ? columns : DEFAULT_WIDTH;
}


StatusTable::Cells StatusTable::cellsOf(const Object& plugin)
{
	Cells cells = {
		textOf(plugin, "name"), orDash(textOf(plugin, "version")), orDash(textOf(plugin, "sha256").substr(0, COLUMNS[2].most)),
		textOf(plugin, "state"), textOf(plugin, "inFlight"), textOf(plugin, "reloads")};
	for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = cut(cells[i], COLUMNS[i].most);
	return cells;
}


void StatusTable::addLine(const Cells& cells, const std::vector<std::size_t>& widths)
{
	std::string line;
	for (std::size_t i = 0; i < cells.size(); ++i)
	{
		const std::string padding(widths[i] - columnsOf(cells[i]), ' ');
		if (i > 0) line += "  ";
		line += COLUMNS[i].number ? padding + cells[i] : cells[i] + padding;
	}
	_text += line + "\n";
}


void StatusTable::addDetails(const Object& plugin)
{
	if (hasRoutesInForce(plugin.getValue<std::string>("state")))
	{
		const Array::Ptr routes = plugin.getArray("routes");
		for (std::size_t i = 0; routes && i < routes->size(); ++i)
		{
			addDetail("route", printable(routes->getElement<std::string>(static_cast<unsigned>(i))));
		}
	}
	const std::string error = textOf(plugin, "lastError");
	if (!error.empty()) addDetail("error", error);
}


void StatusTable::addDetail(const std::string& name, const std::string& value)
{
	std::string lead = INDENT + name + std::string(NAME_WIDTH - name.size(), ' ');
	for (const std::string& line: wrapped(value, _width - INDENT.size() - NAME_WIDTH))
	{
		_text += lead + line + "\n";
		lead = std::string(INDENT.size() + NAME_WIDTH, ' ');
	}
}


} } // namespace AuthPlug::Ctl
