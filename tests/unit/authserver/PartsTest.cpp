//
// PartsTest.cpp
//
// Tests: unit/authserver
//
// Small parts: identifiers, recovery codes, notices, the key file.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/FakeRandom.h"
#include "Cases.h"
#include "TemporaryFolder.h"
#include "TokenKey.h"
#include "adapters/AccountId.h"
#include "adapters/MailSpool.h"
#include "model/Hex.h"
#include "model/RecoveryCodes.h"
#include "model/SameBytes.h"
#include <fstream>
#include <iterator>
#include <set>
#include <sys/stat.h>


namespace {


using namespace AuthServer;
using AuthPlug::Tests::TemporaryFolder;
using AuthPlug::Tests::addCase;


std::string contentOf(const std::string& path)
{
	std::ifstream file(path, std::ios::binary);
	return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}


mode_t modeOf(const std::string& path)
{
	struct stat status{};
	CPPUNIT_ASSERT_EQUAL(0, ::stat(path.c_str(), &status));
	return status.st_mode & 07777;
}


std::size_t filesIn(const std::string& folder)
{
	std::size_t count = 0;
	for (const auto& entry : std::filesystem::directory_iterator(folder)) count += entry.is_regular_file() ? 1 : 0;
	return count;
}


const std::string EVENT = "event-16-bytes--";


} // namespace


AUTHPLUG_CASES(AccountIdCases)
{
	for (const char* text : {"17", "1", "18446744073709551615"})
	{
		addCase(suite, std::string("takes ") + text, [text] { CPPUNIT_ASSERT_EQUAL(std::string(text), std::to_string(accountIdOf(text).value_or(0))); });
	}
	for (const char* text : {"", "0", "017", "17abc", "+17", "-1", " 17", "17 ", "0x11", "18446744073709551616", "1e3"})
	{
		addCase(suite, std::string("refuses \"") + text + "\"", [text] { CPPUNIT_ASSERT(!accountIdOf(text)); });
	}
}


AUTHPLUG_CASES(HexCases)
{
	addCase(suite, "there and back", [] { CPPUNIT_ASSERT_EQUAL(EVENT, fromHex(toHex(EVENT)).value_or("")); });
	for (const char* text : {"a", "AB", "0g", " 00", "00 "})
	{
		addCase(suite, std::string("refuses \"") + text + "\"", [text] { CPPUNIT_ASSERT(!fromHex(text)); });
	}
}


AUTHPLUG_CASES(SameBytesCases)
{
	addCase(suite, "equal", [] { CPPUNIT_ASSERT(sameBytes("abc", "abc") && sameBytes("", "")); });
	addCase(suite, "last byte differs", [] { CPPUNIT_ASSERT(!sameBytes("abc", "abd")); });
	addCase(suite, "prefix", [] { CPPUNIT_ASSERT(!sameBytes("abc", "abcd") && !sameBytes("abcd", "abc")); });
}


AUTHPLUG_CASES(RecoveryCodesCases)
{
	addCase(suite, "ten different ones of 16 characters", []
	{
		AuthPlug::Testing::FakeRandom random;
		const auto codes = RecoveryCodes::make(random);
		CPPUNIT_ASSERT(codes.has_value());
		CPPUNIT_ASSERT_EQUAL(std::size_t(10), std::set<std::string>(codes->begin(), codes->end()).size());
		for (const std::string& code : *codes) CPPUNIT_ASSERT_EQUAL(std::size_t(16), code.size());
	});
	addCase(suite, "the digest depends on account and code, not on case", []
	{
		const std::string digest = RecoveryCodes::digestOf(17, "abcdefghijklmnop");
		CPPUNIT_ASSERT_EQUAL(std::size_t(32), digest.size());
		CPPUNIT_ASSERT(digest == RecoveryCodes::digestOf(17, "ABCDEFGHIJKLMNOP"));
		CPPUNIT_ASSERT(digest != RecoveryCodes::digestOf(18, "abcdefghijklmnop"));
		CPPUNIT_ASSERT(digest != RecoveryCodes::digestOf(17, "abcdefghijklmnoq"));
	});
}


AUTHPLUG_CASES(MailSpoolCases)
{
	addCase(suite, "one mail for an event, however often it is delivered", []
	{
		const TemporaryFolder folder;
		MailSpool spool(folder.file("mail"), "example.org");
		spool.prepare();
		CPPUNIT_ASSERT(spool.put(EVENT, "alice@example.org", "Your password was changed", "Text"));
		const std::string first = contentOf(folder.file("mail/" + toHex(EVENT) + ".eml"));
		CPPUNIT_ASSERT(spool.put(EVENT, "alice@example.org", "Your password was changed", "Other"));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), filesIn(folder.file("mail")));
		CPPUNIT_ASSERT_EQUAL(first, contentOf(folder.file("mail/" + toHex(EVENT) + ".eml")));
		CPPUNIT_ASSERT(first.find("\r\nTo: <alice@example.org>\r\n") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(mode_t(0700), modeOf(folder.file("mail")));
		CPPUNIT_ASSERT_EQUAL(mode_t(0600), modeOf(folder.file("mail/" + toHex(EVENT) + ".eml")));
	});
	addCase(suite, "an address with a line break gets no mail", []
	{
		const TemporaryFolder folder;
		MailSpool spool(folder.file("mail"), "example.org");
		spool.prepare();
		CPPUNIT_ASSERT(spool.put(EVENT, "a@example.org\r\nBcc: b@example.org", "s", "t"));
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), filesIn(folder.file("mail")));
	});
	addCase(suite, "a folder that is gone is told", []
	{
		const TemporaryFolder folder;
		MailSpool spool(folder.file("mail"), "example.org");
		spool.prepare();
		std::filesystem::remove(folder.file("mail"));
		CPPUNIT_ASSERT(!spool.put(EVENT, "alice@example.org", "s", "t"));
	});
}


AUTHPLUG_CASES(TokenKeyCases)
{
	addCase(suite, "made once, mode 0600, long enough", []
	{
		const TemporaryFolder folder;
		AuthPlug::Testing::FakeRandom random;
		CPPUNIT_ASSERT(makeTokenKey(folder.file("key"), random));
		const std::string key = contentOf(folder.file("key"));
		CPPUNIT_ASSERT_EQUAL(std::size_t(65), key.size());
		CPPUNIT_ASSERT_EQUAL(mode_t(0600), modeOf(folder.file("key")));
		CPPUNIT_ASSERT(!makeTokenKey(folder.file("key"), random));
		CPPUNIT_ASSERT_EQUAL(key, contentOf(folder.file("key")));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), filesIn(folder.path()));
	});
}
