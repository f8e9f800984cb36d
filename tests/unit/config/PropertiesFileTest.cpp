//
// PropertiesFileTest.cpp
//
// Tests: unit
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/PropertiesFile.h"
#include "Cases.h"
#include "TemporaryFolder.h"


using AuthPlug::Host::ConfigException;
using AuthPlug::Host::PropertiesFile;
using AuthPlug::Tests::TemporaryFolder;
using AuthPlug::Tests::addCase;


namespace {


struct Accepted
{
	const char* name;
	std::string_view text;
	const char* entries;  // key=value@line, joined by ';'
};


constexpr Accepted ACCEPTED[] = {
	{"nothing", "", ""},
	{"comments and blank lines", "# a\n\n  \t\n   # b = c\n", ""},
	{"a key", "a = b\n", "a=b@1"},
	{"no blanks", "a=b\n", "a=b@1"},
	{"many blanks", "\t a \t =  \t b \t\n", "a=b@1"},
	{"no line feed at the end", "a = b", "a=b@1"},
	{"carriage returns", "a = b\r\nc = d\r\n", "a=b@1;c=d@2"},
	{"line numbers", "# 1\n\na = b\n#\nc = d\n", "a=b@3;c=d@5"},
	{"an empty value", "a =\n", "a=@1"},
	{"an equals sign in the value", "a = b = c\n", "a=b = c@1"},
	{"a hash sign in the value", "a = b # c\n", "a=b # c@1"},
	{"quotes are literal", "a = \"b\"\n", "a=\"b\"@1"},
	{"references are literal", "a = ${HOME}\nb = ${a}\n", "a=${HOME}@1;b=${a}@2"},
	{"escapes are literal", "a = \\n\\u0041x\n", "a=\\n\\u0041x@1"},
	{"a colon in the value", "a = b:c\n", "a=b:c@1"},
	{"all characters of a key", "a0_-.9_z-.b = c\n", "a0_-.9_z-.b=c@1"},
	{"UTF-8 of all lengths", "a = \xC3\xA4\xE2\x82\xAC\xF0\x9F\x94\x91\n", "a=\xC3\xA4\xE2\x82\xAC\xF0\x9F\x94\x91@1"},
};


struct Refused
{
	const char* name;
	std::string_view text;
	const char* message;
};


constexpr std::string_view NUL_IN_VALUE{"a = b\0c\n", 8};
constexpr const char* BAD_KEY = ": bad key: wanted lower-case letters, digits, `_`, `-` and `.` between parts, first a letter";


constexpr Refused REFUSED[] = {
	{"no equals sign", "a = b\nword\n", "f:2: wanted `key = value`, got no `=`"},
	{"colon as separator", "a: b\n", "f:1: wanted `key = value`, got no `=`"},
	{"exclamation mark as comment", "! a\n", "f:1: wanted `key = value`, got no `=`"},
	{"no key", " = b\n", "f:1: wanted `key = value`, got no key"},
	{"given twice", "a = 1\nb = 2\na = 1\n", "f:3: a: given twice, first in line 1"},
	{"continued line", "a = b\\\nc = d\n", "f:1: a: ends in `\\`: a line can't be continued"},
	{"byte order mark", "\xEF\xBB\xBF" "a = b\n", "f:1: starts with a byte order mark"},
	{"NUL", NUL_IN_VALUE, "f:1: holds a control character"},
	{"escape character", "a = \x1B[0m\n", "f:1: holds a control character"},
	{"delete character", "a = \x7F\n", "f:1: holds a control character"},
	{"carriage return inside", "a = b\rc = d\n", "f:1: holds a control character"},
	{"control character in a comment", "# \x01\n", "f:1: holds a control character"},
	{"stray byte", "a = \xE4\n", "f:1: not UTF-8"},
	{"continuation byte first", "a = \x80\n", "f:1: not UTF-8"},
	{"overlong form", "a = \xC0\xAF\n", "f:1: not UTF-8"},
	{"surrogate", "a = \xED\xA0\x80\n", "f:1: not UTF-8"},
	{"cut sequence", "a = \xE2\x82", "f:1: not UTF-8"},
	{"beyond Unicode", "a = \xF4\x90\x80\x80\n", "f:1: not UTF-8"},
	{"not UTF-8 in a comment", "# \xFF\n", "f:1: not UTF-8"},
};


constexpr const char* BAD_KEYS[] = {"A", "1a", "a..b", ".a", "a.", "a b", "a$", "-a", "_a", "\xC3\xA4", "${a}", "a/b"};


std::string messageOf(const char* file, std::string_view text)
{
	try
	{
		PropertiesFile::parse(file, text);
		return "accepted";
	}
	catch (const ConfigException& exception)
	{
		return exception.message();
	}
}


std::string loadMessageOf(const std::string& path)
{
	try
	{
		PropertiesFile::load(path);
		return "accepted";
	}
	catch (const ConfigException& exception)
	{
		CPPUNIT_ASSERT_EQUAL(exception.message(), std::string(exception.what()));
		return exception.message();
	}
}


} // namespace


