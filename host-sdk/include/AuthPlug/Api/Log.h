//
// Log.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Log
//
// The host's structured log.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Log_INCLUDED
#define AuthPlug_Api_Log_INCLUDED


#include <cstddef>
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Api {


enum class LogLevel: std::uint8_t
{
	debug = 0,
	info = 1,
	warning = 2,
	error = 3,
	alarm = 4  /// a person should look at it now
};


struct LogField
{
	std::string_view key;    /// lower-case ASCII with `_`
	std::string_view value;  /// any bytes; the host escapes them
};


class Log
	/// Takes one structured event a call. Required. Thread-safe. Never give it
	/// a password, its length or class, a hash, a token, a body or a
	/// connection string.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.Log";

	virtual void write(LogLevel level, std::string_view event, const LogField* fields, std::size_t count) noexcept = 0;
		/// Writes one line: UTC time, level, event, fields.

protected:
	~Log() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Log_INCLUDED
