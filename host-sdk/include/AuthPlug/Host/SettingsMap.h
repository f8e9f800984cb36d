//
// SettingsMap.h
//
// Library: AuthPlug/Host
// Package: Config
// Module:  SettingsMap
//
// Settings that have passed their schema.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SettingsMap_INCLUDED
#define AuthPlug_Host_SettingsMap_INCLUDED


#include "AuthPlug/Api/SecretBuffer.h"
#include "AuthPlug/Api/Settings.h"
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>


namespace AuthPlug {
namespace Host {


class SettingsMap final: public Api::Settings
	/// The checked values of one .properties file. Secrets are wiped when it
	/// goes. Made by SettingsSchema. Immutable, thread-safe.
{
public:
	using Ptr = std::shared_ptr<const SettingsMap>;
	using Value = std::variant<std::string, std::int64_t, bool, Api::SecretBuffer>;
	using Values = std::map<std::string, Value, std::less<>>;

	using Lines = std::map<std::string, std::uint32_t, std::less<>>;

	SettingsMap(std::string file, Values values, Lines lines);
		/// Lines are of those keys that the file holds.

	std::string_view text(std::string_view key) const noexcept override;
	std::int64_t integer(std::string_view key) const noexcept override;
	bool flag(std::string_view key) const noexcept override;
	Api::SettingOrigin origin(std::string_view key) const noexcept override;

	bool sameAs(const SettingsMap& other) const noexcept;
		/// Tells whether both hold the same keys and values, secrets included,
		/// wherever they stand.

private:
	template <class T>
	const T* find(std::string_view key) const noexcept;

	const std::string _file;
	const Values _values;
	const Lines _lines;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SettingsMap_INCLUDED
