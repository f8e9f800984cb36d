//
// FakeSettings.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeSettings
//
// Settings of a plugin under test.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeSettings_INCLUDED
#define AuthPlug_Testing_FakeSettings_INCLUDED


#include "AuthPlug/Api/Settings.h"
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Testing {


class FakeSettings final: public Api::Settings
	/// The defaults of a schema, and what a test sets beside them, a line of
	/// the file for each in turn. It checks nothing.
{
public:
	FakeSettings(const Api::SettingSpec* specs, std::size_t count)
	{
		for (std::size_t i = 0; i < count; ++i) _values[specs[i].key] = specs[i].defaultValue ? specs[i].defaultValue : "";
	}

	FakeSettings& set(const std::string& key, const std::string& value)
	{
		_values[key] = value;
		_lines[key] = ++_line;
		return *this;
	}

	std::string_view text(std::string_view key) const noexcept override
	{
		const auto value = _values.find(key);
		return value == _values.end() ? std::string_view() : std::string_view(value->second);
	}

	std::int64_t integer(std::string_view key) const noexcept override
	{
		const auto value = _values.find(key);
		return value == _values.end() ? 0 : std::strtoll(value->second.c_str(), nullptr, 10);
	}

	bool flag(std::string_view key) const noexcept override
	{
		return text(key) == "true";
	}

	Api::SettingOrigin origin(std::string_view key) const noexcept override
	{
		const auto line = _lines.find(key);
		return {"fake.properties", line == _lines.end() ? 0 : line->second};
	}

private:
	std::map<std::string, std::string, std::less<>> _values;
	std::map<std::string, std::uint32_t, std::less<>> _lines;
	std::uint32_t _line = 0;
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeSettings_INCLUDED
