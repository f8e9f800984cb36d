//
// SettingException.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  SettingException
//
// A setting that its reader refuses.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_SettingException_INCLUDED
#define AuthPlug_Api_SettingException_INCLUDED


#include "AuthPlug/Api/Settings.h"
#include <stdexcept>
#include <string>


namespace AuthPlug {
namespace Api {


class SettingException: public std::runtime_error
	/// Refuses the value of a setting for a reason that the schema can't know,
	/// such as another setting. what() reads `file:line: key: reason`, as for
	/// the faults that the host finds. For use inside a plugin: catch it in
	/// create() and hand what() over as ErrorText.
{
public:
	SettingException(const Settings& settings, std::string_view key, std::string_view reason):
		std::runtime_error(sentence(settings.origin(key), key, reason))
	{
	}

	static std::string sentence(const SettingOrigin& origin, std::string_view key, std::string_view reason)
		/// Returns `file:line: key: reason`, without the parts that are empty or 0.
	{
		std::string text(origin.file);
		if (origin.line > 0) text += ":" + std::to_string(origin.line);
		for (const std::string_view part: {key, reason})
		{
			if (part.empty()) continue;
			if (!text.empty()) text += ": ";
			text += part;
		}
		return text;
	}
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_SettingException_INCLUDED
