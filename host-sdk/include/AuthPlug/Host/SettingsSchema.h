//
// SettingsSchema.h
//
// Library: AuthPlug/Host
// Package: Config
// Module:  SettingsSchema
//
// Which keys a .properties file may hold, and their values.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SettingsSchema_INCLUDED
#define AuthPlug_Host_SettingsSchema_INCLUDED


#include "AuthPlug/Api/Settings.h"
#include "AuthPlug/Host/PropertiesFile.h"
#include "AuthPlug/Host/SettingsMap.h"
#include <cstddef>
#include <optional>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class SettingsSchema
	/// The keys of one .properties file, put together from the arrays of
	/// SettingSpec of those that read it. It keeps copies, so that it may
	/// outlive the plugin that an array came from.
	///
	/// Beyond what SettingSpec says: a required text may not be empty; a text
	/// whose maximum is 0 has no limit of its own; a secret whose default is ""
	/// is optional, and then "". The path of a secret's file is absolute or
	/// relative to the folder of the .properties file; the file must be a regular one,
	/// owned by root or this process's user, not writable by its group, closed
	/// to others, and hold 1 to 65536 bytes; one line feed at its end is
	/// dropped.
{
public:
	SettingsSchema& add(const Api::SettingSpec* specs, std::size_t count);
		/// Adds the keys of an array. Throws Poco::InvalidArgumentException,
		/// naming the key, if a spec is faulty: the key malformed or there
		/// already, a default that would not pass, no description.

	template <std::size_t N>
	SettingsSchema& add(const Api::SettingSpec (&specs)[N])
	{
		return add(specs, N);
	}

	SettingsMap::Ptr check(const PropertiesFile& file) const;
		/// Checks the file, reads its secrets and fills in defaults. Throws
		/// ConfigException, naming file, line, key and reason; with several
		/// faults, the first by line, then missing keys.

	SettingsMap::Ptr checkKnown(const PropertiesFile& file) const;
		/// As check(), but passes over keys that the schema does not hold.

	std::string describe() const;
		/// Renders the schema as a .properties text: each key with its
		/// description, type, unit, range and default in comments; required
		/// keys with an empty value, the others commented out at their default.

	std::vector<std::string> keys() const;
		/// Returns the keys in the order they were added.

private:
	struct Spec
	{
		std::string key;
		Api::SettingType type;
		std::string unit;
		std::int64_t minimum;
		std::int64_t maximum;
		std::optional<std::string> defaultValue;
		std::vector<std::string> choices;
		std::string description;
	};

	SettingsMap::Ptr read(const PropertiesFile& file, bool refuseUnknown) const;
	static Spec copyOf(const Api::SettingSpec& spec);
	static void requireSound(const Spec& spec);
	static SettingsMap::Value plainValue(const Spec& spec, const std::string& text);
	static SettingsMap::Value valueOf(const Spec& spec, const std::string& text, const std::string& file);
	static std::string rangeOf(const Spec& spec);
	const Spec* find(std::string_view key) const noexcept;
	std::string nearest(std::string_view key) const;

	std::vector<Spec> _specs;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SettingsSchema_INCLUDED
