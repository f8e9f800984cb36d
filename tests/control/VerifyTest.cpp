//
// VerifyTest.cpp
//
// Tests: control
//
// authplugctl verify: every way to fail, and what is said of it.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "ControlBench.h"
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <cstdlib>
#include <filesystem>
#include <sys/stat.h>


using namespace AuthPlug::Tests;


namespace {


const std::vector<std::string> STEPS = {"configuration", "trust", "elf", "handshake", "open", "negotiate", "settings", "create", "unload"};


class Folder
	/// Files to verify; no host.
{
public:
	Folder()
	{
		_folder.folder("plugins");
		_folder.folder("plugins.d");
	}

	void install(const std::string& fixture, const std::string& library = "thing")
	{
		overwrite(contentOf(std::string(FIXTURE_FOLDER) + "/" + fixture + ".so"), library);
	}

	void overwrite(const std::string& bytes, const std::string& library = "thing", mode_t mode = 0644)
	{
		_folder.write("plugins/" + library + ".so", bytes, mode);
	}

	void configure(const std::string& text, mode_t mode = 0644)
	{
		_folder.write("plugins.d/one.properties", text, mode);
	}

	void run(const std::string& command) const
		// Runs it in the folder.
	{
		const std::string whole = "cd '" + _folder.path() + "' && umask 022 && { " + command + "; } 2>errors";
		CPPUNIT_ASSERT_EQUAL_MESSAGE(command, 0, std::system(whole.c_str()));
	}

	std::string file(const std::string& name) const
	{
		return _folder.file(name);
	}

	CtlResult verify(const std::string& name, std::vector<std::string> more = {})
	{
		more.insert(more.begin(), {"verify", file(name)});
		CtlResult result = runCtl(more, {"TMPDIR=" + _temporary.path()});
		// Also of a plugin that has crashed or was killed nothing is left.
		CPPUNIT_ASSERT(std::filesystem::is_empty(_temporary.path()));
		result.output = without(result.output);
		result.errors = without(result.errors);
		return result;
	}

private:
	std::string without(std::string text) const
	{
		const std::string part = _folder.path() + "/";
		for (std::size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
		return text;
	}

	TemporaryFolder _folder;
	TemporaryFolder _temporary;
};


std::string failedAt(const std::string& step, const std::string& reason)
	// Returns the output for a plugin that has passed all steps before this one.
{
	std::string text;
	for (const std::string& name: STEPS)
	{
		if (name == step) return text + "FAILED  " + name + "\nrefused: " + reason + "\n";
		text += "ok      " + name + "\n";
	}
	throw std::logic_error("no step " + step);
}


struct Broken
{
	std::string fixture;
	std::string step;
	std::string reason;
};


const Broken BROKEN[] = {
	{"wrong-magic", "handshake", "plugins/thing.so: handshake: wanted the magic AuthPlug, got other bytes"},
	{"wrong-api", "handshake", "plugins/thing.so: API number: wanted 1, got 999"},
	{"wrong-library-abi", "handshake", "plugins/thing.so: library ABI: wanted 1, got 0"},
	{"null-version", "negotiate", "plugins/thing.so: handshake: wanted name, version and create, got a null pointer"},
	{"bad-schema", "settings", "plugins/thing.so: schema: setting: limit: default: wanted an integer from 1 to 5, got \"9\""},
	{"create-throws", "create", "plugins/thing.so: create: no service authplug.Nothing"},
	{"create-silent", "create", "plugins/thing.so: create: no reason given"},
	{"aborts", "create", "create: the process that ran it ended by SIGABRT"},
	{"clings", "unload", "plugins/thing.so: unload: it stays mapped after it was closed"},
	{"no-descriptor", "elf", "plugins/thing.so: symbol: wanted authplugDescriptor, which is not exported"},
	{"unresolved", "open", "plugins/thing.so: open: undefined symbol: authplugNowhere"},
	{"surplus", "elf", "plugins/thing.so: symbol: fixtureSurplus is exported, and should be hidden"},
	{"lazy", "elf", "plugins/thing.so: flags: wanted BIND_NOW, got lazy binding"},
	{"runpath", "elf", "plugins/thing.so: search path: wanted no RPATH or RUNPATH, got /opt/fixture"},
};


struct BadConfig
{
	const char* name;
	std::string text;
	std::string step;
	std::string reason;
};


const BadConfig BAD_CONFIGS[] = {
	{"a malformed line", "library thing\n", "configuration", "plugins.d/one.properties:1: wanted `key = value`, got no `=`"},
	{"no library", "path = /x\n", "configuration", "plugins.d/one.properties: library: missing, and it has no default"},
	{"a missing library", "library = other\n", "trust", "plugins/other.so: No such file or directory"},
	{"a wrong hash", "library = thing\nsha256 = " + std::string(64, '0') + "\n", "trust", "*plugins/thing.so: sha256: wanted " + std::string(64, '0') + ", got "},
	{"an unknown key", "library = thing\npaht = /x\n", "settings", "plugins.d/one.properties:2: paht: unknown key; the nearest known key is path"},
	{"a bad value", "library = thing\nhold = soon\n", "settings", "plugins.d/one.properties:2: hold: wanted an integer from 0 to 60000 (ms), got \"soon\""},
	{"a missing secret", "library = thing\ntoken_file = token\n", "settings",
		"plugins.d/one.properties:2: token_file: plugins.d/token: No such file or directory"},
};


void assertFails(const CtlResult& result, const std::string& step, const std::string& reason)
	// A `*` before the reason means that it goes on.
{
	CPPUNIT_ASSERT_EQUAL(1, result.status);
	if (reason[0] == '*')
	{
		const std::string wanted = failedAt(step, reason.substr(1));
		CPPUNIT_ASSERT_EQUAL(wanted.substr(0, wanted.size() - 1), result.output.substr(0, wanted.size() - 1));
	}
	else
	{
		CPPUNIT_ASSERT_EQUAL(failedAt(step, reason), result.output);
	}
}


} // namespace


AUTHPLUG_CASES(VerifyTest)
{
	addCase(suite, "a good library passes with default settings", []
	{
		Folder folder;
		folder.install("good-1");
		const CtlResult result = folder.verify("plugins/thing.so");
		CPPUNIT_ASSERT_EQUAL(0, result.status);
		std::string steps;
		for (const std::string& step: STEPS) steps += "ok      " + step + "\n";
		const std::string wanted = steps + "passed: plugins/thing.so, version 1, SHA-256 ";
		CPPUNIT_ASSERT_EQUAL(wanted, result.output.substr(0, wanted.size()));
		CPPUNIT_ASSERT_EQUAL(wanted.size() + 64 + 1, result.output.size());
	});
	addCase(suite, "a good file of settings passes", []
	{
		Folder folder;
		folder.install("good-1");
		folder.configure("library = thing\ngreeting = hi\n");
		CPPUNIT_ASSERT_EQUAL(0, folder.verify("plugins.d/one.properties").status);
	});
	addCase(suite, "its library may be elsewhere", []
	{
		Folder folder;
		folder.install("good-1");
		folder.configure("library = thing\n");
		std::filesystem::rename(folder.file("plugins"), folder.file("staged"));
		CPPUNIT_ASSERT_EQUAL(1, folder.verify("plugins.d/one.properties").status);
		CPPUNIT_ASSERT_EQUAL(0, folder.verify("plugins.d/one.properties", {"--plugins", folder.file("staged")}).status);
	});
	addCase(suite, "the password plugin passes without a database", []
	{
		Folder folder;
		folder.overwrite(contentOf(AUTHPLUG_PLUGIN_FILE), "authplug-password");
		folder.configure(contentOf(AUTHPLUG_CONF_DIR "/plugins.d/password-change.properties"));
		const CtlResult result = folder.verify("plugins.d/one.properties");
		CPPUNIT_ASSERT_EQUAL(0, result.status);
		CPPUNIT_ASSERT(result.errors.find("plugin: log: password.engine engine=") == 0);
		CPPUNIT_ASSERT_EQUAL(0, folder.verify("plugins/authplug-password.so").status);
	});
	for (const Broken& row: BROKEN)
	{
		addCase(suite, row.fixture + " fails at " + row.step, [&row]
		{
			Folder folder;
			folder.install(row.fixture);
			folder.configure("library = thing\n");
			assertFails(folder.verify("plugins/thing.so"), row.step, row.reason);
			assertFails(folder.verify("plugins.d/one.properties"), row.step, row.reason);
		});
	}
	for (const BadConfig& row: BAD_CONFIGS)
	{
		addCase(suite, std::string(row.name) + " fails at " + row.step, [&row]
		{
			Folder folder;
			folder.install("good-1");
			folder.configure(row.text);
			assertFails(folder.verify("plugins.d/one.properties"), row.step, row.reason);
		});
	}
	addCase(suite, "a text fails at elf", []
	{
		Folder folder;
		folder.overwrite("hello\n");
		assertFails(folder.verify("plugins/thing.so"), "elf", "plugins/thing.so: format: wanted an ELF file, got something else");
	});
	addCase(suite, "half a file fails at elf", []
	{
		Folder folder;
		const std::string bytes = contentOf(FIXTURE_FOLDER "/good-1.so");
		folder.overwrite(bytes.substr(0, bytes.size()/2));
		assertFails(folder.verify("plugins/thing.so"), "elf", "*plugins/thing.so: size: wanted at least ");
	});
	addCase(suite, "a file that others can write to fails at trust", []
	{
		Folder folder;
		folder.overwrite(contentOf(FIXTURE_FOLDER "/good-1.so"), "thing", 0666);
		assertFails(folder.verify("plugins/thing.so"), "trust", "plugins/thing.so: mode: wanted not writable by group or others, got 0666");
	});
	addCase(suite, "settings that others can write to fail at configuration", []
	{
		Folder folder;
		folder.install("good-1");
		folder.configure("library = thing\n", 0666);
		assertFails(folder.verify("plugins.d/one.properties"), "configuration", "plugins.d/one.properties: mode: wanted not writable by group or others, got 0666");
	});
	addCase(suite, "a folder that others can write to fails", []
	{
		Folder folder;
		folder.install("good-1");
		::chmod(folder.file("plugins").c_str(), 0777);
		assertFails(folder.verify("plugins/thing.so"), "trust", "plugins: mode: wanted not writable by group or others, got 0777");
	});
	addCase(suite, "a symbolic link fails at trust", []
	{
		Folder folder;
		folder.install("good-1");
		std::filesystem::create_symlink("thing.so", folder.file("plugins/link.so"));
		assertFails(folder.verify("plugins/link.so"), "trust", "plugins/link.so: wanted a regular file, got a symbolic link");
	});
	addCase(suite, "a file that is not there fails", []
	{
		Folder folder;
		assertFails(folder.verify("plugins/none.so"), "trust", "plugins/none.so: No such file or directory");
		assertFails(folder.verify("plugins.d/none.properties"), "configuration", "plugins.d/none.properties: No such file or directory");
		assertFails(folder.verify("nowhere/none.properties"), "configuration", "nowhere: No such file or directory");
	});
	addCase(suite, "a file of another kind fails", []
	{
		Folder folder;
		assertFails(folder.verify("plugins/thing.txt"), "configuration", "plugins/thing.txt: wanted a .properties file or a .so");
	});
	addCase(suite, "where keys are trusted, a signature is wanted", []
	{
		Folder folder;
		folder.install("good-1");
		folder.run("openssl genpkey -algorithm ed25519 -out key.pem && openssl pkey -in key.pem -pubout -out keys.pem");
		const std::vector<std::string> keys = {"--trusted-keys", folder.file("keys.pem")};
		assertFails(folder.verify("plugins/thing.so", keys), "trust",
			"plugins/thing.so: signature: wanted the key `signature` or the file plugins/thing.so.sig, got neither");
		folder.run("openssl pkeyutl -sign -rawin -inkey key.pem -in plugins/thing.so -out plugins/thing.so.sig");
		CPPUNIT_ASSERT_EQUAL(0, folder.verify("plugins/thing.so", keys).status);
		folder.install("good-2");
		assertFails(folder.verify("plugins/thing.so", keys), "trust", "*plugins/thing.so: signature: wanted one of these bytes by ");
	});
	addCase(suite, "a plugin that hangs in create is killed, and told", []
	{
		Folder folder;
		folder.install("slow-create");
		folder.configure("library = thing\nhold = 60000\n");
		assertFails(folder.verify("plugins.d/one.properties", {"--timeout", "1"}), "create",
			"create: the process that ran it did not end within 1 s, and was killed");
	});
	addCase(suite, "what it prints can't command the terminal", []
	{
		Folder folder;
		folder.install("hostile");
		folder.configure("library = thing\ngreeting = fail\n");
		const CtlResult result = folder.verify("plugins.d/one.properties");
		CPPUNIT_ASSERT_EQUAL(std::string("plugin: \\x1b]0;printed\\x07\n"), result.errors);
		CPPUNIT_ASSERT(result.output.find('\x1b') == std::string::npos);
		CPPUNIT_ASSERT(result.output.find("refused: plugins/thing.so: create: \"quoted\" \\x1b[2J \\x9b \\u{202e} ") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(0, folder.verify("plugins/thing.so").status);
	});
	addCase(suite, "--json tells the same", []
	{
		Folder folder;
		folder.install("aborts");
		const CtlResult result = folder.verify("plugins/thing.so", {"--json"});
		CPPUNIT_ASSERT_EQUAL(1, result.status);
		const auto report = Poco::JSON::Parser().parse(result.output).extract<Poco::JSON::Object::Ptr>();
		CPPUNIT_ASSERT_EQUAL(1, report->getValue<int>("format"));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so"), report->getValue<std::string>("file"));
		CPPUNIT_ASSERT(!report->getValue<bool>("passed"));
		CPPUNIT_ASSERT_EQUAL(std::string("create"), report->getValue<std::string>("failedStep"));
		CPPUNIT_ASSERT(!report->getValue<bool>("timedOut"));
		CPPUNIT_ASSERT_EQUAL(std::string("create: the process that ran it ended by SIGABRT"), report->getValue<std::string>("reason"));
		CPPUNIT_ASSERT_EQUAL(std::size_t(8), report->getArray("steps")->size());
		CPPUNIT_ASSERT(report->getArray("steps")->getObject(6)->getValue<bool>("passed"));
		CPPUNIT_ASSERT(!report->getArray("steps")->getObject(7)->getValue<bool>("passed"));
	});
}
