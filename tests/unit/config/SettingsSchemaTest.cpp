//
// SettingsSchemaTest.cpp
//
// Tests: unit
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/SettingsSchema.h"
#include "Canary.h"
#include "Cases.h"
#include "LeakWatch.h"
#include "TemporaryFolder.h"
#include <Poco/Exception.h>
#include <unistd.h>


using AuthPlug::Api::SettingSpec;
using AuthPlug::Api::SettingType;
using AuthPlug::Host::ConfigException;
using AuthPlug::Host::PropertiesFile;
using AuthPlug::Host::SettingsMap;
using AuthPlug::Host::SettingsSchema;
using AuthPlug::Tests::Canary;
using AuthPlug::Tests::LeakWatch;
using AuthPlug::Tests::Skipped;
using AuthPlug::Tests::TemporaryFolder;
using AuthPlug::Tests::addCase;


namespace {


constexpr SettingSpec FIRST[] = {
	{"name", SettingType::text, "", 0, 8, nullptr, "", "Name of the thing."},
	{"limit.attempts", SettingType::integer, "attempts", 1, 100, "5", "", "Wrong guesses until the lock."},
	{"offset", SettingType::integer, "", -10, 10, "-3", "", "An offset."},
};


constexpr SettingSpec SECOND[] = {
	{"verbose", SettingType::flag, "", 0, 0, "false", "", "More lines."},
	{"mode", SettingType::choice, "", 0, 0, "fast", "fast|safe", "How to go about it."},
	{"comment", SettingType::text, "", 0, 0, "", "", "Any text."},
	{"token_file", SettingType::secret, "", 0, 0, "", "", "File of the token."},
};


SettingsSchema schema()
{
	return SettingsSchema().add(FIRST).add(SECOND);
}


SettingsMap::Ptr check(const std::string& text)
{
	return schema().check(PropertiesFile::parse("f", text));
}


std::string refusalOf(const PropertiesFile& file)
{
	try
	{
		schema().check(file);
		return "accepted";
	}
	catch (const ConfigException& exception)
	{
		LeakWatch::search("the refusal", exception.message());
		return exception.message();
	}
}


struct Refused
{
	const char* name;
	const char* text;
	const char* message;
};


constexpr Refused REFUSED[] = {
	{"a missing key", "mode = safe\n", "f: name: missing, and it has no default"},
	{"an empty required text", "name =\n", "f:1: name: wanted a text of at most 8 bytes, got nothing"},
	{"a long text", "name = 123456789\n", "f:1: name: wanted a text of at most 8 bytes, got 9 bytes"},
	{"an unknown key", "name = a\nlimit.atempts = 3\n", "f:2: limit.atempts: unknown key; the nearest known key is limit.attempts"},
	{"an unknown key far from all", "zzzz = 3\n", "f:1: zzzz: unknown key; the nearest known key is name"},
	{"the first fault first", "limit.attempts = x\nmode = y\n", "f:1: limit.attempts: wanted an integer from 1 to 100 (attempts), got \"x\""},
	{"an integer below", "name = a\nlimit.attempts = 0\n", "f:2: limit.attempts: wanted an integer from 1 to 100 (attempts), got \"0\""},
	{"an integer above", "name = a\nlimit.attempts = 101\n", "f:2: limit.attempts: wanted an integer from 1 to 100 (attempts), got \"101\""},
	{"an integer with a tail", "name = a\nlimit.attempts = 5s\n", "f:2: limit.attempts: wanted an integer from 1 to 100 (attempts), got \"5s\""},
	{"an integer with a sign", "name = a\nlimit.attempts = +5\n", "f:2: limit.attempts: wanted an integer from 1 to 100 (attempts), got \"+5\""},
	{"a thousands separator", "name = a\nlimit.attempts = 1,0\n", "f:2: limit.attempts: wanted an integer from 1 to 100 (attempts), got \"1,0\""},
	{"a hexadecimal integer", "name = a\nlimit.attempts = 0x5\n", "f:2: limit.attempts: wanted an integer from 1 to 100 (attempts), got \"0x5\""},
	{"an integer of 65 bits", "name = a\nlimit.attempts = 18446744073709551621\n", "f:2: limit.attempts: wanted an integer from 1 to 100 (attempts), got \"18446744073709551621\""},
	{"an empty integer", "name = a\nlimit.attempts =\n", "f:2: limit.attempts: wanted an integer from 1 to 100 (attempts), got \"\""},
	{"an integer without a unit", "offset = 11\n", "f:1: offset: wanted an integer from -10 to 10, got \"11\""},
	{"a flag of another word", "verbose = yes\n", "f:1: verbose: wanted true | false, got \"yes\""},
	{"a flag in capitals", "verbose = TRUE\n", "f:1: verbose: wanted true | false, got \"TRUE\""},
	{"a choice of another word", "mode = slow\n", "f:1: mode: wanted fast | safe, got \"slow\""},
	{"a choice of all words", "mode = fast|safe\n", "f:1: mode: wanted fast | safe, got \"fast|safe\""},
};


struct Unsound
{
	const char* name;
	SettingSpec spec;
	const char* reason;
};


constexpr Unsound UNSOUND[] = {
	{"a malformed key", {"A", SettingType::text, "", 0, 0, "", "", "d"}, "A: malformed key"},
	{"no description", {"a", SettingType::text, "", 0, 0, "", "", ""}, "a: wanted a description of one line"},
	{"a description of two lines", {"a", SettingType::text, "", 0, 0, "", "", "x\ny"}, "a: wanted a description of one line"},
	{"minimum above maximum", {"a", SettingType::integer, "", 2, 1, nullptr, "", "d"}, "a: minimum greater than maximum"},
	{"a default out of range", {"a", SettingType::integer, "", 1, 2, "3", "", "d"}, "a: default: wanted an integer from 1 to 2, got \"3\""},
	{"a choice of no words", {"a", SettingType::choice, "", 0, 0, nullptr, "", "d"}, "a: a choice without words"},
	{"a default that is no choice", {"a", SettingType::choice, "", 0, 0, "z", "x|y", "d"}, "a: default: wanted x | y, got \"z\""},
	{"a secret in the open", {"password", SettingType::secret, "", 0, 0, nullptr, "", "d"}, "password: a secret's key must end in `_file`"},
	{"a secret with a default", {"a_file", SettingType::secret, "", 0, 0, "/etc/x", "", "d"}, "a_file: a secret's default can only be \"\""},
	{"a key that is there", {"mode", SettingType::text, "", 0, 0, "", "", "d"}, "mode: the schema holds this key already"},
	{"an unknown type", {"a", SettingType(9), "", 0, 0, nullptr, "", "d"}, "a: unknown type"},
};


std::string secretRefusal(const TemporaryFolder& folder)
	// Without the folder's name, which differs each time.
{
	const std::string path = folder.write("a.properties", "name = a\ntoken_file = token\n");
	std::string message = refusalOf(PropertiesFile::load(path));
	for (std::size_t at; (at = message.find(folder.path())) != std::string::npos;) message.erase(at, folder.path().size());
	return message;
}


std::string secretOf(const TemporaryFolder& folder, const std::string& reference)
{
	const auto settings = schema().check(PropertiesFile::load(folder.write("a.properties", "name = a\ntoken_file = " + reference + "\n")));
	return std::string(settings->text("token_file"));
}


} // namespace


