//
// ResidueTest.cpp
//
// Tests: unit/http
//
// No copy of a password stays in the process's memory.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "../core/FixedRandom.h"
#include "Cases.h"
#include "core/BreachedSet.h"
#include "core/StandardHasher.h"
#include "http/ChangeRequest.h"
#include <Poco/TemporaryFile.h>
#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <sstream>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::HashSlot;
using AuthPlug::Api::HashVerdict;
using AuthPlug::Api::SecretBuffer;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::FixedRandom;


// The canary is kept masked, so that it is in memory only where it is planted.
constexpr unsigned char MASK = 0x5A;
constexpr unsigned char MASKED[] = {
	'Q' ^ MASK, 'x' ^ MASK, '7' ^ MASK, '-' ^ MASK, 'k' ^ MASK, 'Z' ^ MASK, 'w' ^ MASK, '3' ^ MASK, '_' ^ MASK, 'm' ^ MASK, 'J' ^ MASK, '9' ^ MASK,
	'v' ^ MASK, 'F' ^ MASK, '+' ^ MASK, 't' ^ MASK, 'B' ^ MASK, '4' ^ MASK, 'y' ^ MASK, 'H' ^ MASK, '6' ^ MASK, 'e' ^ MASK, 'L' ^ MASK, '8' ^ MASK,
	'p' ^ MASK, 'N' ^ MASK, '2' ^ MASK, 's' ^ MASK, '=' ^ MASK, 'G' ^ MASK, 'h' ^ MASK, '5' ^ MASK
};
constexpr std::size_t SIZE = sizeof MASKED;

// What counts as a copy: the tail, since the allocator writes over the first
// 16 bytes of a block that is freed.
constexpr std::size_t RECOGNISED = 12;
constexpr const unsigned char* TAIL = MASKED + SIZE - RECOGNISED;


void plant(SecretBuffer& buffer)
{
	for (const unsigned char byte : MASKED)
	{
		const volatile unsigned char plain = byte ^ MASK;
		buffer.push(static_cast<char>(plain));
	}
}


