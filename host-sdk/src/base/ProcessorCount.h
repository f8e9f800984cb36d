//
// ProcessorCount.h
//
// Library: AuthPlug/Host
// Package: Base
// Module:  ProcessorCount
//
// How many processors this process may use.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ProcessorCount_INCLUDED
#define AuthPlug_Host_ProcessorCount_INCLUDED


#include <cstddef>
#include <string>


namespace AuthPlug {
namespace Host {


class ProcessorCount
	/// A machine's processors, less those that an affinity mask or a control
	/// group keeps from this process: std::thread::hardware_concurrency() knows
	/// nothing of a container's quota, and twice as many hashes at a time as it
	/// grants would only make each of them twice as slow.
{
public:
	static std::size_t usable();
		/// Returns the count, at least 1.

	static std::size_t quota(const std::string& membership, const std::string& mount);
		/// Returns what the control groups grant, rounded up; 0 for no limit.
		/// `membership` is the path of a file like /proc/self/cgroup, `mount`
		/// that of a folder like /sys/fs/cgroup. Knows cpu.max of version 2 and
		/// cpu.cfs_quota_us of version 1, and takes the least up to the root.
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ProcessorCount_INCLUDED