AUTHPLUG_CASES(SettingsSchemaTest)
{
	addCase(suite, "values", []
	{
		const auto settings = check("name = 12345678\nlimit.attempts = 100\noffset = -10\nverbose = true\nmode = safe\ncomment = a b\n");
		CPPUNIT_ASSERT(settings->text("name") == "12345678");
		CPPUNIT_ASSERT_EQUAL(std::int64_t(100), settings->integer("limit.attempts"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t(-10), settings->integer("offset"));
		CPPUNIT_ASSERT(settings->flag("verbose"));
		CPPUNIT_ASSERT(settings->text("mode") == "safe");
		CPPUNIT_ASSERT(settings->text("comment") == "a b");
	});
	addCase(suite, "defaults", []
	{
		const auto settings = check("name = a\n");
		CPPUNIT_ASSERT_EQUAL(std::int64_t(5), settings->integer("limit.attempts"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t(-3), settings->integer("offset"));
		CPPUNIT_ASSERT(!settings->flag("verbose"));
		CPPUNIT_ASSERT(settings->text("mode") == "fast");
		CPPUNIT_ASSERT(settings->text("comment") == "");
		CPPUNIT_ASSERT(settings->text("token_file") == "");
	});
	addCase(suite, "the wrong key or type gives nothing", []
	{
		const auto settings = check("name = a\n");
		CPPUNIT_ASSERT(settings->text("other") == "");
		CPPUNIT_ASSERT(settings->text("limit.attempts") == "");
		CPPUNIT_ASSERT_EQUAL(std::int64_t(0), settings->integer("name"));
		CPPUNIT_ASSERT(!settings->flag("name"));
	});
	for (const Refused& row: REFUSED)
	{
		addCase(suite, std::string("refuses ") + row.name, [&row]
		{
			CPPUNIT_ASSERT_EQUAL(std::string(row.message), refusalOf(PropertiesFile::parse("f", row.text)));
		});
	}
	for (const Unsound& row: UNSOUND)
	{
		addCase(suite, std::string("finds unsound ") + row.name, [&row]
		{
			try
			{
				schema().add(&row.spec, 1);
				CPPUNIT_FAIL("accepted");
			}
			catch (const Poco::InvalidArgumentException& exception)
			{
				CPPUNIT_ASSERT_EQUAL("setting: " + std::string(row.reason), exception.message());
			}
		});
	}
	addCase(suite, "an unknown key's value is not repeated", []
	{
		CPPUNIT_ASSERT_EQUAL(std::string("f:1: token: unknown key"), refusalOf(PropertiesFile::parse("f", "token = " + Canary::token() + "\n")).substr(0, 23));
	});
	addCase(suite, "describe gives a file that the schema reads", []
	{
		const std::string text = schema().describe();
		CPPUNIT_ASSERT_EQUAL(0, text.compare(0, 88, "# Name of the thing.\n# a text of at most 8 bytes; required\nname =\n\n# Wrong guesses until"));
		CPPUNIT_ASSERT(text.find("\n# an integer from 1 to 100 (attempts); default: 5\n#limit.attempts = 5\n") != std::string::npos);
		CPPUNIT_ASSERT(text.find("\n# the name of a file that holds the secret; default: none\n#token_file =\n") != std::string::npos);
		std::string active = text;
		for (std::size_t at = 0; (at = active.find("\n#", at)) != std::string::npos; ++at)
		{
			if (active[at + 2] != ' ') active.erase(at + 1, 1);
		}
		const std::size_t name = active.find("name =") + 6;
		active.insert(name, " a");
		const PropertiesFile file = PropertiesFile::parse("f", active);
		CPPUNIT_ASSERT_EQUAL(schema().keys().size(), file.entries().size());
		CPPUNIT_ASSERT_EQUAL(std::string("accepted"), refusalOf(file));
	});
	addCase(suite, "a schema outlives its specs", []
	{
		SettingsSchema copy;
		{
			std::string key = "gone.soon";
			const SettingSpec spec{key.c_str(), SettingType::text, "", 0, 0, "x", "", "d"};
			copy.add(&spec, 1);
			key.assign(key.size(), '?');
		}
		CPPUNIT_ASSERT(copy.check(PropertiesFile::parse("f", ""))->text("gone.soon") == "x");
	});
	addCase(suite, "a secret is read from its file", []
	{
		const TemporaryFolder folder;
		folder.write("token", Canary::token() + "\n", 0600);
		CPPUNIT_ASSERT_EQUAL(Canary::token(), secretOf(folder, "token"));
		CPPUNIT_ASSERT_EQUAL(Canary::token(), secretOf(folder, folder.file("token")));
	});
	addCase(suite, "of a secret only one line feed is dropped", []
	{
		const TemporaryFolder folder;
		folder.write("token", " a\nb \n\n", 0640);
		CPPUNIT_ASSERT_EQUAL(std::string(" a\nb \n"), secretOf(folder, "token"));
	});
	addCase(suite, "a secret may have 65536 bytes", []
	{
		const TemporaryFolder folder;
		folder.write("token", std::string(65536, 'x'), 0400);
		CPPUNIT_ASSERT_EQUAL(std::size_t(65536), secretOf(folder, "token").size());
	});
	addCase(suite, "refuses a larger secret", []
	{
		const TemporaryFolder folder;
		folder.write("token", Canary::token() + std::string(65537, 'x'), 0600);
		CPPUNIT_ASSERT_EQUAL(std::string("/a.properties:2: token_file: /token: larger than 65536 bytes"), secretRefusal(folder));
	});
	addCase(suite, "refuses an empty secret", []
	{
		const TemporaryFolder folder;
		folder.write("token", "\n", 0600);
		CPPUNIT_ASSERT_EQUAL(std::string("/a.properties:2: token_file: /token: empty"), secretRefusal(folder));
	});
	addCase(suite, "refuses a missing secret", []
	{
		const TemporaryFolder folder;
		CPPUNIT_ASSERT_EQUAL(std::string("/a.properties:2: token_file: /token: No such file or directory"), secretRefusal(folder));
	});
	addCase(suite, "refuses a folder as a secret", []
	{
		const TemporaryFolder folder;
		folder.folder("token", 0700);
		CPPUNIT_ASSERT_EQUAL(std::string("/a.properties:2: token_file: /token: not a regular file"), secretRefusal(folder));
	});
	for (const mode_t mode: {mode_t(0644), mode_t(0604), mode_t(0620), mode_t(0660), mode_t(0602), mode_t(0601)})
	{
		const std::string octal = {char('0' + mode/64), char('0' + mode/8%8), char('0' + mode%8)};
		addCase(suite, "refuses a secret of mode 0" + octal, [mode, octal]
		{
			const TemporaryFolder folder;
			folder.write("token", Canary::token(), mode);
			CPPUNIT_ASSERT_EQUAL("/a.properties:2: token_file: /token: mode: wanted 0600 or 0640, got 0" + octal, secretRefusal(folder));
		});
	}
	addCase(suite, "refuses a secret of another owner", []
	{
		if (::geteuid() != 0) throw Skipped("only root can give a file away");
		const TemporaryFolder folder;
		CPPUNIT_ASSERT_EQUAL(0, ::chown(folder.write("token", "x", 0600).c_str(), 65534, 0));
		CPPUNIT_ASSERT_EQUAL(std::string("/a.properties:2: token_file: /token: owner: wanted uid 0 or 0, got 65534"), secretRefusal(folder));
	});
}