class MemoryScan
	/// Looks for the canary in all private writable memory of this process:
	/// heap, stacks, data. It reads through the kernel, so freed blocks are
	/// seen too, into a shared mapping, which it does not search.
{
public:
	MemoryScan():
		_memory(::open("/proc/self/mem", O_RDONLY | O_CLOEXEC)),
		_block(::mmap(nullptr, BLOCK + OVERLAP, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
	{
		CPPUNIT_ASSERT(_memory >= 0 && _block != MAP_FAILED);
	}

	MemoryScan(const MemoryScan&) = delete;
	MemoryScan& operator = (const MemoryScan&) = delete;

	~MemoryScan()
	{
		::munmap(_block, BLOCK + OVERLAP);
		::close(_memory);
	}

	std::size_t copies()
	{
		std::size_t found = 0;
		std::ifstream maps("/proc/self/maps");
		for (std::string line; std::getline(maps, line);)
		{
			unsigned long from = 0;
			unsigned long to = 0;
			char mode[5] = {};
			if (std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, mode) != 3 || mode[1] != 'w' || mode[3] != 'p') continue;
			// What is larger is a sanitizer's own table.
			if (to - from <= LARGEST) found += copiesBetween(from, to);
		}
		return found;
	}

private:
	static constexpr std::size_t BLOCK = 1u << 20;
	static constexpr std::size_t OVERLAP = RECOGNISED - 1;
	static constexpr std::size_t LARGEST = 256u << 20;

	std::size_t copiesBetween(unsigned long from, unsigned long to)
	{
		std::size_t found = 0;
		for (unsigned long at = from; at < to; at += BLOCK)
		{
			const std::size_t wanted = std::min<std::size_t>(BLOCK + OVERLAP, to - at);
			const ::ssize_t got = ::pread(_memory, _block, wanted, static_cast<::off_t>(at));
			if (got > 0) found += copiesIn(static_cast<const unsigned char*>(_block), static_cast<std::size_t>(got));
		}
		return found;
	}

	static std::size_t copiesIn(const unsigned char* bytes, std::size_t size)
	{
		std::size_t found = 0;
		for (std::size_t i = 0; i + RECOGNISED <= size; ++i)
		{
			std::size_t same = 0;
			while (same < RECOGNISED && bytes[i + same] == (TAIL[same] ^ MASK)) ++same;
			if (same == RECOGNISED) ++found;
		}
		return found;
	}

	int _memory;
	void* _block;
};


using Use = std::function<void(SecretView)>;


void leavesNothing(const Use& use)
	/// Plants the canary in a buffer of its own, lets it be used, and looks
	/// for copies when the buffer is gone.
{
	MemoryScan scan;
	CPPUNIT_ASSERT_EQUAL(std::size_t(0), scan.copies());
	{
		SecretBuffer secret(4096);
		plant(secret);
		CPPUNIT_ASSERT(scan.copies() >= 1);
		use(secret.view());
	}
	CPPUNIT_ASSERT_EQUAL(std::size_t(0), scan.copies());
}


void aPlantedCopyIsFound()
{
	MemoryScan scan;
	SecretBuffer secret(SIZE);
	plant(secret);
	CPPUNIT_ASSERT_EQUAL(std::size_t(1), scan.copies());
	const std::string careless(secret.view().expose());
	CPPUNIT_ASSERT_EQUAL(std::size_t(2), scan.copies());
	::explicit_bzero(const_cast<char*>(careless.data()), careless.size());
}


SecretBuffer bodyWith(SecretView secret, std::string_view before, std::string_view after)
{
	SecretBuffer body(8192);
	body.append(before);
	body.append(secret.expose());
	body.append(after);
	return body;
}


void parse(SecretView secret, std::string_view before, std::string_view after)
{
	const Policy policy{PolicyOptions()};
	const SecretBuffer body = bodyWith(secret, before, after);
	const auto result = ChangeRequest::parse(body.view(), policy);
	CPPUNIT_ASSERT(result.index() < 2);
}


void moveRequest(SecretView secret)
{
	const Policy policy{PolicyOptions()};
	const SecretBuffer body = bodyWith(secret, "{\"oldPassword\":\"o\",\"newPassword\":\"", "\"}");
	auto result = ChangeRequest::parse(body.view(), policy);
	const ChangeRequest moved = std::move(std::get<ChangeRequest>(result));
	CPPUNIT_ASSERT_EQUAL(SIZE, moved.newPassword().expose().size());
}


void checkPolicy(SecretView secret)
{
	Poco::TemporaryFile file;
	std::ofstream(file.path()) << "0123456789abcdef";
	std::istringstream lines("Password1\nQuite-another-1\n");
	const Policy policy(PolicyOptions(), Blocklist::read(lines, "list"), std::make_unique<BreachedSet>(file.path()), {"AuthPlug"});
	CPPUNIT_ASSERT(!policy.check(secret, {"henrietta", "h@example.org"}));
}


void verify(SecretView secret, const std::string& stored)
{
	FixedRandom random("somesaltsomesalt");
	StandardHasher hasher(Argon2Options(), random);
	CPPUNIT_ASSERT(hasher.verify(stored, secret, HashSlot()) == HashVerdict::mismatch);
}


void hash(SecretView secret)
{
	FixedRandom random("somesaltsomesalt");
	StandardHasher hasher(Argon2Options(), random);
	char stored[512];
	std::size_t size = 0;
	CPPUNIT_ASSERT(hasher.hash(secret, HashSlot(), stored, sizeof stored, size));
	CPPUNIT_ASSERT(hasher.verify(std::string_view(stored, size), secret, HashSlot()) == HashVerdict::match);
}


struct Body
{
	const char* name;
	const char* before;
	const char* after;
};


const Body BODIES[] = {
	{"accepted, as the old password", "{\"oldPassword\":\"", "\",\"newPassword\":\"New-password-2\"}"},
	{"accepted, as the new password", "{\"oldPassword\":\"o\",\"newPassword\":\"", "\"}"},
	{"accepted, beside an escape", "{\"oldPassword\":\"\\u0041", "\\n\",\"newPassword\":\"New-password-2\"}"},
	{"refused, too short a new one", "{\"newPassword\":\"n\",\"oldPassword\":\"", "\"}"},
	{"refused, new one missing", "{\"oldPassword\":\"", "\"}"},
	{"refused, duplicate", "{\"oldPassword\":\"", "\",\"oldPassword\":\"o\",\"newPassword\":\"nnnnnnnn\"}"},
	{"refused, malformed", "{\"oldPassword\":\"", "\",\"newPassword\":\"nnnnnnnn\""},
	{"refused, not UTF-8", "{\"oldPassword\":\"", "\xFF\",\"newPassword\":\"nnnnnnnn\"}"},
	{"ignored, as another member", "{\"oldPassword\":\"o\",\"newPassword\":\"nnnnnnnn\",\"x\":\"", "\"}"},
	{"ignored, as a name", "{\"oldPassword\":\"o\",\"newPassword\":\"nnnnnnnn\",\"", "\":1}"}
};


struct Stored
{
	const char* name;
	const char* text;
};


const Stored FORMS[] = {
	{"argon2id", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE"},
	{"argon2id of four lanes", "$argon2id$v=19$m=256,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$OudWdfwYdYZlJsj5MMtA1v51HsC+pa0wUrr8pTaTc7M"},
	{"bcrypt", "$2y$05$XfTImB4G3vZySl9E2IFR9uaLp87IW7W.2OOGePrfGUUckaL4RnGaW"},
	{"sha512crypt", "$6$rounds=1000$abc$WawrB1RkOa7.MIVKsLHykkp4G3s2O9P9zSvyN8fgtHYKweYgvZleNrdrGfGTdL6wnjBeaUDvpZu3X.O1UrJb6/"},
	{"yescrypt", "$y$j75$abcdefgh$hycRI05iyPwUdPZDaw/SJaABdj2h8B1Bgxi1Z/4Xke0"},
	{"scrypt", "$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D"}
};


AUTHPLUG_CASES(ResidueTest)
{
	addCase(suite, "a planted copy is found", aPlantedCopyIsFound);
	for (const Body& row : BODIES)
	{
		addCase(suite, std::string("body ") + row.name, [&row]
		{
			leavesNothing([&row](SecretView secret) { parse(secret, row.before, row.after); });
		});
	}
	addCase(suite, "request moved", [] { leavesNothing(moveRequest); });
	addCase(suite, "policy, all rules", [] { leavesNothing(checkPolicy); });
	for (const Stored& row : FORMS)
	{
		addCase(suite, std::string("verify ") + row.name, [&row]
		{
			leavesNothing([&row](SecretView secret) { verify(secret, row.text); });
		});
	}
	addCase(suite, "hash", [] { leavesNothing(hash); });
}


} // namespace
