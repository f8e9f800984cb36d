//
// BreachedSet.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  BreachedSet
//
// Passwords that are known from breaches.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_BreachedSet_INCLUDED
#define AuthPlug_Password_BreachedSet_INCLUDED


#include "AuthPlug/Api/SecretView.h"
#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Password {


class BreachedSet
	/// A set of breached passwords in a local file, too large for memory. The
	/// file holds the first 16 bytes of the SHA-256 of each password (its
	/// UTF-8 bytes, exactly), in ascending order, without anything else. A
	/// look-up is a binary search of about log2(n) small reads; nothing leaves
	/// the machine.
	///
	/// The file is opened once: one that is put in its place takes effect when
	/// the plugin is loaded again. Thread-safe.
{
public:
	static constexpr std::size_t RECORD_BYTES = 16;

	enum class Answer
	{
		absent,
		found,
		unreadable  /// the file became shorter or the disk failed: never to be taken for absent
	};

	explicit BreachedSet(const std::string& path);
		/// Opens the file. Throws Poco::OpenFileException if that fails, and
		/// Poco::DataFormatException if it is empty, not a whole number of
		/// records, or (by a sample of records) not in ascending order.

	~BreachedSet();

	BreachedSet(const BreachedSet&) = delete;
	BreachedSet& operator = (const BreachedSet&) = delete;

	Answer look(Api::SecretView password) const noexcept;

	std::uint64_t size() const noexcept;
		/// Returns the number of records.

private:
	bool record(std::uint64_t index, unsigned char* bytes) const noexcept;
	void checkFormat(const std::string& path);

	int _file = -1;
	std::uint64_t _records = 0;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_BreachedSet_INCLUDED
