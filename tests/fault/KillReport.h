//
// KillReport.h
//
// Tests: fault
//
// What a run of the kill suite has found.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_KillReport_INCLUDED
#define AuthPlug_Tests_KillReport_INCLUDED


#include <map>
#include <ostream>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


enum class Kill
{
	process,   /// the server, SIGKILL by itself
	database   /// MariaDB, SIGKILL while the server waits at the point
};


class KillReport
	/// Counts kills that have landed, and lists every promise that was broken.
{
public:
	void landed(const std::string& point, Kill kind)
	{
		++(kind == Kill::process ? _kills[point].process : _kills[point].database);
	}

	void missed(const std::string& point)
		/// The point was not passed: no kill.
	{
		++_missed[point];
	}

	void inDoubt(const std::string& how)
		/// A COMMIT whose answer never came, and how that was resolved.
	{
		++_doubts[how];
	}

	void violation(const std::string& what)
	{
		_violations.push_back(what);
	}

	int kills(const std::string& point) const
		/// Returns how many kills of either kind landed there.
	{
		const auto found = _kills.find(point);
		return found == _kills.end() ? 0 : found->second.process + found->second.database;
	}

	int kills() const
	{
		int sum = 0;
		for (const auto& [point, counts]: _kills) sum += counts.process + counts.database;
		return sum;
	}

	int doubts() const
	{
		int sum = 0;
		for (const auto& [how, count]: _doubts) sum += count;
		return sum;
	}

	const std::vector<std::string>& violations() const
	{
		return _violations;
	}

	void print(std::ostream& out) const;
		/// Writes the histogram, commits in doubt and violations.

private:
	struct Counts
	{
		int process = 0;
		int database = 0;
	};

	static void line(std::ostream& out, const std::string& point, const Counts& counts);

	std::map<std::string, Counts> _kills;
	std::map<std::string, int> _missed;
	std::map<std::string, int> _doubts;
	std::vector<std::string> _violations;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_KillReport_INCLUDED
