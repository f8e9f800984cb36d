//
// StandardHasherTest.cpp
//
// Tests: unit/core
//
// The list of engines, and the decorator that counts.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/CountingHasher.h"
#include "Cases.h"
#include "FixedRandom.h"
#include "core/CryptEngine.h"
#include "core/StandardHasher.h"
#include <Poco/Exception.h>
#include <thread>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::HashSlot;
using AuthPlug::Api::HashVerdict;
using AuthPlug::Api::SecretView;
using AuthPlug::Testing::CountingHasher;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::FixedRandom;
using namespace std::string_literals;


const HashSlot SLOT;
const std::string ARGON2 = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";
const std::string BCRYPT = "$2y$05$XfTImB4G3vZySl9E2IFR9uaLp87IW7W.2OOGePrfGUUckaL4RnGaW";


class Fixture
{
public:
	FixedRandom random{"somesaltsomesalt"};
	StandardHasher hasher{Argon2Options(), random};
};


struct Row
{
	const char* name;
	std::string stored;
	std::string password;
	bool usable;
	HashVerdict verdict;
	bool needsUpgrade;
};


const Row ROWS[] = {
	{"argon2id, right", ARGON2, "password", true, HashVerdict::match, false},
	{"argon2id, wrong", ARGON2, "passwore", true, HashVerdict::mismatch, false},
	{"weak argon2id", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew", "password", true, HashVerdict::match, true},
	{"bcrypt, right", BCRYPT, "Old-password-1", true, HashVerdict::match, true},
	{"bcrypt, wrong", BCRYPT, "Old-password-2", true, HashVerdict::mismatch, true},
	{"sha512crypt", "$6$rounds=1000$abc$WawrB1RkOa7.MIVKsLHykkp4G3s2O9P9zSvyN8fgtHYKweYgvZleNrdrGfGTdL6wnjBeaUDvpZu3X.O1UrJb6/", "p\xC3\xA4ssw\xC3\xB6rd", true, HashVerdict::match, true},
	{"yescrypt", "$y$j75$abcdefgh$hycRI05iyPwUdPZDaw/SJaABdj2h8B1Bgxi1Z/4Xke0", "password", true, HashVerdict::match, true},
	{"empty, empty password", "", "", false, HashVerdict::unusable, false},
	{"blank", " ", "", false, HashVerdict::unusable, false},
	{"plain text equal to the password", "password", "password", false, HashVerdict::unusable, false},
	{"unknown scheme", "$unknown$abc", "password", false, HashVerdict::unusable, false},
	{"blank before a right form", " " + ARGON2, "password", false, HashVerdict::unusable, false},
	{"line feed after a right form", BCRYPT + "\n", "Old-password-1", false, HashVerdict::unusable, false},
	{"hostile argon2id", "$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "password", false, HashVerdict::unusable, false},
	{"hostile bcrypt", "$2y$31" + BCRYPT.substr(6), "Old-password-1", false, HashVerdict::unusable, false}
};


void judges(const Row& row)
{
	Fixture f;
	CPPUNIT_ASSERT_EQUAL(row.usable, f.hasher.usable(row.stored));
	CPPUNIT_ASSERT_EQUAL(static_cast<int>(row.verdict), static_cast<int>(f.hasher.verify(row.stored, SecretView(row.password), SLOT)));
	CPPUNIT_ASSERT_EQUAL(row.needsUpgrade, f.hasher.needsUpgrade(row.stored));
}


void makesTheCurrentForm()
{
	Fixture f;
	char stored[512];
	std::size_t size = 0;
	CPPUNIT_ASSERT(f.hasher.hash(SecretView("password"), SLOT, stored, sizeof stored, size));
	CPPUNIT_ASSERT_EQUAL(ARGON2, std::string(stored, size));
}


void theFirstEngineIsCurrent()
{
	std::vector<std::unique_ptr<const HashEngine>> engines;
	engines.push_back(std::make_unique<CryptEngine>());
	StandardHasher hasher(std::move(engines));
	char stored[512];
	std::size_t size = 0;
	CPPUNIT_ASSERT(!hasher.hash(SecretView("password"), SLOT, stored, sizeof stored, size));
	CPPUNIT_ASSERT(hasher.verify(ARGON2, SecretView("password"), SLOT) == HashVerdict::unusable);
	CPPUNIT_ASSERT(hasher.verify(BCRYPT, SecretView("Old-password-1"), SLOT) == HashVerdict::match);
}


void noEngines()
{
	CPPUNIT_ASSERT_THROW(StandardHasher(std::vector<std::unique_ptr<const HashEngine>>()), Poco::InvalidArgumentException);
}


void everyCharacterCounts()
	/// A changed, missing or added byte anywhere in a long password is a mismatch.
{
	FixedRandom random("somesaltsomesalt");
	const SodiumEngine engine(Argon2Options(), random);
	std::string password;
	for (int i = 0; i < 256; ++i) password += "\xF0\x9F\x98\x80";
	char stored[512];
	std::size_t size = 0;
	CPPUNIT_ASSERT(engine.hash(SecretView(password), SLOT, stored, sizeof stored, size));
	const std::string form(stored, size);
	CPPUNIT_ASSERT(engine.verify(form, SecretView(password), SLOT) == HashVerdict::match);
	for (const std::size_t at : {std::size_t(0), std::size_t(71), std::size_t(72), std::size_t(511), std::size_t(1023)})
	{
		std::string other = password;
		other[at] = static_cast<char>(other[at] ^ 1);
		CPPUNIT_ASSERT(engine.verify(form, SecretView(other), SLOT) == HashVerdict::mismatch);
	}
	CPPUNIT_ASSERT(engine.verify(form, SecretView(password.substr(0, 1023)), SLOT) == HashVerdict::mismatch);
	CPPUNIT_ASSERT(engine.verify(form, SecretView(password + "x"), SLOT) == HashVerdict::mismatch);
}


void counts()
{
	Fixture f;
	CountingHasher counting(f.hasher);
	char stored[512];
	std::size_t size = 0;
	CPPUNIT_ASSERT(counting.usable(BCRYPT));
	CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), counting.computed());
	CPPUNIT_ASSERT(counting.verify(BCRYPT, SecretView("Old-password-1"), SLOT) == HashVerdict::match);
	CPPUNIT_ASSERT(counting.verify(BCRYPT, SecretView("wrong"), SLOT) == HashVerdict::mismatch);
	CPPUNIT_ASSERT(counting.hash(SecretView("password"), SLOT, stored, sizeof stored, size));
	CPPUNIT_ASSERT(!counting.hash(SecretView("password"), SLOT, stored, 1, size));
	CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), counting.verified());
	CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), counting.hashed());
	CPPUNIT_ASSERT_EQUAL(std::uint64_t(4), counting.computed());
}


