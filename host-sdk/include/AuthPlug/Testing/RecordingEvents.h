//
// RecordingEvents.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  RecordingEvents
//
// Password events that a test can read.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_RecordingEvents_INCLUDED
#define AuthPlug_Testing_RecordingEvents_INCLUDED


#include "AuthPlug/Api/PasswordEvents.h"
#include <mutex>
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Testing {


class RecordingEvents final: public Api::PasswordEvents
	/// Keeps all events in memory. Thread-safe.
{
public:
	void onChanged(std::string_view userId, std::string_view eventId) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_changed.push_back(std::string(userId) + "/" + std::string(eventId));
	}

	void onLocked(std::string_view userId, std::uint64_t retryAfterSeconds) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_locked.push_back(std::string(userId) + "/" + std::to_string(retryAfterSeconds));
	}

	std::vector<std::string> changed() const
		/// Returns `user/event` for each change.
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return _changed;
	}

	std::vector<std::string> locked() const
		/// Returns `user/seconds` for each lock.
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return _locked;
	}

private:
	mutable std::mutex _mutex;
	std::vector<std::string> _changed;
	std::vector<std::string> _locked;
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_RecordingEvents_INCLUDED
