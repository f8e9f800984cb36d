//
// Argon2MemoryTest.cpp
//
// Tests: unit/argon2
//
// Which memory a hash works in, and what it leaves behind.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Argon2Sample.h"
#include "Cases.h"
#include "core/argon2/FillForms.h"
#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <pthread.h>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::Argon2Sample;


#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool SANITIZED = true;
#elif defined(__has_feature)
constexpr bool SANITIZED = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool SANITIZED = false;
#endif


constexpr std::string_view PASSWORD = "canary-A-sixteen.canary-B-sixteen.canary-C-sixteen.canary-D-end.";
constexpr std::string_view SALT = "somesaltsomesalt";
const Argon2Input INPUT{PASSWORD, SALT, {}, {}};


Argon2Parameters parametersOf(std::uint32_t memoryKiB, std::uint32_t passes, std::uint32_t lanes)
{
	Argon2Parameters parameters;
	parameters.memoryKiB = memoryKiB;
	parameters.passes = passes;
	parameters.lanes = lanes;
	return parameters;
}


class Pages
	/// Zeroed memory of whole pages.
{
public:
	explicit Pages(std::size_t bytes): _bytes(bytes)
	{
		_start = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		CPPUNIT_ASSERT(_start != MAP_FAILED);
	}

	Pages(const Pages&) = delete;
	Pages& operator = (const Pages&) = delete;

	~Pages()
	{
		::munmap(_start, _bytes);
	}

	char* data() const
	{
		return static_cast<char*>(_start);
	}

	std::string_view view() const
	{
		return std::string_view(data(), _bytes);
	}

private:
	void* _start;
	std::size_t _bytes;
};


bool isZero(std::string_view bytes)
{
	return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == 0; });
}


std::string compute(const Argon2Parameters& parameters, void* arena, std::size_t arenaBytes, Fill fill, Argon2Wipe wipe = Argon2Wipe::early)
{
	std::string tag(parameters.tagBytes, '\0');
	CPPUNIT_ASSERT(Argon2(fill, wipe).hash(parameters, INPUT, arena, arenaBytes, reinterpret_cast<unsigned char*>(tag.data())));
	return tag;
}


void arenaIsUsedIfLargeEnough(FillForm form)
{
	const Fill fill = FillForms::function(form);
	const Argon2Parameters parameters = parametersOf(1024, 2, 1);
	const std::string expected = compute(parameters, nullptr, 0, fill);
	const Pages pages(std::size_t(2) << 20);

	struct Place
	{
		std::size_t offset;
		std::size_t bytes;
		bool used;
	};
	for (const Place place : {Place{0, 1 << 20, true}, Place{0, (1 << 20) - 1, false}, Place{64, 1 << 20, true},
		Place{1, (1 << 20) + 63, true}, Place{1, (1 << 20) + 62, false}, Place{0, 0, false}})
	{
		std::memset(pages.data(), 0, pages.view().size());
		CPPUNIT_ASSERT_EQUAL(expected, compute(parameters, pages.data() + place.offset, place.bytes, fill));
		CPPUNIT_ASSERT_EQUAL(place.used, !isZero(pages.view()));
		// Never outside of what was handed in.
		CPPUNIT_ASSERT(isZero(pages.view().substr(0, place.offset)));
		CPPUNIT_ASSERT(isZero(pages.view().substr(place.offset + place.bytes)));
	}
}


void oldContentDoesNotMatter(FillForm form)
{
	const Fill fill = FillForms::function(form);
	const Argon2Parameters parameters = parametersOf(1024, 1, 2);
	const Pages pages(std::size_t(1) << 20);
	const std::string expected = compute(parameters, pages.data(), pages.view().size(), fill);
	std::memset(pages.data(), 0xA5, pages.view().size());
	CPPUNIT_ASSERT_EQUAL(expected, compute(parameters, pages.data(), pages.view().size(), fill));
}


struct Left
	/// Which of a lane's columns are zero after a hash.
{
	const char* name;
	std::uint32_t passes;
	Argon2Wipe wipe;
	std::uint32_t zeroFromStart;
};


constexpr std::uint32_t COLUMNS = 256;


const Left LEFT[] = {
	{"one pass: the first half and the last block", 1, Argon2Wipe::early, COLUMNS / 2},
	{"two passes: the first two blocks and the last one", 2, Argon2Wipe::early, 2},
	{"three passes: the first two blocks and the last one", 3, Argon2Wipe::early, 2},
	{"one pass, all", 1, Argon2Wipe::all, COLUMNS},
	{"two passes, all", 2, Argon2Wipe::all, COLUMNS}
};


void wipes(const Left& row, FillForm form)
{
	constexpr std::uint32_t LANES = 3;
	const Argon2Parameters parameters = parametersOf(COLUMNS * LANES, row.passes, LANES);
	const Pages pages(parameters.memoryBytes());
	compute(parameters, pages.data(), pages.view().size(), FillForms::function(form), row.wipe);
	for (std::uint32_t lane = 0; lane < LANES; ++lane)
	{
		for (std::uint32_t column = 0; column < COLUMNS; ++column)
		{
			const bool expected = column < row.zeroFromStart || column + 1 == COLUMNS;
			const std::size_t offset = std::size_t(lane * COLUMNS + column) * BLOCK_BYTES;
			CPPUNIT_ASSERT_EQUAL_MESSAGE("lane " + std::to_string(lane) + ", column " + std::to_string(column),
				expected, isZero(pages.view().substr(offset, BLOCK_BYTES)));
		}
	}
}


