//
// Initializers.cpp
//
// Tests: elf
//
// See Initializers.h.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Initializers.h"
#include <gelf.h>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


namespace {


struct Range
{
	std::uint64_t begin = 0;
	std::uint64_t end = 0;
};


Range initArray(Elf* elf)
{
	for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf, section)) != nullptr;)
	{
		GElf_Shdr header{};
		if (::gelf_getshdr(section, &header) && header.sh_type == SHT_INIT_ARRAY) return Range{header.sh_addr, header.sh_addr + header.sh_size};
	}
	return Range();
}


std::set<std::uint64_t> addressesIn(Elf* elf, const Range& range)
	// The entries are filled in when the library is opened, by relative relocations.
{
	std::set<std::uint64_t> addresses;
	for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf, section)) != nullptr;)
	{
		GElf_Shdr header{};
		if (!::gelf_getshdr(section, &header) || header.sh_type != SHT_RELA) continue;
		Elf_Data* data = ::elf_getdata(section, nullptr);
		GElf_Rela relocation{};
		for (int i = 0; ::gelf_getrela(data, i, &relocation); ++i)
		{
			if (relocation.r_offset < range.begin || relocation.r_offset >= range.end) continue;
			addresses.insert(static_cast<std::uint64_t>(relocation.r_addend));
		}
	}
	return addresses;
}


std::map<std::uint64_t, std::string> functionNames(Elf* elf)
{
	std::map<std::uint64_t, std::string> names;
	for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf, section)) != nullptr;)
	{
		GElf_Shdr header{};
		if (!::gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB) continue;
		Elf_Data* data = ::elf_getdata(section, nullptr);
		GElf_Sym symbol{};
		for (int i = 0; ::gelf_getsym(data, i, &symbol); ++i)
		{
			if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC) names[symbol.st_value] = ::elf_strptr(elf, header.sh_link, symbol.st_name);
		}
	}
	return names;
}


} // namespace


std::set<std::string> initializersOf(const std::string& bytes)
{
	::elf_version(EV_CURRENT);
	const std::unique_ptr<Elf, int (*)(Elf*)> elf(::elf_memory(const_cast<char*>(bytes.data()), bytes.size()), ::elf_end);
	if (!elf) throw std::runtime_error("not an ELF file");
	const auto names = functionNames(elf.get());
	const Range range = initArray(elf.get());
	const auto addresses = addressesIn(elf.get(), range);
	if (addresses.size()*sizeof(std::uint64_t) != range.end - range.begin) throw std::runtime_error("an entry of .init_array has no relocation");

	std::set<std::string> result;
	for (const std::uint64_t address: addresses)
	{
		const auto name = names.find(address);
		std::ostringstream text;
		text << std::hex << "0x" << address;
		result.insert(name == names.end() ? text.str() : name->second);
	}
	return result;
}


} } // namespace AuthPlug::Tests
