//
// RecordingLog.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  RecordingLog
//
// A log that a test can read.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_RecordingLog_INCLUDED
#define AuthPlug_Testing_RecordingLog_INCLUDED


#include "AuthPlug/Api/Log.h"
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Testing {


class RecordingLog final: public Api::Log
	/// Keeps all events in memory. Thread-safe.
{
public:
	struct Event
	{
		Api::LogLevel level;
		std::string name;
		std::map<std::string, std::string> fields;
	};

	void write(Api::LogLevel level, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept override
	{
		Event copy{level, std::string(event), {}};
		for (std::size_t i = 0; i < count; ++i) copy.fields[std::string(fields[i].key)] = std::string(fields[i].value);
		const std::lock_guard<std::mutex> lock(_mutex);
		_events.push_back(std::move(copy));
	}

	std::vector<Event> events() const
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return _events;
	}

	std::vector<Event> events(std::string_view name) const
		/// Returns the events of one name.
	{
		std::vector<Event> selected;
		for (Event& event: events())
		{
			if (event.name == name) selected.push_back(std::move(event));
		}
		return selected;
	}

	bool mentions(std::string_view text) const
		/// Tells whether the text occurs anywhere in any event.
	{
		for (const Event& event: events())
		{
			if (event.name.find(text) != std::string::npos) return true;
			for (const auto& field: event.fields)
			{
				if (field.first.find(text) != std::string::npos || field.second.find(text) != std::string::npos) return true;
			}
		}
		return false;
	}

private:
	mutable std::mutex _mutex;
	std::vector<Event> _events;
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_RecordingLog_INCLUDED
