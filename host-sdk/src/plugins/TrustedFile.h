//
// TrustedFile.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  TrustedFile
//
// The bytes of a file that only root and this process's user can change.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_TrustedFile_INCLUDED
#define AuthPlug_Host_TrustedFile_INCLUDED


#include "TrustedFolder.h"
#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Host {


struct FileStamp
	/// What tells, without reading it, that a file is another one or has
	/// changed. The change time is in it because, unlike the modification time,
	/// nobody can set it back.
{
	std::uint64_t device = 0;
	std::uint64_t inode = 0;
	std::uint64_t size = 0;
	std::int64_t modified = 0;  /// nanoseconds since 1970
	std::int64_t changed = 0;   /// nanoseconds since 1970

	static FileStamp of(const struct ::stat& status) noexcept;

	bool isOfSameFile(const FileStamp& other) const noexcept
	{
		return device == other.device && inode == other.inode;
	}

	bool operator == (const FileStamp&) const = default;
};


class TrustedFile
	/// Reads a file directly beneath a trusted folder. The name may not hold a
	/// `/`, the file not be a symbolic link; it must be a regular file, owned
	/// by root or by this process's user, and writable by neither group nor
	/// others. All is checked on the opened file, and the bytes are read from
	/// it: nothing can be put in its place in between.
{
public:
	static TrustedFile read(const TrustedFolder& folder, const std::string& name, std::size_t limit);
		/// Reads the file that has the name; if that is another one afterwards,
		/// reads that one. Throws Refusal; of kind `arriving` if the file changed
		/// while it was read.

	static FileStamp stampOf(const TrustedFolder& folder, const std::string& name) noexcept;
		/// Returns the stamp of what has the name now, be it trusted or not;
		/// an empty stamp if nothing has.

	const std::string& bytes() const noexcept
	{
		return _bytes;
	}

	const FileStamp& stamp() const noexcept
	{
		return _stamp;
	}

private:
	TrustedFile() = default;

	std::string _bytes;
	FileStamp _stamp;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_TrustedFile_INCLUDED
