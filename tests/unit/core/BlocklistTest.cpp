//
// BlocklistTest.cpp
//
// Tests: unit/core
//
// The list of common passwords: its file, and what it finds.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/Blocklist.h"
#include "core/Policy.h"
#include <Poco/Exception.h>
#include <Poco/TemporaryFile.h>
#include <algorithm>
#include <fstream>
#include <sstream>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


const std::string SHIPPED = AUTHPLUG_CONF_DIR "/blocklist/common-passwords.txt";


Blocklist listOf(const std::string& text)
{
	std::istringstream lines(text);
	return Blocklist::read(lines, "words.txt");
}


struct Found
{
	const char* name;
	std::string list;
	std::string password;
	bool found;
};


const Found FOUND[] = {
	{"only entry", "Abc12345\n", "Abc12345", true},
	{"no LF at the end", "Abc12345", "Abc12345", true},
	{"first of three", "aa\nbb\ncc\n", "aa", true},
	{"last of three", "cc\naa\nbb\n", "cc", true},
	{"before the first", "bb\ncc\n", "aa", false},
	{"after the last", "bb\ncc\n", "dd", false},
	{"prefix of an entry", "abcdef\n", "abc", false},
	{"entry is a prefix", "abc\n", "abcdef", false},
	{"other case", "PassWord\n", "pASSwORD", true},
	{"twice in other case", "abc\nABC\n", "Abc", true},
	{"comments are not entries", "# abc\n#\nxyz\n", "# abc", false},
	{"after the first entry nothing is a comment", "xyz\n# abc\n", "# abc", true},
	{"an entry may begin with #", "#1Fan\n", "#1fan", true},
	{"empty lines are skipped", "\nabc\n\n", "", false},
	{"inner spaces count", "a b c\n", "abc", false},
	{"trailing space counts", "abc \n", "abc", false},
	{"UTF-8", "Stra\xC3\x9F" "e1\n", "stra\xC3\x9F" "e1", true},
	{"bytes above ASCII are compared unsigned", "z\n\xC3\xA9\na\n", "\xC3\xA9", true},
	{"a NUL in the password does not end it", "abc\n", "abc\0"s, false}
};


struct Broken
{
	const char* name;
	std::string list;
	std::string message;
};


const Broken BROKEN[] = {
	{"empty", "", "Bad data format: words.txt: the list holds no entry"},
	{"only comments", "# a\n# b\n", "Bad data format: words.txt: the list holds no entry"},
	{"CR LF", "abc\r\n", "Bad data format: words.txt:1: the line ends in CR, which no password would match"},
	{"not UTF-8", "abc\ncaf\xE9\n", "Bad data format: words.txt:2: the entry is not valid UTF-8"},
	{"too long", "a\n\n" + std::string(1025, 'x') + "\n", "Bad data format: words.txt:3: the entry is longer than 1024 bytes"}
};


void reports(const Broken& row)
{
	try
	{
		listOf(row.list);
	}
	catch (const Poco::DataFormatException& exc)
	{
		CPPUNIT_ASSERT_EQUAL(row.message, exc.displayText());
		return;
	}
	CPPUNIT_FAIL("no exception");
}


void missingFile()
{
	try
	{
		Blocklist::load("/nonexistent/words.txt");
	}
	catch (const Poco::OpenFileException& exc)
	{
		CPPUNIT_ASSERT_EQUAL("Cannot open file: the list of common passwords can't be opened: /nonexistent/words.txt"s, exc.displayText());
		return;
	}
	CPPUNIT_FAIL("no exception");
}


void folderInsteadOfFile()
{
	CPPUNIT_ASSERT_THROW(Blocklist::load("/"), Poco::FileException);
}


void emptyListFindsNothing()
{
	CPPUNIT_ASSERT(!Blocklist().contains(SecretView("")));
	CPPUNIT_ASSERT(!Blocklist().contains(SecretView("Password1")));
}


void loadsAFile()
{
	Poco::TemporaryFile file;
	std::ofstream(file.path()) << "# mine\nOur-company1\n";
	CPPUNIT_ASSERT(Blocklist::load(file.path()).contains(SecretView("our-company1")));
}


std::vector<std::string> shippedEntries()
{
	std::ifstream file(SHIPPED);
	std::vector<std::string> entries;
	for (std::string line; std::getline(file, line);)
	{
		if (entries.empty() && line.compare(0, 1, "#") == 0) continue;
		entries.push_back(line);
	}
	return entries;
}


void shippedSatisfiesTheRule()
	/// At least 3000, each of which would be a valid password but for the list.
{
	const Policy rule{PolicyOptions()};
	const auto entries = shippedEntries();
	for (const std::string& entry : entries)
	{
		CPPUNIT_ASSERT_MESSAGE(entry, !rule.check(SecretView(entry)));
	}
	const std::size_t different = Blocklist::load(SHIPPED).size();
	CPPUNIT_ASSERT(different >= 3000);
	CPPUNIT_ASSERT_EQUAL(entries.size(), different);
}


void shippedFindsAllItsEntries()
{
	const Blocklist list = Blocklist::load(SHIPPED);
	for (const std::string& entry : shippedEntries()) CPPUNIT_ASSERT_MESSAGE(entry, list.contains(SecretView(entry)));
}


void shippedNamesSourceAndLicence()
{
	std::ifstream file(SHIPPED);
	std::stringstream content;
	content << file.rdbuf();
	CPPUNIT_ASSERT(content.str().find("# Source: zxcvbn") != std::string::npos);
	CPPUNIT_ASSERT(content.str().find("MIT licence") != std::string::npos);
}


const char* const COMMON[] = {"Password1", "P@ssw0rd", "Passw0rd1", "Welcome1", "Summer2024", "Winter25!", "Qwerty123", "1Qaz2wsx",
	"Letmein1", "Admin123", "Changeme1", "Password123!", "Liverpool1", "Abcd1234", "Trustno1"};


const char* const UNCOMMON[] = {"Former-password-1", "my Password1 is longer", "Password1Password1x", "gT7 kettle drum"};


AUTHPLUG_CASES(BlocklistTest)
{
	for (const Found& row : FOUND)
	{
		addCase(suite, row.name, [&row] { CPPUNIT_ASSERT_EQUAL(row.found, listOf(row.list).contains(SecretView(row.password))); });
	}
	for (const Broken& row : BROKEN) addCase(suite, "refused: "s + row.name, [&row] { reports(row); });
	addCase(suite, "refused: no file", missingFile);
	addCase(suite, "refused: a folder", folderInsteadOfFile);
	addCase(suite, "an empty list finds nothing", emptyListFindsNothing);
	addCase(suite, "a file", loadsAFile);
	addCase(suite, "shipped: 3000 or more that satisfy the rule", shippedSatisfiesTheRule);
	addCase(suite, "shipped: finds each of its entries", shippedFindsAllItsEntries);
	addCase(suite, "shipped: names source and licence", shippedNamesSourceAndLicence);
	for (const char* password : COMMON)
	{
		addCase(suite, "shipped: lists "s + password, [password] { CPPUNIT_ASSERT(Blocklist::load(SHIPPED).contains(SecretView(password))); });
	}
	for (const char* password : UNCOMMON)
	{
		addCase(suite, "shipped: does not list "s + password, [password] { CPPUNIT_ASSERT(!Blocklist::load(SHIPPED).contains(SecretView(password))); });
	}
}


} // namespace
