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
#include <cstdio>
#include <ctime>
#include <exception>
#include <fcntl.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::array<const char*, 5> LEVELS = {"debug", "info", "warning", "error", "alarm"};


std::string timestamp(Api::UtcTime now)
{
	const std::time_t seconds = now.micros / 1000000;
	std::tm civil{};
	::gmtime_r(&seconds, &civil);
	char text[40];
	const std::size_t length = std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &civil);
	std::snprintf(text + length, sizeof(text) - length, ".%06dZ", static_cast<int>(now.micros % 1000000));
	return text;
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
	line.reserve(256);
	line += "{\"ts\":\"" + timestamp(_clock.utc()) + "\",\"level\":\"";
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
