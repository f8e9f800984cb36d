//
// FastEngineTest.cpp
//
// Tests: unit/argon2
//
// The fast engine beside libsodium's.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "../core/FixedRandom.h"
#include "core/FastEngine.h"
#include <Poco/Exception.h>
#include <thread>
#include <vector>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::HashSlot;
using AuthPlug::Api::HashVerdict;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::FixedRandom;
using namespace std::string_literals;


FixedRandom& someRandom()
{
	static FixedRandom random("somesaltsomesalt");
	return random;
}


FastEngine engine(FillForm form = FillForms::offered().front(), Argon2Wipe wipe = Argon2Wipe::early)
{
	return FastEngine(Argon2Options(), someRandom(), form, wipe);
}


std::string hashOf(const HashEngine& made, SecretView password, const HashSlot& slot = {})
{
	char stored[128];
	std::size_t size = 0;
	CPPUNIT_ASSERT(made.hash(password, slot, stored, sizeof stored, size));
	return std::string(stored, size);
}


const std::string REST = "$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew";


struct Row
	/// Answers of the reference implementation's own tool.
{
	const char* name;
	std::string password;
	std::string stored;
	HashVerdict verdict;
};


const Row ROWS[] = {
	{"m=19456 t=2", "password", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", HashVerdict::match},
	{"salt of 8 bytes", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", HashVerdict::match},
	{"two lanes", "password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc", HashVerdict::match},
	{"tag of 16 bytes", "password", "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$pflYFUgAEzm7qfkA1fje1A", HashVerdict::match},
	{"tag of 64 bytes", "password", "$argon2id$v=19$m=256,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$l7hOoU7+NZdW18k/9WBziA1mBiuqS1409OpA7V81CKpM1XrPej8NR0JhbmRxSEkBDLTrz3XtLgJbe9QpFMzvlw", HashVerdict::match},
	{"argon2i", "password", "$argon2i$v=19$m=256,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$ju7us0XNrHIy622jJrn8w1hFqEZ3/88FzQdz3ZrcA1k", HashVerdict::match},
	{"argon2d", "password", "$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHQ$JcTui6RIBUtJ78gE5Hi52CO+H5vS6Z9R1uxAB6OhUB8", HashVerdict::match},
	{"empty password", "", "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$Fin/m/Qm0vUuVdEN/LJMSyqUtKKc7+AZUn8vnJJ+JrU", HashVerdict::match},
	{"embedded NUL", "a\0b"s, "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$7bA4fiXAyXQdmBC2gkkcZkOp6x6Z7CbEvJ1HIZ2oYss", HashVerdict::match},
	{"first letter of the embedded NUL's", "a", "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$7bA4fiXAyXQdmBC2gkkcZkOp6x6Z7CbEvJ1HIZ2oYss", HashVerdict::mismatch},
	{"other password", "passwore", "$argon2id$v=19$m=256,t=2,p=1" + REST, HashVerdict::mismatch},
	{"other password, argon2d", "passwore", "$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHQ$JcTui6RIBUtJ78gE5Hi52CO+H5vS6Z9R1uxAB6OhUB8", HashVerdict::mismatch},
	{"other first bit of the tag", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$SrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew", HashVerdict::mismatch},
	{"other last bit of the tag", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqe0", HashVerdict::mismatch},
	{"2 TiB of memory", "password", "$argon2id$v=19$m=2147483648,t=2,p=1" + REST, HashVerdict::unusable},
	{"empty string, empty password", "", "", HashVerdict::unusable},
	{"no tag, empty password", "", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$", HashVerdict::unusable},
	{"bcrypt", "password", "$2y$05$XfTImB4G3vZySl9E2IFR9uaLp87IW7W.2OOGePrfGUUckaL4RnGaW", HashVerdict::unusable}
};


void verifies(const Row& row, FillForm form)
{
	const FastEngine made = engine(form);
	CPPUNIT_ASSERT_EQUAL(row.verdict != HashVerdict::unusable, made.usable(row.stored));
	CPPUNIT_ASSERT_EQUAL(static_cast<int>(row.verdict), static_cast<int>(made.verify(row.stored, SecretView(row.password), HashSlot())));
}


void isInterchangeableWithSodium()
{
	const SodiumEngine sodium(Argon2Options(), someRandom());
	const FastEngine fast = engine();
	for (const std::string& password : {"New-password-1"s, std::string(1024, 'x'), "p\xC3\xA4ss"s, ""s})
	{
		const std::string stored = hashOf(fast, SecretView(password));
		CPPUNIT_ASSERT_EQUAL(hashOf(sodium, SecretView(password)), stored);
		CPPUNIT_ASSERT(sodium.verify(stored, SecretView(password), HashSlot()) == HashVerdict::match);
		CPPUNIT_ASSERT(sodium.verify(stored, SecretView(password + "x"), HashSlot()) == HashVerdict::mismatch);
	}
}


struct Upgrade
{
	const char* name;
	std::string stored;
	bool needed;
};


const Upgrade UPGRADES[] = {
	{"the current parameters", "$argon2id$v=19$m=19456,t=2,p=1" + REST, false},
	{"less memory", "$argon2id$v=19$m=19455,t=2,p=1" + REST, true},
	{"fewer passes", "$argon2id$v=19$m=19456,t=1,p=1" + REST, true},
	{"less memory, more passes, the same in all", "$argon2id$v=19$m=9728,t=4,p=1" + REST, false},
	{"more memory", "$argon2id$v=19$m=65536,t=3,p=4" + REST, false},
	{"argon2i of the same cost", "$argon2i$v=19$m=19456,t=2,p=1" + REST, true},
	{"argon2i of a higher cost", "$argon2i$v=19$m=65536,t=3,p=1" + REST, false},
	{"argon2d of the same cost", "$argon2d$v=19$m=19456,t=2,p=1" + REST, true},
	{"argon2d of a higher cost", "$argon2d$v=19$m=65536,t=3,p=1" + REST, false}
};


struct Floor
{
	const char* name;
	std::uint32_t memoryKiB;
	std::uint32_t passes;
	const char* message;
};


const Floor FLOORS[] = {
	{"m=19455", 19455, 2, "Invalid argument: Argon2id: memory in KiB must be from 19456 to 1048576: 19455"},
	{"m over the cap", 1048577, 2, "Invalid argument: Argon2id: memory in KiB must be from 19456 to 1048576: 1048577"},
	{"t=1", 19456, 1, "Invalid argument: Argon2id: passes must be from 2 to 64: 1"},
	{"t over the cap", 19456, 65, "Invalid argument: Argon2id: passes must be from 2 to 64: 65"}
};


void isRefused(const Floor& row)
{
	Argon2Options options;
	options.memoryKiB = row.memoryKiB;
	options.passes = row.passes;
	std::string message;
	try
	{
		const FastEngine made(options, someRandom(), FillForm::portable);
	}
	catch (const Poco::InvalidArgumentException& exc)
	{
		message = exc.displayText();
	}
	CPPUNIT_ASSERT_EQUAL(std::string(row.message), message);
}


void threadsDoNotDisturbEachOther()
{
	const FastEngine made = engine();
	int wrong[4] = {};
	std::vector<std::thread> threads;
	for (int& count : wrong)
	{
		threads.emplace_back([&made, &count]
		{
			std::vector<char> arena(std::size_t(20) << 20);
			HashSlot slot;
			slot.arena = arena.data();
			slot.arenaBytes = arena.size();
			for (int i = 0; i < 5; ++i)
			{
				if (made.verify(ROWS[0].stored, SecretView(ROWS[0].password), slot) != HashVerdict::match) ++count;
			}
		});
	}
	for (std::thread& thread : threads) thread.join();
	for (const int count : wrong) CPPUNIT_ASSERT_EQUAL(0, count);
}


AUTHPLUG_CASES(FastEngineTest)
{
	for (const Row& row : ROWS)
	{
		for (const FillForm form : FillForms::offered())
		{
			addCase(suite, "verdict: "s + row.name + ", " + FillForms::name(form), [&row, form] { verifies(row, form); });
		}
	}
	for (const Upgrade& row : UPGRADES)
	{
		addCase(suite, "upgrade: "s + row.name, [&row] { CPPUNIT_ASSERT_EQUAL(row.needed, engine().needsUpgrade(row.stored)); });
	}
	for (const Floor& row : FLOORS) addCase(suite, "parameters: "s + row.name, [&row] { isRefused(row); });
	addCase(suite, "the same hashes as libsodium's engine", isInterchangeableWithSodium);
	addCase(suite, "the same hash with everything wiped", []
	{
		CPPUNIT_ASSERT_EQUAL(hashOf(engine(), SecretView("password")), hashOf(engine(FillForm::portable, Argon2Wipe::all), SecretView("password")));
	});
	addCase(suite, "no hash without random bytes", []
	{
		FixedRandom random("too short");
		const FastEngine made(Argon2Options(), random, FillForm::portable);
		char stored[128];
		std::size_t size = 0;
		CPPUNIT_ASSERT(!made.hash(SecretView("password"), HashSlot(), stored, sizeof stored, size));
	});
	addCase(suite, "no hash without room", []
	{
		char stored[96];
		std::size_t size = 0;
		CPPUNIT_ASSERT(!engine().hash(SecretView("password"), HashSlot(), stored, sizeof stored, size));
	});
	addCase(suite, "four threads at once", threadsDoNotDisturbEachOther);
}


} // namespace
