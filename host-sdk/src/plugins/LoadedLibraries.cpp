//
// LoadedLibraries.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  LoadedLibraries
//
// SPDX-License-Identifier: BSL-1.0
//


#include "LoadedLibraries.h"
#include <algorithm>
#include <cstdint>
#include <dlfcn.h>
#include <link.h>
#include <memory>
#include <string_view>
#include <utility>


namespace AuthPlug {
namespace Host {


namespace {


constexpr const char* MARKERS[] = {
	// Of OpenSSL and of those that stem from it, and of POCO.
	"OPENSSL_init_crypto", "EVP_DigestInit_ex", "SSL_CTX_new", "_ZTIN4Poco9ExceptionE", "_ZTIN4Poco3Net18HTTPRequestHandlerE",
};


struct Kin
	/// Which libraries belong together, and which release of them a name tells.
{
	std::string_view group;    // "openssl", "poco", or none
	std::string_view family;   // "libPocoNet"
	std::string_view release;  // "80"
};


Kin kinOf(std::string_view soname)
{
	const auto dot = soname.find(".so");
	if (dot == std::string_view::npos) return {};
	Kin kin{{}, soname.substr(0, dot), soname.substr(std::min(dot + 4, soname.size()))};
	if (kin.family == "libcrypto" || kin.family == "libssl") kin.group = "openssl";
	if (kin.family.substr(0, 7) == "libPoco") kin.group = "poco";
	return kin;
}


std::string nameOf(const std::string& path)
{
	return path.substr(path.rfind('/') + 1);
}


class MarkerSearch
	/// Looks which markers a library defines itself.
{
public:
	explicit MarkerSearch(const std::string& path): _path(path), _handle(::dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD), close)
	{
	}

	bool defines(const char* marker) const
	{
		void* symbol = _handle ? ::dlsym(_handle.get(), marker) : nullptr;
		return symbol && fileOf(symbol) == _path;
	}

	static std::string fileOf(void* symbol)
	{
		Dl_info info{};
		link_map* map = nullptr;
		if (::dladdr1(symbol, &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0 || !map) return {};
		return map->l_name;
	}

private:
	static void close(void* handle)
	{
		::dlclose(handle);
	}

	const std::string _path;
	const std::unique_ptr<void, void (*)(void*)> _handle;
};


} // namespace


struct LoadedLibrariesReader
{
	static int add(dl_phdr_info* info, std::size_t /*size*/, void* libraries)
	{
		const ElfW(Dyn)* dynamic = dynamicOf(*info);
		if (!dynamic) return 0;
		LoadedLibraries::Library library{info->dlpi_name, nameOf(info->dlpi_name), {}};
		const char* strings = stringsOf(*info, dynamic);
		for (const ElfW(Dyn)* entry = dynamic; strings && entry->d_tag != DT_NULL; ++entry)
		{
			if (entry->d_tag == DT_SONAME) library.soname = strings + entry->d_un.d_val;
			if (entry->d_tag == DT_NEEDED) library.needed.emplace_back(strings + entry->d_un.d_val);
		}
		static_cast<std::vector<LoadedLibraries::Library>*>(libraries)->push_back(std::move(library));
		return 0;
	}

	static const ElfW(Dyn)* dynamicOf(const dl_phdr_info& info)
	{
		for (int i = 0; i < info.dlpi_phnum; ++i)
		{
			const ElfW(Phdr)& segment = info.dlpi_phdr[i];
			if (segment.p_type == PT_DYNAMIC) return reinterpret_cast<const ElfW(Dyn)*>(info.dlpi_addr + segment.p_vaddr);
		}
		return nullptr;
	}

	static const char* stringsOf(const dl_phdr_info& info, const ElfW(Dyn)* dynamic)
	{
		for (const ElfW(Dyn)* entry = dynamic; entry->d_tag != DT_NULL; ++entry)
		{
			if (entry->d_tag != DT_STRTAB) continue;
			// The dynamic linker makes an address of the offset, save for the
			// kernel's own library.
			const ElfW(Addr) at = entry->d_un.d_ptr;
			return reinterpret_cast<const char*>(at < info.dlpi_addr ? at + info.dlpi_addr : at);
		}
		return nullptr;
	}
};


LoadedLibraries LoadedLibraries::now()
{
	LoadedLibraries loaded;
	::dl_iterate_phdr(LoadedLibrariesReader::add, &loaded._libraries);
	return loaded;
}


std::vector<std::string> LoadedLibraries::intruders(const LoadedLibraries& host, const LoadedLibraries& before, const std::string& plugin) const
{
	const std::set<std::string> own = host.paths();
	const std::set<std::string> old = before.paths();
	const std::set<std::string> needed = neededBy(plugin);
	std::vector<std::string> found;
	for (const Library& library: _libraries)
	{
		if (own.count(library.path) || (old.count(library.path) && !needed.count(library.path))) continue;
		if (const Library* rival = rivalOf(library))
		{
			found.push_back(library.soname + " (" + library.path + ") beside " + rival->soname + " (" + rival->path + ")");
			continue;
		}
		const MarkerSearch search(library.path);
		for (const char* marker: MARKERS)
		{
			void* first = ::dlsym(RTLD_DEFAULT, marker);
			if (!first || !search.defines(marker)) continue;
			found.push_back(library.soname + " (" + library.path + "), which defines " + marker + " as " + MarkerSearch::fileOf(first) + " does");
			break;
		}
	}
	return found;
}


std::set<std::string> LoadedLibraries::paths() const
{
	std::set<std::string> paths;
	for (const Library& library: _libraries) paths.insert(library.path);
	return paths;
}


std::set<std::string> LoadedLibraries::neededBy(const std::string& path) const
	// Returns the file itself, and all that it needs, directly or through others.
{
	std::set<std::string> reached;
	std::vector<const Library*> ahead{find(path)};
	while (!ahead.empty())
	{
		const Library* library = ahead.back();
		ahead.pop_back();
		if (!library || !reached.insert(library->path).second) continue;
		for (const std::string& name: library->needed) ahead.push_back(find(name));
	}
	return reached;
}


const LoadedLibraries::Library* LoadedLibraries::find(const std::string& needed) const
	// As the dynamic linker: a path is a path, a name is the first library's that has it.
{
	const bool isPath = needed.find('/') != std::string::npos;
	const auto it = std::find_if(_libraries.begin(), _libraries.end(),
		[&](const Library& library) { return isPath ? library.path == needed : library.soname == needed || nameOf(library.path) == needed; });
	return it == _libraries.end() ? nullptr : &*it;
}


const LoadedLibraries::Library* LoadedLibraries::rivalOf(const Library& library) const
	// Returns what came before it of the same family, or of its group in another release.
{
	const Kin kin = kinOf(library.soname);
	if (kin.group.empty()) return nullptr;
	for (const Library& other: _libraries)
	{
		if (&other == &library) return nullptr;
		const Kin otherKin = kinOf(other.soname);
		if (otherKin.group == kin.group && (otherKin.family == kin.family || otherKin.release != kin.release)) return &other;
	}
	return nullptr;
}


} } // namespace AuthPlug::Host
