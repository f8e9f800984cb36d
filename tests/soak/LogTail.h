//
// LogTail.h
//
// Tests: soak
//
// The log of a busy host.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_LogTail_INCLUDED
#define AuthPlug_Tests_LogTail_INCLUDED


#include <cstdint>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>


namespace AuthPlug {
namespace Tests {


class LogTail
	/// Reads a log as it grows, keeps the lines about plugins and those of the
	/// levels error and alarm, searches all of it for secrets, and gives the room
	/// that it takes on the disk back: a soak writes millions of lines.
{
public:
	explicit LogTail(const std::string& path);
	LogTail(const LogTail&) = delete;
	LogTail& operator = (const LogTail&) = delete;
	~LogTail();

	void read();
		/// Reads what was written since.

	std::vector<std::string> lines(const std::string& part, std::size_t from = 0);
		/// Reads on; returns the lines that were kept from this number on, and
		/// hold this text.

	std::size_t size();
		/// Reads on; returns the number of lines that were kept.

	std::size_t count(const std::string& event);
		/// Reads on; returns how many lines of an event there were.

	std::uint64_t omitted();
		/// Reads on; returns how many requests have no line, as the log tells.

private:
	void take(const std::string& line);

	const int _descriptor;
	off_t _at = 0;
	std::string _rest;
	std::vector<std::string> _kept;
	std::map<std::string, std::size_t> _events;
	std::uint64_t _omitted = 0;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_LogTail_INCLUDED
