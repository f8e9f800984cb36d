//
// JsonLog.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  JsonLog
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/JsonLog.h"
#include "JsonText.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <exception>
#include <fcntl.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::array<const char*, 5> LEVELS = {"debug", "info", "warning", "error", "alarm"};


void appendDigits(std::string& text, std::int64_t number, int count)
{
	char digits[20];
	for (int i = count - 1; i >= 0; --i)
	{
		digits[i] = static_cast<char>('0' + number%10);
		number /= 10;
	}
	text.append(digits, static_cast<std::size_t>(count));
}


void appendTimestamp(std::string& text, Api::UtcTime now)
	/// As RFC 3339. By hand: gmtime_r() takes a lock that the process shares.
{
	using namespace std::chrono;

	const sys_time<microseconds> time{microseconds(now.micros)};
	const auto day = floor<days>(time);
	const year_month_day date{day};
	const hh_mm_ss clock{time - day};
	appendDigits(text, static_cast<int>(date.year()), 4);
	text += '-';
	appendDigits(text, static_cast<unsigned>(date.month()), 2);
	text += '-';
	appendDigits(text, static_cast<unsigned>(date.day()), 2);
	text += 'T';
	appendDigits(text, clock.hours().count(), 2);
	text += ':';
	appendDigits(text, clock.minutes().count(), 2);
	text += ':';
	appendDigits(text, clock.seconds().count(), 2);
	text += '.';
	appendDigits(text, clock.subseconds().count(), 6);
	text += 'Z';
}


Api::LogLevel levelNamed(std::string_view name)
{
	const auto it = std::find(LEVELS.begin(), LEVELS.end(), name);
	if (it == LEVELS.end()) throw Poco::InvalidArgumentException("log.level", std::string(name));
	return static_cast<Api::LogLevel>(it - LEVELS.begin());
}


void writeAll(int descriptor, std::string_view bytes) noexcept
{
	while (!bytes.empty())
	{
		const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
		if (written < 0)
		{
			if (errno == EINTR) continue;
			return;  // a full disk must not stop the server
		}
		bytes.remove_prefix(static_cast<std::size_t>(written));
	}
}


} // namespace


const Api::SettingSpec LOG_SETTINGS[2] = {
	{"log.file", Api::SettingType::text, "", 0, 4096, "-", "",
		"File to which one JSON object a line is appended; `-` for the standard error stream."},
	{"log.level", Api::SettingType::choice, "", 0, 0, "info", "debug|info|warning|error|alarm",
		"The least level that is written."}
};


JsonLog::JsonLog(const std::string& path, Api::Clock& clock, Api::LogLevel threshold):
	_clock(clock),
	_threshold(threshold),
	_descriptor(STDERR_FILENO),
	_owned(path != "-")
{
	if (!_owned) return;
	_descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (_descriptor < 0) throw Poco::OpenFileException(path, errno);
}


JsonLog::JsonLog(const Api::Settings& settings, Api::Clock& clock):
	JsonLog(std::string(settings.text("log.file")), clock, levelNamed(settings.text("log.level")))
{
}


JsonLog::~JsonLog()
{
	if (_owned) ::close(_descriptor);
}


void JsonLog::write(Api::LogLevel level, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept
try
{
	if (level < _threshold) return;
	std::string line;
	line.reserve(512);
	line += "{\"ts\":\"";
	appendTimestamp(line, _clock.utc());
	line += "\",\"level\":\"";
	line += LEVELS.at(static_cast<std::size_t>(level));
	line += "\",\"event\":";
	appendQuoted(line, event);
	for (std::size_t i = 0; i < count; ++i)
	{
		line += ',';
		appendQuoted(line, fields[i].key);
		line += ':';
		appendQuoted(line, fields[i].value);
	}
	line += "}\n";
	writeAll(_descriptor, line);
}
catch (const std::exception&)
{
	writeAll(_descriptor, "{\"level\":\"error\",\"event\":\"log_line_lost\"}\n");
}


} } // namespace AuthPlug::Host