class OtherStack
	/// Runs a function on a stack that can be read afterwards.
{
public:
	OtherStack(): _pages(std::size_t(2) << 20)
	{
	}

	void run(std::function<void()> body)
	{
		pthread_attr_t attributes;
		::pthread_attr_init(&attributes);
		::pthread_attr_setstack(&attributes, _pages.data(), _pages.view().size());
		pthread_t thread;
		CPPUNIT_ASSERT_EQUAL(0, ::pthread_create(&thread, &attributes, &OtherStack::enter, &body));
		::pthread_join(thread, nullptr);
		::pthread_attr_destroy(&attributes);
		read();
	}

	bool holdsPieceOf(std::string_view secret) const
		/// Looks for 16 bytes in a row of the secret, as a block's two words
		/// stay together in all forms.
	{
		for (std::size_t i = 0; i + 16 <= secret.size(); i += 16)
		{
			if (_content.find(secret.substr(i, 16)) != std::string::npos) return true;
		}
		return false;
	}

private:
	void read()
		/// By way of the kernel: a memory checker rightly objects to reading
		/// the frames of functions that have returned.
	{
		_content.assign(_pages.view().size(), '\0');
		const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
		const ::ssize_t got = ::pread(memory, _content.data(), _content.size(), static_cast<::off_t>(reinterpret_cast<std::uintptr_t>(_pages.data())));
		::close(memory);
		CPPUNIT_ASSERT_EQUAL(static_cast<::ssize_t>(_content.size()), got);
	}

	static void* enter(void* body)
	{
		(*static_cast<std::function<void()>*>(body))();
		return nullptr;
	}

	Pages _pages;
	std::string _content;
};


struct Secrets
	/// What the hash of PASSWORD goes through.
{
	explicit Secrets(const Argon2Parameters& parameters): h0(Argon2Digest::H0_BYTES + 8, '\0'), firstBlock(BLOCK_BYTES, '\0'), lastBlock(BLOCK_BYTES, '\0')
	{
		Argon2Digest::first(parameters, INPUT, reinterpret_cast<unsigned char*>(h0.data()));
		Argon2Digest::variable(reinterpret_cast<const unsigned char*>(h0.data()), h0.size(), reinterpret_cast<unsigned char*>(firstBlock.data()), BLOCK_BYTES);
		h0.resize(Argon2Digest::H0_BYTES);

		const Pages memory(parameters.memoryBytes());
		std::uint64_t* const words = reinterpret_cast<std::uint64_t*>(memory.data());
		unsigned char seed[Argon2Digest::H0_BYTES + 8] = {};
		std::memcpy(seed, h0.data(), h0.size());
		std::memcpy(words, firstBlock.data(), BLOCK_BYTES);
		seed[Argon2Digest::H0_BYTES] = 1;
		Argon2Digest::variable(seed, sizeof seed, reinterpret_cast<unsigned char*>(words + BLOCK_WORDS), BLOCK_BYTES);
		fillPortable(parameters.shape(), words);
		std::memcpy(lastBlock.data(), memory.data() + parameters.memoryBytes() - BLOCK_BYTES, BLOCK_BYTES);
	}

	std::string h0;
	std::string firstBlock;
	std::string lastBlock;
};


__attribute__((noinline)) void leaveBehind(std::string_view secret)
{
	char copy[4096];
	std::memcpy(copy, secret.data(), secret.size());
	asm volatile("" : : "r"(copy) : "memory");
}


void stackHoldsNothing(FillForm form)
{
	const Fill fill = FillForms::function(form);
	const Argon2Parameters parameters = parametersOf(600, 2, 1);
	const Secrets secrets(parameters);
	const Pages arena(parameters.memoryBytes());
	std::string tag(parameters.tagBytes, '\0');
	bool done = false;

	OtherStack stack;
	stack.run([&]
	{
		done = Argon2(fill).hash(parameters, INPUT, arena.data(), arena.view().size(), reinterpret_cast<unsigned char*>(tag.data()));
	});
	CPPUNIT_ASSERT(done);
	CPPUNIT_ASSERT(!stack.holdsPieceOf(PASSWORD));
	CPPUNIT_ASSERT(!stack.holdsPieceOf(secrets.h0));
	CPPUNIT_ASSERT(!stack.holdsPieceOf(secrets.firstBlock));
	CPPUNIT_ASSERT(!stack.holdsPieceOf(secrets.lastBlock));
}


AUTHPLUG_CASES(Argon2MemoryTest)
{
	for (const FillForm form : FillForms::offered())
	{
		const std::string name = std::string(", ") + FillForms::name(form);
		addCase(suite, "the arena is used if it is large enough" + name, [form] { arenaIsUsedIfLargeEnough(form); });
		addCase(suite, "the arena's old content does not matter" + name, [form] { oldContentDoesNotMatter(form); });
		for (const Left& row : LEFT) addCase(suite, "wiped: " + std::string(row.name) + name, [&row, form] { wipes(row, form); });
		// A sanitizer's frames are larger than those that are wiped.
		if (!SANITIZED) addCase(suite, "nothing is left on the stack" + name, [form] { stackHoldsNothing(form); });
	}
	addCase(suite, "what is left on a stack is found", []
	{
		OtherStack stack;
		stack.run([] { leaveBehind(PASSWORD); });
		CPPUNIT_ASSERT(stack.holdsPieceOf(PASSWORD));
	});
}


} // namespace