AUTHPLUG_CASES(PropertiesFileTest)
{
	for (const Accepted& row: ACCEPTED)
	{
		addCase(suite, std::string("reads ") + row.name, [&row]
		{
			const PropertiesFile file = PropertiesFile::parse("f", row.text);
			std::string entries;
			for (const auto& entry: file.entries())
			{
				if (!entries.empty()) entries += ";";
				entries += entry.key + "=" + entry.value + "@" + std::to_string(entry.line);
			}
			CPPUNIT_ASSERT_EQUAL(std::string(row.entries), entries);
		});
	}
	for (const Refused& row: REFUSED)
	{
		addCase(suite, std::string("refuses ") + row.name, [&row]
		{
			CPPUNIT_ASSERT_EQUAL(std::string(row.message), messageOf("f", row.text));
		});
	}
	for (const char* key: BAD_KEYS)
	{
		addCase(suite, std::string("refuses the key ") + key, [key]
		{
			CPPUNIT_ASSERT_EQUAL(std::string("f:1: ") + key + BAD_KEY, messageOf("f", std::string(key) + " = b\n"));
		});
	}
	addCase(suite, "finds by key", []
	{
		const auto file = PropertiesFile::parse("f", "a = 1\nb = 2\n");
		CPPUNIT_ASSERT(file.find("b"));
		CPPUNIT_ASSERT_EQUAL(std::string("2"), file.find("b")->value);
		CPPUNIT_ASSERT(!file.find("c"));
	});
	addCase(suite, "an exception names its parts", []
	{
		try
		{
			PropertiesFile::parse("some/file", "\nB = 1\n");
			CPPUNIT_FAIL("accepted");
		}
		catch (const ConfigException& exception)
		{
			CPPUNIT_ASSERT_EQUAL(std::string("some/file"), exception.file());
			CPPUNIT_ASSERT_EQUAL(2, exception.line());
			CPPUNIT_ASSERT_EQUAL(std::string("B"), exception.key());
		}
	});
	addCase(suite, "loads a file", []
	{
		const TemporaryFolder folder;
		const auto file = PropertiesFile::load(folder.write("a.properties", "a = 1\n"));
		CPPUNIT_ASSERT_EQUAL(folder.file("a.properties"), file.path());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), file.entries().size());
	});
	addCase(suite, "refuses a missing file", []
	{
		CPPUNIT_ASSERT_EQUAL(std::string("/nonexistent/a: can't be opened: /nonexistent/a: No such file or directory"), loadMessageOf("/nonexistent/a"));
	});
	addCase(suite, "refuses a folder", []
	{
		const TemporaryFolder folder;
		CPPUNIT_ASSERT_EQUAL(folder.path() + ": not a regular file", loadMessageOf(folder.path()));
	});
	addCase(suite, "refuses a FIFO and does not wait for it", []
	{
		const TemporaryFolder folder;
		CPPUNIT_ASSERT_EQUAL(0, ::mkfifo(folder.file("a").c_str(), 0600));
		CPPUNIT_ASSERT_EQUAL(folder.file("a") + ": not a regular file", loadMessageOf(folder.file("a")));
	});
	addCase(suite, "refuses a file of more than 1 MiB", []
	{
		const TemporaryFolder folder;
		const std::string path = folder.write("a", std::string(1024*1024 + 1, '\n'));
		CPPUNIT_ASSERT_EQUAL(path + ": can't be read: larger than 1048576 bytes", loadMessageOf(path));
		folder.write("a", std::string(1024*1024, '\n'));
		CPPUNIT_ASSERT_EQUAL(std::string("accepted"), loadMessageOf(path));
	});
}
