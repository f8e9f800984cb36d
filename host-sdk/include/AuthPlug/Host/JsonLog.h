//
// JsonLog.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  JsonLog
//
// A log of one JSON object a line.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_JsonLog_INCLUDED
#define AuthPlug_Host_JsonLog_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Settings.h"
#include <string>


namespace AuthPlug {
namespace Host {


class JsonLog: public Api::Log
	/// Writes each event as one JSON object (RFC 8259) on a line of its own:
	/// `ts` (UTC, RFC 3339 with microseconds), `level`, `event`, then the
	/// fields, all as strings. Control characters, bytes that are not UTF-8 and
	/// quotes are escaped, so that no value can forge a line. A line goes out
	/// in one write(2) to a descriptor opened for appending. Thread-safe.
{
public:
	JsonLog(const std::string& path, Api::Clock& clock, Api::LogLevel threshold = Api::LogLevel::info);
		/// Appends to the file, which is made with mode 0600 if it is missing;
		/// "-" stands for the standard error stream. Throws Poco::OpenFileException.

	JsonLog(const Api::Settings& settings, Api::Clock& clock);
		/// As above, with the values of LOG_SETTINGS.

	JsonLog(const JsonLog&) = delete;
	JsonLog& operator = (const JsonLog&) = delete;

	~JsonLog();

	void write(Api::LogLevel level, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept override;

private:
	Api::Clock& _clock;
	const Api::LogLevel _threshold;
	int _descriptor;
	bool _owned;
};


extern const Api::SettingSpec LOG_SETTINGS[2];
	/// The keys `log.*` of a host's .properties file.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_JsonLog_INCLUDED
