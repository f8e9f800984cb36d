//
// ElfImage.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  ElfImage
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ElfImage.h"
#include "Refusal.h"
#include <gelf.h>
#include <memory>


namespace AuthPlug {
namespace Host {


namespace {


#if defined(__x86_64__)
constexpr unsigned THIS_MACHINE = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned THIS_MACHINE = EM_AARCH64;
#else
#error "add the ELF number of this machine"
#endif


[[noreturn]] void refuse(const std::string& field, const std::string& wanted, const std::string& got)
{
	throw Refusal(field + ": wanted " + wanted + ", got " + got);
}


std::string_view stringAt(Elf* elf, std::size_t section, std::size_t offset)
{
	const char* text = ::elf_strptr(elf, section, offset);
	if (!text) throw Refusal("string table: entry outside of the table");
	return text;
}


} // namespace


ElfImage::ElfImage(std::string_view bytes): _bytes(bytes)
{
	if (::elf_version(EV_CURRENT) == EV_NONE) throw Refusal("libelf is older than its header");
	// libelf writes to a memory image only through its update functions.
	const std::unique_ptr<Elf, int (*)(Elf*)> elf(::elf_memory(const_cast<char*>(bytes.data()), bytes.size()), ::elf_end);
	if (!elf || ::elf_kind(elf.get()) != ELF_K_ELF) refuse("format", "an ELF file", "something else");
	readHeader(elf.get());
	readSegments(elf.get());
	readSections(elf.get());
}


bool ElfImage::bindsNow() const noexcept
{
	return (_flags & DF_BIND_NOW) || (_flags1 & DF_1_NOW);
}


std::string_view ElfImage::content(const Symbol& symbol) const noexcept
{
	for (const Segment& segment: _segments)
	{
		if (symbol.value < segment.address || symbol.value - segment.address > segment.size) continue;
		const std::uint64_t into = symbol.value - segment.address;
		if (symbol.size > segment.size - into) continue;
		return _bytes.substr(segment.offset + into, symbol.size);
	}
	return {};
}


void ElfImage::readHeader(Elf* elf)
{
	if (::gelf_getclass(elf) != ELFCLASS64) refuse("class", "ELF64", "ELF32");
	GElf_Ehdr header{};
	if (!::gelf_getehdr(elf, &header)) refuse("header", "an ELF header", ::elf_errmsg(-1));
	if (header.e_machine != THIS_MACHINE) refuse("machine", std::to_string(THIS_MACHINE), std::to_string(header.e_machine));
	if (header.e_type != ET_DYN) refuse("type", "a shared library (3)", std::to_string(header.e_type));
	const std::uint64_t end = header.e_shoff + std::uint64_t(header.e_shnum) * header.e_shentsize;
	if (header.e_shoff > _bytes.size() || end > _bytes.size())
	{
		refuse("size", "at least " + std::to_string(end) + " bytes", std::to_string(_bytes.size()));
	}
}


void ElfImage::readSegments(Elf* elf)
{
	std::size_t count = 0;
	if (::elf_getphdrnum(elf, &count) != 0) refuse("segments", "program headers", ::elf_errmsg(-1));
	for (std::size_t i = 0; i < count; ++i)
	{
		GElf_Phdr segment{};
		if (!::gelf_getphdr(elf, static_cast<int>(i), &segment)) refuse("segments", "program headers", ::elf_errmsg(-1));
		if (segment.p_type == PT_GNU_STACK) _executableStack = segment.p_flags & PF_X;
		if (segment.p_type == PT_GNU_RELRO) _relro = true;
		if (segment.p_type != PT_LOAD) continue;
		if (segment.p_offset > _bytes.size() || segment.p_filesz > _bytes.size() - segment.p_offset)
		{
			refuse("size", "at least " + std::to_string(segment.p_offset + segment.p_filesz) + " bytes", std::to_string(_bytes.size()));
		}
		_segments.push_back(Segment{segment.p_vaddr, segment.p_offset, segment.p_filesz});
	}
}


void ElfImage::readSections(Elf* elf)
{
	bool dynamic = false;
	bool symbols = false;
	for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf, section)) != nullptr;)
	{
		GElf_Shdr header{};
		if (!::gelf_getshdr(section, &header)) refuse("sections", "section headers", ::elf_errmsg(-1));
		if (header.sh_type == SHT_DYNAMIC)
		{
			readDynamic(elf, section);
			dynamic = true;
		}
		else if (header.sh_type == SHT_DYNSYM)
		{
			readSymbols(elf, section);
			symbols = true;
		}
	}
	if (!dynamic || !symbols) refuse("sections", "a dynamic section and dynamic symbols", "none");
}


void ElfImage::readDynamic(Elf* elf, Elf_Scn* section)
{
	GElf_Shdr header{};
	Elf_Data* data = ::elf_getdata(section, nullptr);
	if (!data || !::gelf_getshdr(section, &header)) refuse("dynamic section", "its entries", ::elf_errmsg(-1));
	GElf_Dyn entry{};
	for (int i = 0; ::gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; ++i)
	{
		switch (entry.d_tag)
		{
		case DT_NEEDED:
			_needed.push_back(stringAt(elf, header.sh_link, entry.d_un.d_val));
			break;
		case DT_RPATH:
		case DT_RUNPATH:
			_searchPaths.push_back(stringAt(elf, header.sh_link, entry.d_un.d_val));
			break;
		case DT_TEXTREL:
			_flags |= DF_TEXTREL;
			break;
		case DT_BIND_NOW:
			_flags |= DF_BIND_NOW;
			break;
		case DT_FLAGS:
			_flags |= entry.d_un.d_val;
			break;
		case DT_FLAGS_1:
			_flags1 |= entry.d_un.d_val;
			break;
		default:
			break;
		}
	}
}


void ElfImage::readSymbols(Elf* elf, Elf_Scn* section)
{
	GElf_Shdr header{};
	Elf_Data* data = ::elf_getdata(section, nullptr);
	if (!data || !::gelf_getshdr(section, &header)) refuse("dynamic symbols", "their entries", ::elf_errmsg(-1));
	GElf_Sym symbol{};
	for (int i = 0; ::gelf_getsym(data, i, &symbol); ++i)
	{
		if (symbol.st_name == 0) continue;
		const auto binding = GELF_ST_BIND(symbol.st_info);
		const auto visibility = GELF_ST_VISIBILITY(symbol.st_other);
		const bool defined = symbol.st_shndx != SHN_UNDEF;
		const bool visible = binding != STB_LOCAL && (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
		_symbols.push_back(Symbol{
			stringAt(elf, header.sh_link, symbol.st_name), defined, defined && visible, binding == STB_GNU_UNIQUE, symbol.st_value, symbol.st_size});
	}
}


} } // namespace AuthPlug::Host
