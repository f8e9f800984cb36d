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


std::size_t sequenceLength(std::string_view text) noexcept
	// Returns the length of the UTF-8 sequence (RFC 3629) at the start of the
	// text; 0 if there is none.
{
	const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
	const unsigned char first = byte(0);
	if (first < 0x80) return 1;
	const std::size_t length = first >= 0xC2 && first <= 0xDF ? 2 : (first & 0xF0) == 0xE0 ? 3 : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
	if (length == 0 || text.size() < length) return 0;
	for (std::size_t i = 1; i < length; ++i)
	{
		if ((byte(i) & 0xC0) != 0x80) return 0;
	}
	const unsigned char second = byte(1);
	if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
	if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
	return length;
}


void appendQuoted(std::string& line, std::string_view text)
{
	line += '"';
	while (!text.empty())
	{
		const auto first = static_cast<unsigned char>(text.front());
		const std::size_t length = sequenceLength(text);
		if (length == 0)
		{
			line += "\\ufffd";
		}
		else if (first == '"' || first == '\\')
		{
			line += '\\';
			line += text.front();
		}
		else if (first < 0x20 || first == 0x7F)
		{
			char escape[7];
			std::snprintf(escape, sizeof(escape), "\\u%04x", first);
			line += escape;
		}
		else
		{
			line += text.substr(0, length);
		}
		text.remove_prefix(length == 0 ? 1 : length);
	}
	line += '"';
}


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
