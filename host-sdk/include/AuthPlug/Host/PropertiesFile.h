//
// PropertiesFile.h
//
// Library: AuthPlug/Host
// Package: Config
// Module:  PropertiesFile
//
// A strict reader of .properties files.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PropertiesFile_INCLUDED
#define AuthPlug_Host_PropertiesFile_INCLUDED


#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Host {


class PropertiesFile
	/// The lines of a .properties file, read so that every mistake is found:
	///
	///   - a line is blank, a comment (its first character is `#`), or `key = value`;
	///   - a key is made of lower-case letters, digits, `_` and `-`, in parts
	///     joined by `.`, and begins with a letter;
	///   - the value is taken as it stands, without the blanks at both ends:
	///     no quotes, no escapes, no `${}`, and a `#` in it is part of it;
	///   - a line can't be continued: a value that ends in `\` is refused;
	///   - a key may occur once only;
	///   - the text is UTF-8 without byte order mark, and without control
	///     characters other than tab, line feed and one carriage return before it.
	///
	/// What the keys mean is for a SettingsSchema. Immutable, thread-safe.
{
public:
	struct Entry
	{
		std::string key;
		std::string value;
		int line;  /// counted from 1
	};

	static PropertiesFile load(const std::string& path);
		/// Reads a file of at most 1 MiB. Throws ConfigException.

	static PropertiesFile parse(const std::string& path, std::string_view text);
		/// Reads a text as the content of the file `path`. Throws ConfigException.

	const std::string& path() const noexcept
	{
		return _path;
	}

	const std::vector<Entry>& entries() const noexcept
		/// Returns the entries in the order of the file.
	{
		return _entries;
	}

	const Entry* find(std::string_view key) const noexcept;
		/// Returns the entry, or nullptr.

private:
	explicit PropertiesFile(const std::string& path);

	void readLine(std::string_view line, int number);
	[[noreturn]] void refuse(int line, std::string_view key, const std::string& reason) const;

	std::string _path;
	std::vector<Entry> _entries;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PropertiesFile_INCLUDED
