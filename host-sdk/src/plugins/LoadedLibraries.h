//
// LoadedLibraries.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  LoadedLibraries
//
// The shared libraries in this process's memory.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_LoadedLibraries_INCLUDED
#define AuthPlug_Host_LoadedLibraries_INCLUDED


#include <set>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class LoadedLibraries
	/// The shared libraries that were loaded at one moment, in the order in
	/// which they came. Finds a second OpenSSL or POCO among them: two copies of
	/// one of these in a process share neither locks nor registries, and objects
	/// that pass from one to the other end in memory errors.
	///
	/// A copy that was linked into a library statically is found by the symbols
	/// that it exports; one whose symbols are hidden is not.
{
public:
	static LoadedLibraries now();

	std::vector<std::string> intruders(const LoadedLibraries& host, const LoadedLibraries& before, const std::string& plugin) const;
		/// Returns a text for each OpenSSL or POCO library beside the process's own
		/// that the plugin with this path has brought in: one that it needs, directly
		/// or through others, or that has come since `before`. What is in `host`
		/// counts as the process's own.

private:
	struct Library
	{
		std::string path;    // empty: the program
		std::string soname;  // or the file's name, without one
		std::vector<std::string> needed;
	};

	friend struct LoadedLibrariesReader;

	std::set<std::string> paths() const;
	std::set<std::string> neededBy(const std::string& path) const;
	const Library* find(const std::string& needed) const;
	const Library* rivalOf(const Library& library) const;

	std::vector<Library> _libraries;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_LoadedLibraries_INCLUDED
