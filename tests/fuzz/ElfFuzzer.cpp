//
// ElfFuzzer.cpp
//
// Tests: fuzz
//
// Files that say they are a plugin: whatever their bytes, they are read within
// their bounds and refused in words.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ElfGate.h"
#include "ElfImage.h"
#include "HandshakeCheck.h"
#include "Refusal.h"
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>


namespace {


using AuthPlug::Host::ElfGate;
using AuthPlug::Host::ElfImage;
using AuthPlug::Host::Refusal;


void require(bool condition)
{
	if (!condition) std::abort();
}


class BoundedBytes
	/// A copy before a page that can't be read: libelf is built without a
	/// sanitizer, and this way reads past the end show all the same.
{
public:
	explicit BoundedBytes(std::string_view bytes): _pages((bytes.size() + PAGE - 1)/PAGE)
	{
		void* memory = ::mmap(nullptr, (_pages + 1)*PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		require(memory != MAP_FAILED);
		_memory = static_cast<char*>(memory);
		require(::mprotect(_memory + _pages*PAGE, PAGE, PROT_NONE) == 0);
		// Aligned as a string's bytes are.
		char* start = _memory + _pages*PAGE - (bytes.size() + 15)/16*16;
		if (!bytes.empty()) std::memcpy(start, bytes.data(), bytes.size());
		_view = std::string_view(start, bytes.size());
	}

	BoundedBytes(const BoundedBytes&) = delete;
	BoundedBytes& operator = (const BoundedBytes&) = delete;

	~BoundedBytes()
	{
		::munmap(_memory, (_pages + 1)*PAGE);
	}

	std::string_view view() const noexcept
	{
		return _view;
	}

private:
	static constexpr std::size_t PAGE = 4096;

	const std::size_t _pages;
	char* _memory = nullptr;
	std::string_view _view;
};


void examine(std::string_view bytes)
{
	const ElfImage image(bytes);
	for (const ElfImage::Symbol& symbol: image.symbols())
	{
		require(!symbol.exported || symbol.defined);
		const std::string_view content = image.content(symbol);
		require(content.empty() || content.size() == symbol.size);
		if (!symbol.defined || symbol.name != "authplugDescriptor") continue;
		try
		{
			AuthPlug::Host::checkHandshake(content);
		}
		catch (const Refusal&)
		{
			// One of the two things that may happen.
		}
	}
	static const ElfGate GATE{ElfGate::Options()};
	GATE.check(image);
}


} // namespace


extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
	const BoundedBytes bytes(std::string_view(reinterpret_cast<const char*>(data), size));
	try
	{
		examine(bytes.view());
	}
	catch (const Refusal& refusal)
	{
		require(*refusal.what() != '\0');
	}
	return 0;
}
