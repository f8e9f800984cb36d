//
// ControlRequest.h
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlRequest
//
// What a client of the control socket asks for.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ControlRequest_INCLUDED
#define AuthPlug_Host_ControlRequest_INCLUDED


#include <chrono>
#include <set>
#include <stdexcept>
#include <string>


namespace AuthPlug {
namespace Host {


class ControlError: public std::runtime_error
	/// A request that can't be carried out.
{
public:
	ControlError(const char* code, const std::string& message);

	const char* code() const noexcept
		/// Returns the word for programs.
	{
		return _code;
	}

	std::string line() const;
		/// Returns the answer, with its line feed.

private:
	const char* _code;
};


struct ControlRequest
	/// {"version": 1, "command": "drain", "plugins": ["name"], "timeoutMillis": 60000}
{
	enum class Command
	{
		status,
		reload,
		drain
	};

	static constexpr int VERSION = 1;

	static ControlRequest parse(const std::string& line);
		/// Reads a request strictly: an unknown member, a member of another
		/// command, or a value of the wrong type or range is an error. Throws
		/// ControlError.

	Command command = Command::status;
	std::set<std::string> plugins;  /// of drain; empty: all
	std::chrono::milliseconds timeout{60000};  /// of reload and drain: how long to wait for the end
};


const char* toString(ControlRequest::Command command) noexcept;


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ControlRequest_INCLUDED