void countsInManyThreads()
{
	Fixture f;
	CountingHasher counting(f.hasher);
	std::vector<std::thread> threads;
	for (int i = 0; i < 8; ++i)
	{
		threads.emplace_back([&]
		{
			for (int round = 0; round < 1000; ++round) counting.verify("", SecretView("x"), SLOT);
		});
	}
	for (std::thread& thread : threads) thread.join();
	CPPUNIT_ASSERT_EQUAL(std::uint64_t(8000), counting.verified());
}


struct EngineRow
{
	const char* name;
	EngineChoice choice;
	bool libsodium;
};


const EngineRow ENGINES[] = {
	{"engine: automatic takes the fast one", EngineChoice::automatic, false},
	{"engine: fast", EngineChoice::fast, false},
	{"engine: libsodium", EngineChoice::libsodium, true}
};


void takesTheEngine(const EngineRow& row)
{
	FixedRandom random("somesaltsomesalt");
	StandardHasher hasher(Argon2Options(), random, row.choice);
	CPPUNIT_ASSERT_EQUAL(row.libsodium, hasher.engineName() == "libsodium");
	CPPUNIT_ASSERT(hasher.wrongForms().empty());

	char stored[512];
	std::size_t size = 0;
	CPPUNIT_ASSERT(hasher.hash(SecretView("password"), SLOT, stored, sizeof(stored), size));
	CPPUNIT_ASSERT_EQUAL(ARGON2, std::string(stored, size));
	CPPUNIT_ASSERT(hasher.verify(BCRYPT, SecretView("password"), SLOT) != HashVerdict::unusable);
}


AUTHPLUG_CASES(StandardHasherTest)
{
	for (const EngineRow& row : ENGINES) addCase(suite, row.name, [&row] { takesTheEngine(row); });
	for (const Row& row : ROWS) addCase(suite, row.name, [&row] { judges(row); });
	addCase(suite, "makes the current form", makesTheCurrentForm);
	addCase(suite, "the first engine is the current one", theFirstEngineIsCurrent);
	addCase(suite, "no engines", noEngines);
	addCase(suite, "every byte of 1024 counts", everyCharacterCounts);
	addCase(suite, "counting: calls", counts);
	addCase(suite, "counting: many threads", countsInManyThreads);
}


} // namespace
