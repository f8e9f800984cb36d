//
// RunFolder.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  RunFolder
//
// This process's own folder for private copies.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_RunFolder_INCLUDED
#define AuthPlug_Host_RunFolder_INCLUDED


#include "../base/Descriptor.h"
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Host {


class RunFolder
	/// A folder of mode 0700 and of a new name beneath the run directory, which
	/// several processes may share. It is locked as long as its owner lives, by
	/// which others can tell a leftover from a folder in use.
{
public:
	explicit RunFolder(const std::string& runDirectory);
		/// Makes the run directory if it is missing, removes what processes that
		/// are gone have left there, and makes this process's folder. Throws
		/// Refusal if the run directory is not trusted, not of mode 0700, or on
		/// a file system that forbids execution.

	RunFolder(const RunFolder&) = delete;
	RunFolder& operator = (const RunFolder&) = delete;

	~RunFolder();
		/// Removes the folder with all that is in it.

	std::string write(const std::string& name, std::string_view bytes) const;
		/// Makes a new file of mode 0500 and returns its path, free of symbolic
		/// links. Throws Refusal.

	const std::string& path() const noexcept
	{
		return _path;
	}

private:
	std::string _path;
	Descriptor _lock;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_RunFolder_INCLUDED
