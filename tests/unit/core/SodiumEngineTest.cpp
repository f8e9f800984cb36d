//
// SodiumEngineTest.cpp
//
// Tests: unit/core
//
// Argon2: known answers, made with the reference implementation's own tool.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "FixedRandom.h"
#include "core/SodiumEngine.h"
#include <Poco/Exception.h>
#include <sys/resource.h>
#include <unistd.h>
#include <fstream>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::HashSlot;
using AuthPlug::Api::HashVerdict;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::FixedRandom;
using namespace std::string_literals;


const HashSlot SLOT;


FixedRandom& someRandom()
{
	static FixedRandom random("somesaltsomesalt");
	return random;
}


SodiumEngine engine()
{
	return SodiumEngine(Argon2Options(), someRandom());
}


struct Row
{
	const char* name;
	std::string password;
	std::string stored;
};


const Row MATCHES[] = {
	{"salt of 8 bytes, m=65536", "password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"},
	{"salt of 8 bytes, m=256", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"},
	{"two lanes", "password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"},
	{"salt of 16 bytes", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew"},
	{"m=19456 t=2", "password", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE"},
	{"tag of 16 bytes", "password", "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$pflYFUgAEzm7qfkA1fje1A"},
	{"tag of 64 bytes", "password", "$argon2id$v=19$m=256,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$l7hOoU7+NZdW18k/9WBziA1mBiuqS1409OpA7V81CKpM1XrPej8NR0JhbmRxSEkBDLTrz3XtLgJbe9QpFMzvlw"},
	{"four lanes", "password", "$argon2id$v=19$m=256,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$OudWdfwYdYZlJsj5MMtA1v51HsC+pa0wUrr8pTaTc7M"},
	{"sixteen lanes, salt and tag of 64 bytes", "password", "$argon2id$v=19$m=256,t=1,p=16$c29tZXNhbHRzb21lc2FsdHNvbWVzYWx0c29tZXNhbHRzb21lc2FsdHNvbWVzYWx0c29tZXNhbHRzb21lc2FsdA$fDCjsYa+ZW7/cZbCTzZRITmZlBwv9FnI6aPpPffK3RHpR+TiOwvGPKTbRDoICSLchFCQog+D96qal6R+yl3FnQ"},
	{"argon2i", "password", "$argon2i$v=19$m=256,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$ju7us0XNrHIy622jJrn8w1hFqEZ3/88FzQdz3ZrcA1k"},
	{"argon2i of one pass", "password", "$argon2i$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$mX88KMCKhOUjtTdIsU0CQdd3uRJXwxtcUVLGTOWOrmI"},
	{"UTF-8", "p\xC3\xA4ssw\xC3\xB6rd \xF0\x9F\x98\x80", "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$Rk9C+uPOdr4kgBRvM9WDwJFNEYkC7QZ0c5hCxk6DuU8"},
	{"120 characters", std::string(120, 'x'), "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$ccUo3jaUcseWgf1T6s/8iW0YGqSnALXL/0Wnn3tPsNw"},
	{"1024 bytes", std::string(1024, 'x'), "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$N6f7llepgKLCrn9Ilq0Np5uXUp+cPb/VL4+CNMwbmZw"},
	{"empty password", "", "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$Fin/m/Qm0vUuVdEN/LJMSyqUtKKc7+AZUn8vnJJ+JrU"},
	{"embedded NUL", "a\0b"s, "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$7bA4fiXAyXQdmBC2gkkcZkOp6x6Z7CbEvJ1HIZ2oYss"}
};


struct Verdict
{
	const char* name;
	std::string password;
	std::string stored;
	HashVerdict verdict;
};


const std::string STORED = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew";


const Verdict OTHERS[] = {
	{"other password", "passwore", STORED, HashVerdict::mismatch},
	{"other case", "Password", STORED, HashVerdict::mismatch},
	{"blank behind", "password ", STORED, HashVerdict::mismatch},
	{"NUL behind", "password\0"s, STORED, HashVerdict::mismatch},
	{"empty", "", STORED, HashVerdict::mismatch},
	{"first letter of the embedded NUL's", "a", "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$7bA4fiXAyXQdmBC2gkkcZkOp6x6Z7CbEvJ1HIZ2oYss", HashVerdict::mismatch},
	{"other password, four lanes", "passwore", MATCHES[7].stored, HashVerdict::mismatch},
	{"other first bit of the tag", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$SrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew", HashVerdict::mismatch},
	{"other last bit of the tag", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqe0", HashVerdict::mismatch},
	{"argon2d", "password", "$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHQ$JcTui6RIBUtJ78gE5Hi52CO+H5vS6Z9R1uxAB6OhUB8", HashVerdict::unusable},
	{"2 TiB of memory", "password", "$argon2id$v=19$m=2147483648,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew", HashVerdict::unusable},
	{"empty string, empty password", "", "", HashVerdict::unusable},
	{"no tag, empty password", "", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$", HashVerdict::unusable},
	{"bcrypt", "password", "$2y$05$XfTImB4G3vZySl9E2IFR9uaLp87IW7W.2OOGePrfGUUckaL4RnGaW", HashVerdict::unusable}
};


void verifies(const std::string& stored, const std::string& password, HashVerdict expected)
{
	const SodiumEngine made = engine();
	CPPUNIT_ASSERT_EQUAL(expected != HashVerdict::unusable, made.usable(stored));
	CPPUNIT_ASSERT_EQUAL(static_cast<int>(expected), static_cast<int>(made.verify(stored, SecretView(password), SLOT)));
}


void hashIsTheKnownAnswer()
{
	char stored[128];
	std::size_t size = 0;
	CPPUNIT_ASSERT(engine().hash(SecretView("password"), SLOT, stored, sizeof stored, size));
	CPPUNIT_ASSERT_EQUAL(MATCHES[4].stored, std::string(stored, size));
}


void hashTakesConfiguredParameters()
{
	FixedRandom random("0123456789abcdef");
	Argon2Options options;
	options.memoryKiB = 20480;
	options.passes = 3;
	const SodiumEngine made(options, random);
	char stored[128];
	std::size_t size = 0;
	CPPUNIT_ASSERT(made.hash(SecretView("New-password-1"), SLOT, stored, sizeof stored, size));
	const std::string text(stored, size);
	CPPUNIT_ASSERT_EQUAL("$argon2id$v=19$m=20480,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"s, text.substr(0, 54));
	CPPUNIT_ASSERT(made.verify(text, SecretView("New-password-1"), SLOT) == HashVerdict::match);
}


void hashFailsWithoutRandom()
{
	FixedRandom random("too short");
	const SodiumEngine made(Argon2Options(), random);
	char stored[128];
	std::size_t size = 0;
	CPPUNIT_ASSERT(!made.hash(SecretView("password"), SLOT, stored, sizeof stored, size));
}


void hashFailsWithoutRoom()
{
	char stored[96];
	std::size_t size = 0;
	CPPUNIT_ASSERT(!engine().hash(SecretView("password"), SLOT, stored, sizeof stored, size));
}


struct Floor
{
	const char* name;
	std::uint32_t memoryKiB;
	std::uint32_t passes;
	const char* message;  /// nullptr: accepted
};


const Floor FLOORS[] = {
	{"m=19456 t=2", 19456, 2, nullptr},
	{"m=1048576 t=64", 1048576, 64, nullptr},
	{"m=19455", 19455, 2, "Invalid argument: Argon2id: memory in KiB must be from 19456 to 1048576: 19455"},
	{"m=0", 0, 2, "Invalid argument: Argon2id: memory in KiB must be from 19456 to 1048576: 0"},
	{"m over the cap", 1048577, 2, "Invalid argument: Argon2id: memory in KiB must be from 19456 to 1048576: 1048577"},
	{"t=1", 19456, 1, "Invalid argument: Argon2id: passes must be from 2 to 64: 1"},
	{"t over the cap", 19456, 65, "Invalid argument: Argon2id: passes must be from 2 to 64: 65"}
};


void constructs(const Floor& row)
{
	Argon2Options options;
	options.memoryKiB = row.memoryKiB;
	options.passes = row.passes;
	std::string message;
	try
	{
		const SodiumEngine made(options, someRandom());
	}
	catch (const Poco::InvalidArgumentException& exc)
	{
		message = exc.displayText();
	}
	CPPUNIT_ASSERT_EQUAL(std::string(row.message ? row.message : ""), message);
}


struct Upgrade
{
	const char* name;
	std::string stored;
	bool needed;
};


const std::string REST = "$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew";


const Upgrade UPGRADES[] = {
	{"the current parameters", "$argon2id$v=19$m=19456,t=2,p=1" + REST, false},
	{"less memory", "$argon2id$v=19$m=19455,t=2,p=1" + REST, true},
	{"fewer passes", "$argon2id$v=19$m=19456,t=1,p=1" + REST, true},
	{"less memory, more passes, less in all", "$argon2id$v=19$m=9728,t=3,p=1" + REST, true},
	{"less memory, more passes, the same in all", "$argon2id$v=19$m=9728,t=4,p=1" + REST, false},
	{"more memory", "$argon2id$v=19$m=65536,t=3,p=4" + REST, false},
	{"argon2i of the same cost", "$argon2i$v=19$m=19456,t=2,p=1" + REST, true},
	{"argon2i of a higher cost", "$argon2i$v=19$m=65536,t=3,p=1" + REST, false}
};


#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool SANITIZED = true;
#elif defined(__has_feature)
constexpr bool SANITIZED = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool SANITIZED = false;
#endif


class AddressSpaceLimit
	/// Lets the process map this much more memory than it has.
{
public:
	explicit AddressSpaceLimit(std::size_t more)
	{
		std::size_t pages = 0;
		std::ifstream("/proc/self/statm") >> pages;
		::getrlimit(RLIMIT_AS, &_before);
		struct rlimit limit = _before;
		limit.rlim_cur = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + more;
		::setrlimit(RLIMIT_AS, &limit);
	}

	AddressSpaceLimit(const AddressSpaceLimit&) = delete;
	AddressSpaceLimit& operator = (const AddressSpaceLimit&) = delete;

	~AddressSpaceLimit()
	{
		::setrlimit(RLIMIT_AS, &_before);
	}

private:
	struct rlimit _before;
};


void lackOfMemoryIsNoMismatch(const std::string& stored)
{
	const SodiumEngine made = engine();
	HashVerdict verdict = HashVerdict::match;
	{
		const AddressSpaceLimit limit(16u << 20);
		verdict = made.verify(stored, SecretView("password"), SLOT);
	}
	CPPUNIT_ASSERT_EQUAL(static_cast<int>(HashVerdict::failed), static_cast<int>(verdict));
}


AUTHPLUG_CASES(SodiumEngineTest)
{
	for (const Row& row : MATCHES)
	{
		addCase(suite, "match: "s + row.name, [&row] { verifies(row.stored, row.password, HashVerdict::match); });
		addCase(suite, "mismatch: "s + row.name, [&row] { verifies(row.stored, row.password + "x", HashVerdict::mismatch); });
	}
	for (const Verdict& row : OTHERS)
	{
		addCase(suite, "verdict: "s + row.name, [&row] { verifies(row.stored, row.password, row.verdict); });
	}
	for (const Floor& row : FLOORS) addCase(suite, "parameters: "s + row.name, [&row] { constructs(row); });
	for (const Upgrade& row : UPGRADES)
	{
		addCase(suite, "upgrade: "s + row.name, [&row] { CPPUNIT_ASSERT_EQUAL(row.needed, engine().needsUpgrade(row.stored)); });
	}
	addCase(suite, "hash is the known answer", hashIsTheKnownAnswer);
	addCase(suite, "hash takes the configured parameters", hashTakesConfiguredParameters);
	addCase(suite, "no hash without random bytes", hashFailsWithoutRandom);
	addCase(suite, "no hash without room", hashFailsWithoutRoom);
	// A sanitizer needs the whole address space for itself.
	if (SANITIZED) return;
	addCase(suite, "lack of memory is no mismatch: salt of 16 bytes", []
	{
		lackOfMemoryIsNoMismatch("$argon2id$v=19$m=1048576,t=1,p=1" + REST);
	});
	addCase(suite, "lack of memory is no mismatch: four lanes", []
	{
		lackOfMemoryIsNoMismatch("$argon2id$v=19$m=1048576,t=1,p=4" + REST);
	});
}


} // namespace
