//
// CryptEngineTest.cpp
//
// Tests: unit/core
//
// Old schemes: known answers from their own specifications and other tools.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/CryptEngine.h"
#include <atomic>
#include <thread>
#include <vector>


namespace {


using AuthPlug::Api::HashSlot;
using AuthPlug::Api::HashVerdict;
using AuthPlug::Api::SecretView;
using AuthPlug::Password::CryptEngine;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


struct Row
{
	const char* name;
	std::string stored;
	std::string password;
	HashVerdict verdict;
};


const std::string BCRYPT_A = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
const std::string BCRYPT_Y = "$2y$05$XfTImB4G3vZySl9E2IFR9uaLp87IW7W.2OOGePrfGUUckaL4RnGaW";
const std::string BCRYPT_80 = "$2y$04$1jQYaUY.U0x26wC2jgr2yOIVS6nmDm6kqp/nREyrU1uIZam2tADFu";
const std::string SHA512 = "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1";
const std::string SHA256 = "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5";
const std::string ROUNDS = "$6$rounds=1000$abc$WawrB1RkOa7.MIVKsLHykkp4G3s2O9P9zSvyN8fgtHYKweYgvZleNrdrGfGTdL6wnjBeaUDvpZu3X.O1UrJb6/";
const std::string YESCRYPT = "$y$jD5.7$LdJMENpBABJJ3hIHjB1Bi.$HboGM6qPrsK.StKYGt6KErmUYtioHreJd98oIugoNB6";
const std::string YESCRYPT_SMALL = "$y$j75$abcdefgh$hycRI05iyPwUdPZDaw/SJaABdj2h8B1Bgxi1Z/4Xke0";
const std::string YESCRYPT_P2 = "$y$j75..$abcdefgh$VkAMs0dxFqWSv9/atxPT6Id3/tYse/elgfsv1xRbT4A";
const std::string YESCRYPT_P2_T1 = "$y$j750..$abcdefgh$ehY.7Wr1c9X2IjtRbyEkqxpcnUY0/5Am52i8FBCdIfD";
const std::string GOST = "$gy$j75$abcdefgh$SiB8.pWE7jyZrxlpFkF/M/mtY4w7Fs26/zSh1ZTO3I4";
const std::string SCRYPT = "$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D";


const Row ROWS[] = {
	{"bcrypt 2a, Openwall's vector", BCRYPT_A, "U*U", HashVerdict::match},
	{"bcrypt 2a, other case", BCRYPT_A, "u*U", HashVerdict::mismatch},
	{"bcrypt 2a, longer", BCRYPT_A, "U*U*", HashVerdict::mismatch},
	{"bcrypt 2a, empty", BCRYPT_A, "", HashVerdict::mismatch},
	{"bcrypt 2y, made by htpasswd", BCRYPT_Y, "Old-password-1", HashVerdict::match},
	{"bcrypt 2y, wrong", BCRYPT_Y, "Old-password-2", HashVerdict::mismatch},
	{"bcrypt, NUL behind the right password", BCRYPT_Y, "Old-password-1\0"s, HashVerdict::mismatch},
	{"bcrypt, NUL and more behind it", BCRYPT_Y, "Old-password-1\0x"s, HashVerdict::mismatch},
	{"bcrypt, 80 bytes", BCRYPT_80, std::string(80, 'x'), HashVerdict::match},
	{"bcrypt, 72 bytes of the 80 decide", BCRYPT_80, std::string(72, 'x') + "y", HashVerdict::match},
	{"bcrypt, 71 bytes do not", BCRYPT_80, std::string(71, 'x'), HashVerdict::mismatch},
	{"bcrypt, 1024 bytes", BCRYPT_80, std::string(1024, 'x'), HashVerdict::match},
	{"sha512crypt, the specification's vector", SHA512, "Hello world!", HashVerdict::match},
	{"sha512crypt, wrong", SHA512, "Hello world", HashVerdict::mismatch},
	{"sha512crypt, NUL", SHA512, "Hello world!\0"s, HashVerdict::mismatch},
	{"sha512crypt, 512 bytes", SHA512, std::string(512, 'x'), HashVerdict::mismatch},
	{"sha512crypt, 1024 bytes", SHA512, std::string(1024, 'x'), HashVerdict::mismatch},
	{"sha512crypt with rounds, UTF-8", ROUNDS, "p\xC3\xA4ssw\xC3\xB6rd", HashVerdict::match},
	{"sha512crypt with rounds, NFD", ROUNDS, "pa\xCC\x88sswo\xCC\x88rd", HashVerdict::mismatch},
	{"sha256crypt, the specification's vector", SHA256, "Hello world!", HashVerdict::match},
	{"sha256crypt, wrong", SHA256, "hello world!", HashVerdict::mismatch},
	{"yescrypt, its author's vector", YESCRYPT, "pleaseletmein", HashVerdict::match},
	{"yescrypt, wrong", YESCRYPT, "pleaseletmeout", HashVerdict::mismatch},
	{"yescrypt of 1 MiB", YESCRYPT_SMALL, "password", HashVerdict::match},
	{"yescrypt of 1 MiB, wrong", YESCRYPT_SMALL, "passwore", HashVerdict::mismatch},
	{"yescrypt with p", YESCRYPT_P2, "password", HashVerdict::match},
	{"yescrypt with p and t", YESCRYPT_P2_T1, "password", HashVerdict::match},
	{"gost-yescrypt", GOST, "password", HashVerdict::match},
	{"gost-yescrypt, wrong", GOST, "", HashVerdict::mismatch},
	{"scrypt, its author's vector", SCRYPT, "pleaseletmein", HashVerdict::match},
	{"scrypt, wrong", SCRYPT, "pleaseletmei", HashVerdict::mismatch},
	{"empty, empty password", "", "", HashVerdict::unusable},
	{"failure token", "*0", "password", HashVerdict::unusable},
	{"md5crypt", "$1$abc$BXBqpb9BZcZhXLgbee.0s/", "password", HashVerdict::unusable},
	{"bcrypt without hash", "$2b$05$abcdefghijklmnopqrstuu", "password", HashVerdict::unusable},
	{"bcrypt over the cap", "$2b$31" + BCRYPT_Y.substr(6), "Old-password-1", HashVerdict::unusable},
	{"yescrypt over the cap", "$y$jGT$abcdefgh$hycRI05iyPwUdPZDaw/SJaABdj2h8B1Bgxi1Z/4Xke0", "password", HashVerdict::unusable},
	{"yescrypt, other flavour", "$y$.75$abcdefgh$hycRI05iyPwUdPZDaw/SJaABdj2h8B1Bgxi1Z/4Xke0", "password", HashVerdict::mismatch},
	{"sha512crypt without hash, empty password", "$6$saltstring$", "", HashVerdict::unusable}
};


void makesNoHashes()
{
	char stored[512];
	std::size_t size = 0;
	CPPUNIT_ASSERT(!CryptEngine().hash(SecretView("password"), HashSlot(), stored, sizeof stored, size));
}


void manyThreads()
{
	const CryptEngine engine;
	std::atomic<int> wrong{0};
	std::vector<std::thread> threads;
	for (int i = 0; i < 8; ++i)
	{
		threads.emplace_back([&, i]
		{
			for (int round = 0; round < 10; ++round)
			{
				const Row& row = ROWS[(static_cast<std::size_t>(i) * 7 + static_cast<std::size_t>(round) * 3) % 21];
				if (engine.verify(row.stored, SecretView(row.password), HashSlot()) != row.verdict) ++wrong;
			}
		});
	}
	for (std::thread& thread : threads) thread.join();
	CPPUNIT_ASSERT_EQUAL(0, wrong.load());
}


AUTHPLUG_CASES(CryptEngineTest)
{
	for (const Row& row : ROWS)
	{
		addCase(suite, row.name, [&row]
		{
			const HashVerdict verdict = CryptEngine().verify(row.stored, SecretView(row.password), HashSlot());
			CPPUNIT_ASSERT_EQUAL(static_cast<int>(row.verdict), static_cast<int>(verdict));
		});
	}
	addCase(suite, "makes no hashes", makesNoHashes);
	addCase(suite, "many threads", manyThreads);
}


} // namespace
