//
// TrustedFolder.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  TrustedFolder
//
// A folder that only root and this process's user can change.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_TrustedFolder_INCLUDED
#define AuthPlug_Host_TrustedFolder_INCLUDED


#include "../base/Descriptor.h"
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Host {


class TrustedFolder
	/// Opens a folder element by element from the root, and refuses it unless
	/// every element is owned by root or by this process's user and writable by
	/// neither group nor others. A sticky folder of root's, such as the
	/// system's temporary folder, may stand on the way, but not be the folder
	/// itself. A symbolic link on the way is followed, since deployment tools switch
	/// folders by one, if root or this process's user owns it: nobody else can
	/// then decide where it leads.
{
public:
	static TrustedFolder open(const std::string& path);
		/// Throws Refusal, naming the element, what was wanted and what was got.

	std::vector<std::string> list(std::string_view suffix) const;
		/// Returns the names in the folder that end in the suffix and do not
		/// begin with a dot, sorted. Throws Refusal.

	const std::string& path() const noexcept
		/// Returns the path as it was given, for messages.
	{
		return _path;
	}

	int descriptor() const noexcept
	{
		return _folder.get();
	}

private:
	TrustedFolder(const std::string& path, Descriptor folder);

	std::string _path;
	Descriptor _folder;
};


void requireTrustedOwner(const struct ::stat& status, const std::string& path);
	/// Throws Refusal unless root or this process's user is the owner.


void requireClosedToWriters(const struct ::stat& status, const std::string& path);
	/// Throws Refusal if group or others may write.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_TrustedFolder_INCLUDED
