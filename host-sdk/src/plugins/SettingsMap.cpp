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
#include <utility>


namespace AuthPlug {
namespace Host {


SettingsMap::SettingsMap(Values values): _values(std::move(values))
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


} } // namespace AuthPlug::Host
