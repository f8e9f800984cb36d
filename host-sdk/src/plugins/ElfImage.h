//
// ElfImage.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  ElfImage
//
// What the dynamic linker will find in a shared library.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ElfImage_INCLUDED
#define AuthPlug_Host_ElfImage_INCLUDED


#include <cstdint>
#include <libelf.h>
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Host {


class ElfImage
	/// Reads a shared library with libelf, from its bytes: nothing of it is
	/// mapped or run. All strings are views of the bytes, which must outlive it.
{
public:
	struct Symbol
	{
		std::string_view name;
		bool defined;
		bool exported;   /// defined, and visible to other files
		bool unique;     /// STB_GNU_UNIQUE
		std::uint64_t value;
		std::uint64_t size;
	};

	explicit ElfImage(std::string_view bytes);
		/// Throws Refusal unless the bytes are a complete 64-bit shared library
		/// for this machine.

	const std::vector<Symbol>& symbols() const noexcept
		/// Returns the dynamic symbols that have a name.
	{
		return _symbols;
	}

	const std::vector<std::string_view>& needed() const noexcept
		/// Returns the names of the libraries it needs.
	{
		return _needed;
	}

	const std::vector<std::string_view>& searchPaths() const noexcept
		/// Returns the values of RPATH and RUNPATH entries.
	{
		return _searchPaths;
	}

	std::uint64_t flags() const noexcept
		/// Returns DT_FLAGS, with DF_TEXTREL and DF_BIND_NOW set also if they are
		/// given by entries of their own.
	{
		return _flags;
	}

	std::uint64_t flags1() const noexcept
		/// Returns DT_FLAGS_1.
	{
		return _flags1;
	}

	bool bindsNow() const noexcept;

	bool executableStack() const noexcept
	{
		return _executableStack;
	}

	bool relro() const noexcept
		/// Tells whether there is a segment that becomes read-only after relocation.
	{
		return _relro;
	}

	std::string_view content(const Symbol& symbol) const noexcept;
		/// Returns the bytes of a data symbol as they are in the file, before
		/// relocation; empty if they are not in it.

private:
	struct Segment
	{
		std::uint64_t address;
		std::uint64_t offset;
		std::uint64_t size;
	};

	void readHeader(Elf* elf);
	void readSegments(Elf* elf);
	void readSections(Elf* elf);
	void readDynamic(Elf* elf, Elf_Scn* section);
	void readSymbols(Elf* elf, Elf_Scn* section);

	std::string_view _bytes;
	std::vector<Segment> _segments;
	std::vector<Symbol> _symbols;
	std::vector<std::string_view> _needed;
	std::vector<std::string_view> _searchPaths;
	std::uint64_t _flags = 0;
	std::uint64_t _flags1 = 0;
	bool _executableStack = true;  // what the kernel assumes without PT_GNU_STACK
	bool _relro = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ElfImage_INCLUDED
