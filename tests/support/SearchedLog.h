//
// SearchedLog.h
//
// Tests: support
//
// A log that is searched for secrets.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_SearchedLog_INCLUDED
#define AuthPlug_Tests_SearchedLog_INCLUDED


#include "AuthPlug/Api/Log.h"
#include "LeakWatch.h"


namespace AuthPlug {
namespace Tests {


inline void searchEvent(std::string_view event, const Api::LogField* fields, std::size_t count)
	/// Fails the running test if the event holds a secret.
{
	LeakWatch::search("a log", event);
	for (std::size_t i = 0; i < count; ++i)
	{
		LeakWatch::search("log event " + std::string(event), fields[i].key);
		LeakWatch::search("log event " + std::string(event) + ", field " + std::string(fields[i].key), fields[i].value);
	}
}


class SearchedLog final: public Api::Log
	/// Passes on to another log what it has searched. As thread-safe as that.
{
public:
	explicit SearchedLog(Api::Log& log): _log(log)
	{
	}

	void write(Api::LogLevel level, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept override
	{
		searchEvent(event, fields, count);
		_log.write(level, event, fields, count);
	}

private:
	Api::Log& _log;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_SearchedLog_INCLUDED
