//
// Blocklist.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Blocklist
//
// Passwords that are too common to be accepted.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Blocklist_INCLUDED
#define AuthPlug_Password_Blocklist_INCLUDED


#include "AuthPlug/Api/SecretView.h"
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Password {


class Blocklist
	/// A list of common passwords, compared as a whole and without regard to
	/// the case of ASCII letters, in no locale: a phrase that contains a listed
	/// word is not on the list (NIST SP 800-63B-4, section 3.1.1.2).
	///
	/// The file is UTF-8 text: comment lines that begin with `# ` or are `#`,
	/// then one password on each line, which ends in LF. Empty lines are
	/// skipped. Lines after the first password are never comments.
	///
	/// Immutable once loaded, hence thread-safe. Takes the size of the file and
	/// eight bytes for each entry.
{
public:
	static constexpr std::size_t MAX_ENTRY_BYTES = 1024;
	static constexpr std::uint64_t MAX_BYTES = 256ull << 20;

	Blocklist() = default;
		/// Creates an empty list.

	static Blocklist load(const std::string& path);
		/// Reads a file. Throws Poco::OpenFileException if it can't be opened,
		/// Poco::ReadFileException if it can't be read, and
		/// Poco::DataFormatException with path, line and reason if a line is
		/// not UTF-8, ends in CR or is too long, or if there is no entry.

	static Blocklist read(std::istream& lines, const std::string& name);
		/// Reads the entries from a stream; the name is for the messages.

	bool contains(Api::SecretView password) const noexcept;

	std::size_t size() const noexcept;
		/// Returns the number of different entries.

private:
	struct Entry
	{
		std::uint32_t offset;
		std::uint32_t length;
	};

	std::string_view textOf(Entry entry) const noexcept;
	void add(std::string_view password);
	void sort();

	std::string _text;
	std::vector<Entry> _entries;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Blocklist_INCLUDED
