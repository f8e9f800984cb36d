//
// ControlTask.h
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlTask
//
// One request under way.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ControlTask_INCLUDED
#define AuthPlug_Host_ControlTask_INCLUDED


#include "ControlRequest.h"
#include "AuthPlug/Host/PluginManager.h"
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class ControlTask
	/// Carries one request out in steps, none of which waits.
{
public:
	using Clock = std::chrono::steady_clock;

	ControlTask(const ControlRequest& request, PluginManager& plugins, Clock::time_point now);
		/// Asks the manager for what is wanted. Throws ControlError.

	std::string advance(Clock::time_point now);
		/// Returns the lines that are new: progress, or result and status.

	bool finished() const noexcept
	{
		return _finished;
	}

private:
	std::string result(bool complete);
	std::string progress(const std::vector<PluginStatus>& rows);
	std::vector<PluginStatus> waiting(const std::vector<PluginStatus>& rows) const;

	const ControlRequest _request;
	PluginManager& _plugins;
	const Clock::time_point _until;
	std::uint64_t _number = 0;
	std::string _told;  // the latest progress
	bool _finished = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ControlTask_INCLUDED
