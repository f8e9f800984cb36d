//
// KillReport.cpp
//
// Tests: fault
//
// SPDX-License-Identifier: BSL-1.0
//


#include "KillReport.h"
#include "PointNames.h"
#include <algorithm>
#include <iomanip>
#include <iterator>


namespace AuthPlug {
namespace Tests {


void KillReport::line(std::ostream& out, const std::string& point, const Counts& counts)
{
	out << std::left << std::setw(44) << point << std::right << std::setw(9) << counts.process << std::setw(9) << counts.database << "\n";
}


void KillReport::print(std::ostream& out) const
{
	out << std::left << std::setw(44) << "fault point" << std::right << std::setw(9) << "process" << std::setw(9) << "MariaDB" << "\n";
	for (const char* const point: POINT_NAMES)
	{
		const auto found = _kills.find(point);
		const Counts counts = found == _kills.end() ? Counts() : found->second;
		line(out, point, counts);
	}
	for (const auto& [point, counts]: _kills)
	{
		if (std::find(std::begin(POINT_NAMES), std::end(POINT_NAMES), point) == std::end(POINT_NAMES)) line(out, point, counts);
	}
	out << "kills: " << kills() << "\n";
	for (const auto& [point, count]: _missed) out << "not a kill, " << point << " was not passed: " << count << "\n";
	out << "commits in doubt: " << doubts() << "\n";
	for (const auto& [how, count]: _doubts) out << "    " << how << ": " << count << "\n";
	out << "violations: " << _violations.size() << "\n";
	for (const std::string& what: _violations) out << "    " << what << "\n";
	out << std::flush;
}


} } // namespace AuthPlug::Tests
