//
// Refusal.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  Refusal
//
// Why a plugin is not taken.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Refusal_INCLUDED
#define AuthPlug_Host_Refusal_INCLUDED


#include <stdexcept>
#include <string>


namespace AuthPlug {
namespace Host {


class Refusal: public std::runtime_error
	/// Thrown by the steps of the load pipeline. The text is for an operator:
	/// it names the file, the field, what was wanted and what was got.
{
public:
	enum class Kind
	{
		final,      /// stays so until a file changes
		arriving,   /// a file is still being written: look again at the next poll
		routeTaken, /// another plugin has the route: look again when the routes have changed
		passing,    /// the plugin could not be created or started: try again later
		tainting    /// final, and what the plugin has done to the process is not undone by closing it
	};

	Refusal(Kind kind, const std::string& reason): std::runtime_error(reason), _kind(kind)
	{
	}

	explicit Refusal(const std::string& reason): Refusal(Kind::final, reason)
	{
	}

	Kind kind() const noexcept
	{
		return _kind;
	}

private:
	Kind _kind;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Refusal_INCLUDED
