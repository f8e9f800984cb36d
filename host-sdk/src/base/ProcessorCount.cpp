//
// ProcessorCount.cpp
//
// Library: AuthPlug/Host
// Package: Base
// Module:  ProcessorCount
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ProcessorCount.h"
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <string_view>
#include <thread>


namespace AuthPlug {
namespace Host {


namespace {


std::size_t inAffinityMask()
{
	cpu_set_t set;
	CPU_ZERO(&set);
	// It fails on machines with more processors than the set has room for.
	if (::sched_getaffinity(0, sizeof(set), &set) == 0) return static_cast<std::size_t>(CPU_COUNT(&set));
	return std::thread::hardware_concurrency();
}


std::size_t grantedBy(double quota, double period)
{
	if (!(quota > 0) || !(period > 0)) return 0;
	return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(quota/period)));
}


std::size_t grantedIn(const std::filesystem::path& group)
	/// Returns what one group grants; 0 for no limit. A word where a number is
	/// expected, as in "max 100000", reads as none.
{
	double quota = 0;
	double period = 0;
	if (std::ifstream(group / "cpu.max") >> quota >> period) return grantedBy(quota, period);
	if (std::ifstream(group / "cpu.cfs_quota_us") >> quota && std::ifstream(group / "cpu.cfs_period_us") >> period) return grantedBy(quota, period);
	return 0;
}


bool holdsCpu(std::string_view controllers)
	/// Tells whether one of the words between the commas is `cpu`.
{
	while (!controllers.empty())
	{
		const std::size_t comma = std::min(controllers.find(','), controllers.size());
		if (controllers.substr(0, comma) == "cpu") return true;
		controllers.remove_prefix(std::min(comma + 1, controllers.size()));
	}
	return false;
}


} // namespace


std::size_t ProcessorCount::usable()
{
	const std::size_t present = std::max<std::size_t>(1, inAffinityMask());
	const std::size_t granted = quota("/proc/self/cgroup", "/sys/fs/cgroup");
	return granted == 0 ? present : std::min(present, granted);
}


std::size_t ProcessorCount::quota(const std::string& membership, const std::string& mount)
{
	std::size_t least = 0;
	const auto take = [&least](std::size_t granted)
	{
		if (granted > 0) least = least == 0 ? granted : std::min(least, granted);
	};

	// Lines of cgroups(7): hierarchy:controllers:path; version 2 names no controllers.
	std::ifstream lines(membership);
	for (std::string line; std::getline(lines, line);)
	{
		const std::size_t first = line.find(':');
		const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
		if (second == std::string::npos) continue;
		const std::string_view controllers = std::string_view(line).substr(first + 1, second - first - 1);
		if (!controllers.empty() && !holdsCpu(controllers)) continue;

		// In a container the path may be the host's, which is not mounted here:
		// the groups that are not there limit nothing, and the root is its own.
		const std::filesystem::path root = controllers.empty() ? std::filesystem::path(mount) : std::filesystem::path(mount) / "cpu";
		std::filesystem::path group = std::filesystem::path(line.substr(second + 1)).relative_path();
		for (; !group.empty(); group = group.parent_path()) take(grantedIn(root / group));
		take(grantedIn(root));
	}
	return least;
}


} } // namespace AuthPlug::Host
