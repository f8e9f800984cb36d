//
// PluginLibrary.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginLibrary
//
// One opened private copy of a plugin's file.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PluginLibrary_INCLUDED
#define AuthPlug_Host_PluginLibrary_INCLUDED


#include "LoadedLibraries.h"
#include "RunFolder.h"
#include "AuthPlug/Api/Handshake.h"
#include <Poco/SharedLibrary.h>
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Host {


class PluginLibrary
	/// Writes the verified bytes to a file of a new name in the run folder,
	/// opens that with local scope, and finds the descriptor. POCO opens with
	/// lazy binding; that the ELF gate demands BIND_NOW of the file makes the
	/// dynamic linker bind at once all the same.
{
public:
	PluginLibrary(const RunFolder& folder, const std::string& name, std::string_view bytes);
		/// The name must be new in this process: the dynamic linker would
		/// return the earlier library of that name. Throws Refusal.

	PluginLibrary(const PluginLibrary&) = delete;
	PluginLibrary& operator = (const PluginLibrary&) = delete;

	~PluginLibrary();
		/// Closes it, and removes the copy if it has left the memory.

	const Api::PluginDescriptor& descriptor() const noexcept
		/// Returns what the plugin exports: data of the library, gone when it is closed.
	{
		return *_descriptor;
	}

	std::vector<std::string> intruders(const LoadedLibraries& host) const;
		/// Returns a text for each second OpenSSL or POCO that it has brought into
		/// the process.

	void close();
		/// Closes the library. May be repeated.

	bool removeCopy();
		/// Looks whether the file has left the process's memory, and if so
		/// removes the copy. Returns false if it is still mapped.

private:
	bool mapped() const;

	const LoadedLibraries _before;
	std::string _path;
	Poco::SharedLibrary _library;
	const Api::PluginDescriptor* _descriptor = nullptr;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PluginLibrary_INCLUDED
