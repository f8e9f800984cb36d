//
// SettingsMap.cpp
//
// Library: AuthPlug/Host
// Package: Config
// Module:  SettingsMap
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/SettingsMap.h"
#include <algorithm>
#include <type_traits>
#include <utility>


namespace AuthPlug {
namespace Host {


SettingsMap::SettingsMap(std::string file, Values values, Lines lines):
	_file(std::move(file)), _values(std::move(values)), _lines(std::move(lines))
{
}


template <class T>
const T* SettingsMap::find(std::string_view key) const noexcept
{
	const auto it = _values.find(key);
	return it == _values.end() ? nullptr : std::get_if<T>(&it->second);
}


std::string_view SettingsMap::text(std::string_view key) const noexcept
{
	if (const auto* value = find<std::string>(key)) return *value;
	if (const auto* secret = find<Api::SecretBuffer>(key)) return secret->view().expose();
	return {};
}


std::int64_t SettingsMap::integer(std::string_view key) const noexcept
{
	const auto* value = find<std::int64_t>(key);
	return value ? *value : 0;
}


bool SettingsMap::flag(std::string_view key) const noexcept
{
	const auto* value = find<bool>(key);
	return value && *value;
}


Api::SettingOrigin SettingsMap::origin(std::string_view key) const noexcept
{
	const auto line = _lines.find(key);
	return {_file, line == _lines.end() ? 0 : line->second};
}


bool SettingsMap::sameAs(const SettingsMap& other) const noexcept
{
	const auto same = [](const Values::value_type& a, const Values::value_type& b)
	{
		if (a.first != b.first || a.second.index() != b.second.index()) return false;
		const auto* secret = std::get_if<Api::SecretBuffer>(&a.second);
		if (secret) return secret->view().expose() == std::get<Api::SecretBuffer>(b.second).view().expose();
		return std::visit([&b](const auto& value)
		{
			using Type = std::decay_t<decltype(value)>;
			if constexpr (std::is_same_v<Type, Api::SecretBuffer>) return false;
			else return value == std::get<Type>(b.second);
		}, a.second);
	};
	return std::equal(_values.begin(), _values.end(), other._values.begin(), other._values.end(), same);
}


} } // namespace AuthPlug::Host
