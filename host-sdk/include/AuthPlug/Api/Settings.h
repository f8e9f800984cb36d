//
// Settings.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Settings
//
// A plugin's settings and the schema that describes them.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Settings_INCLUDED
#define AuthPlug_Api_Settings_INCLUDED


#include <cstddef>
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Api {


enum class SettingType: std::uint8_t
{
	text = 0,
	integer = 1,  /// decimal digits, within minimum and maximum
	flag = 2,     /// `true` or `false`
	choice = 3,   /// one of the words in choices
	secret = 4    /// only by reference: the key ends in `_file` and names a file that holds it
};


struct SettingSpec
	/// Describes one key of a plugin's .properties file. The host refuses
	/// unknown keys and bad values by it, and fills in defaults.
{
	const char* key;
	SettingType type;
	const char* unit;          /// of an integer, e.g. "s", "KiB", "attempts"; else ""
	std::int64_t minimum;      /// of an integer
	std::int64_t maximum;      /// of an integer; of a text its greatest length in bytes
	const char* defaultValue;  /// nullptr: the key is required
	const char* choices;       /// of a choice: words separated by `|`; else ""
	const char* description;   /// one sentence for the person who edits the file
};


struct SettingOrigin
	/// Where the value of a setting comes from.
{
	std::string_view file;   /// path of the .properties file
	std::uint32_t line = 0;  /// counted from 1; 0: not in the file, so the default holds
};


class Settings
	/// The values of one plugin, checked by its schema and with defaults filled
	/// in. Immutable, valid until the plugin is destroyed. Thread-safe.
	/// Asking for a key that the schema does not hold, or by the wrong type,
	/// gives "", 0 or false.
{
public:
	virtual std::string_view text(std::string_view key) const noexcept = 0;
		/// Returns a text, a choice, or the bytes of a secret's file.

	virtual std::int64_t integer(std::string_view key) const noexcept = 0;

	virtual bool flag(std::string_view key) const noexcept = 0;

	virtual SettingOrigin origin(std::string_view key) const noexcept = 0;
		/// Tells where the value stands, for a fault that only the reader of the
		/// settings can find; see SettingException.

protected:
	~Settings() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Settings_INCLUDED
