//
// LogTail.cpp
//
// Tests: soak
//
// SPDX-License-Identifier: BSL-1.0
//


#include "LogTail.h"
#include "LeakWatch.h"
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr off_t PAGE = 4096;


std::string valueOf(const std::string& line, const std::string& key)
{
	const std::string mark = "\"" + key + "\":\"";
	const std::string::size_type at = line.find(mark);
	if (at == std::string::npos) return std::string();
	return line.substr(at + mark.size(), line.find('"', at + mark.size()) - at - mark.size());
}


} // namespace


LogTail::LogTail(const std::string& path): _descriptor(::open(path.c_str(), O_RDWR | O_CLOEXEC))
{
	if (_descriptor < 0) throw std::runtime_error("no log " + path);
}


LogTail::~LogTail()
{
	::close(_descriptor);
}


void LogTail::read()
{
	std::string chunk(1024*1024, '\0');
	for (;;)
	{
		const ssize_t got = ::pread(_descriptor, chunk.data(), chunk.size(), _at);
		if (got <= 0) break;
		_at += got;
		_rest.append(chunk, 0, static_cast<std::size_t>(got));
		const std::string::size_type end = _rest.rfind('\n');
		if (end == std::string::npos) continue;
		const std::string whole = _rest.substr(0, end + 1);
		_rest.erase(0, end + 1);
		LeakWatch::search("the host's log", whole);
		for (std::string::size_type from = 0, to = 0; from < whole.size(); from = to + 1)
		{
			to = whole.find('\n', from);
			take(whole.substr(from, to - from));
		}
	}
	// Where the file system can't do that the log stays as large as it is.
	static_cast<void>(::fallocate(_descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, _at - _at%PAGE));
}


void LogTail::take(const std::string& line)
{
	const std::string event = valueOf(line, "event");
	const std::string level = valueOf(line, "level");
	++_events[event];
	if (event == "password.change_omitted") _omitted += std::stoull(valueOf(line, "count"));
	if (event.compare(0, 6, "plugin") == 0 || level == "error" || level == "alarm") _kept.push_back(line);
}


std::vector<std::string> LogTail::lines(const std::string& part, std::size_t from)
{
	read();
	std::vector<std::string> found;
	for (std::size_t i = from; i < _kept.size(); ++i)
	{
		if (_kept[i].find(part) != std::string::npos) found.push_back(_kept[i]);
	}
	return found;
}


std::size_t LogTail::size()
{
	read();
	return _kept.size();
}


std::size_t LogTail::count(const std::string& event)
{
	read();
	return _events[event];
}


std::uint64_t LogTail::omitted()
{
	read();
	return _omitted;
}


} } // namespace AuthPlug::Tests
