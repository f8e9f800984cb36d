//
// StatusTable.h
//
// Tool:    authplugctl
// Module:  StatusTable
//
// The status for people.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_StatusTable_INCLUDED
#define AuthPlug_Ctl_StatusTable_INCLUDED


#include <Poco/JSON/Object.h>
#include <cstddef>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Ctl {


class StatusTable
	/// Renders a status document: a line for each generation, beneath it its
	/// routes and its last error. No line is longer than the given width, or 60.
{
public:
	StatusTable(const Poco::JSON::Object& status, std::size_t width);
		/// Throws Poco::Exception if it is no status document.

	std::string text() const
	{
		return _text;
	}

	static std::size_t terminalWidth();
		/// Returns the columns of the terminal that standard output is, else
		/// $COLUMNS, else 80.

private:
	using Cells = std::vector<std::string>;

	static Cells cellsOf(const Poco::JSON::Object& plugin);
	void addLine(const Cells& cells, const std::vector<std::size_t>& widths);
	void addDetails(const Poco::JSON::Object& plugin);
	void addDetail(const std::string& name, const std::string& value);

	const std::size_t _width;
	std::string _text;
};


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_StatusTable_INCLUDED
