//
// CommandTest.cpp
//
// Tests: control
//
// authplugctl status, reload and drain against a real host.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "ControlBench.h"
#include "Sanitized.h"
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <csignal>
#include <filesystem>
#include <future>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>


using namespace AuthPlug::Tests;


namespace {


const std::string THING = "library = thing\n";


void serve(ControlBench& bench)
{
	bench.install("good-1");
	bench.configure(THING);
	bench.start();
}


std::string withoutHash(std::string text)
	// The first eight digits of a hash become `########`.
{
	for (std::size_t i = 0; i + 8 <= text.size(); ++i)
	{
		if (text.find_first_not_of("0123456789abcdef", i) >= i + 8) text.replace(i, 8, "########");
	}
	return text;
}


std::string withErrorInOneLine(std::string text)
	// The folder's path makes the error longer than a line; where it is broken, at
	// a blank or not, is the path's length.
{
	const std::string begin = "\n    error  ";
	const std::string joint = "\n           ";
	const std::size_t first = text.find(begin);
	if (first == std::string::npos) return text;
	for (std::size_t at; (at = text.find(joint)) != std::string::npos;) text.erase(at, joint.size());
	const std::size_t end = text.find('\n', first + 1);
	std::string error = text.substr(first + begin.size(), end - first - begin.size());
	error.erase(std::remove(error.begin(), error.end(), ' '), error.end());
	return text.replace(first, end - first, "\nerror " + error);
}


std::size_t longestLine(const std::string& text)
{
	std::istringstream lines(text);
	std::size_t longest = 0;
	for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
	return longest;
}


Poco::JSON::Object::Ptr parsed(const std::string& text)
{
	return Poco::JSON::Parser().parse(text).extract<Poco::JSON::Object::Ptr>();
}


bool isStuck(const CtlResult& result)
	// A sanitizer may keep a plugin's file mapped, which the host finds wrong.
{
	return SANITIZED && result.output.find(" stuck ") != std::string::npos;
}


void assertOk(const CtlResult& result)
{
	CPPUNIT_ASSERT_EQUAL_MESSAGE(result.output + result.errors, isStuck(result) ? 1 : 0, result.status);
}


void waitForInside(const ControlBench& bench)
{
	CPPUNIT_ASSERT(eventually([&] { return bench.ask(STATUS).find("\"inFlight\":1") != std::string::npos; }));
}


} // namespace


AUTHPLUG_CASES(StatusCommandTest)
{
	addCase(suite, "the table fits on 80 columns", []
	{
		ControlBench bench;
		bench.install("good-1");
		bench.configure(THING);
		bench.configure("library = nothing-of-this-name\n", "a-plugin-with-a-name-that-is-longer-than-a-column");
		bench.start();
		const CtlResult result = bench.ctl({"status"});
		CPPUNIT_ASSERT_EQUAL(std::string(
			"PLUGIN                    VERSION  SHA-256   STATE     IN-FLIGHT  RELOADS\n"
			"a-plugin-with-a-name-th…  -        -         rejected          0        0\n"
			"error plugins/nothing-of-this-name.so:Nosuchfileordirectory\n"
			"one                       1        ########  serving           0        0\n"
			"    route  GET /fixture\n"), withoutHash(bench.without(withErrorInOneLine(result.output))));
		CPPUNIT_ASSERT(longestLine(result.output) <= 82);  // the ellipsis has three bytes
		CPPUNIT_ASSERT_EQUAL(std::string(), result.errors);
	});
	addCase(suite, "a long error is wrapped to the width there is", []
	{
		ControlBench bench;
		bench.configure("library = " + std::string(150, 'x') + "\n");
		bench.start();
		for (const std::size_t columns: {60U, 80U, 120U})
		{
			const CtlResult result = bench.ctl({"status"}, {"COLUMNS=" + std::to_string(columns)});
			CPPUNIT_ASSERT_EQUAL(columns, longestLine(result.output));
		}
	});
	addCase(suite, "no plugins are told", []
	{
		ControlBench bench;
		bench.start();
		CPPUNIT_ASSERT_EQUAL(std::string("no plugins\n"), bench.ctl({"status"}).output);
	});
	addCase(suite, "a generation that is left by its requests has a line of its own", []
	{
		ControlBench bench;
		bench.install("good-1");
		bench.configure(THING + "hold = 4000\n");
		bench.start();
		std::future<int> request = std::async(std::launch::async, [&] { return bench.get(); });
		waitForInside(bench);
		bench.install("good-2");
		const CtlResult result = bench.ctl({"reload"});
		CPPUNIT_ASSERT_EQUAL(200, request.get());
		CPPUNIT_ASSERT_EQUAL(std::string(
			"PLUGIN  VERSION  SHA-256   STATE     IN-FLIGHT  RELOADS\n"
			"one     2        ########  serving           0        1\n"
			"    route  GET /fixture\n"
			"one     1        ########  draining          1        0\n"), withoutHash(result.output));
		assertOk(result);
	});
	addCase(suite, "--json prints the host's own document", []
	{
		ControlBench bench;
		serve(bench);
		const CtlResult result = bench.ctl({"status", "--json"});
		const std::string answer = bench.ask(STATUS);
		CPPUNIT_ASSERT_EQUAL(answer.substr(answer.find('\n') + 1), result.output);
		const auto row = parsed(result.output)->getArray("plugins")->getObject(0);
		CPPUNIT_ASSERT_EQUAL(std::size_t(64), row->getValue<std::string>("sha256").size());
	});
	addCase(suite, "a rejected plugin is 1", []
	{
		ControlBench bench;
		serve(bench);
		CPPUNIT_ASSERT_EQUAL(0, bench.ctl({"status"}).status);
		bench.configure("nonsense\n", "two");
		bench.ctl({"reload"});
		CPPUNIT_ASSERT_EQUAL(1, bench.ctl({"status"}).status);
		CPPUNIT_ASSERT_EQUAL(1, bench.ctl({"status", "--json"}).status);
	});
	addCase(suite, "a plugins.d that can't be read is 1, and told", []
	{
		ControlBench bench;
		serve(bench);
		std::filesystem::rename(bench.folder.file("plugins.d"), bench.folder.file("gone"));
		const CtlResult result = bench.ctl({"reload"}, {"COLUMNS=300"});
		CPPUNIT_ASSERT_EQUAL(1, result.status);
		CPPUNIT_ASSERT(bench.without(result.output).find("    error  plugins.d: No such file or directory\n") != std::string::npos);
	});
	addCase(suite, "what a plugin says can't command the terminal", []
	{
		ControlBench bench;
		bench.install("hostile");
		bench.configure(THING);
		bench.configure(THING + "greeting = fail\n", "two");
		bench.start();
		const CtlResult result = bench.ctl({"status"}, {"COLUMNS=300"});
		CPPUNIT_ASSERT(result.output.find("1\\x1b[31m�") != std::string::npos);
		CPPUNIT_ASSERT(result.output.find("create: \"quoted\" \\x1b[2J \\x9b \\u{202e} �\\x0a{\"ok\":true}") != std::string::npos);
		CPPUNIT_ASSERT(result.output.find('\x1b') == std::string::npos);
		const CtlResult json = bench.ctl({"status", "--json"});
		CPPUNIT_ASSERT(json.output.find('\x1b') == std::string::npos);
		CPPUNIT_ASSERT(json.output.find("\xc2\x9b") == std::string::npos);
		CPPUNIT_ASSERT(parsed(json.output)->isArray("plugins"));
	});
}


AUTHPLUG_CASES(ReloadCommandTest)
{
	addCase(suite, "what is new serves when it returns", []
	{
		ControlBench bench;
		serve(bench);
		bench.install("good-2");
		const CtlResult result = bench.ctl({"reload"});
		assertOk(result);
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), bench.answer());
		CPPUNIT_ASSERT(result.output.find("one     2 ") != std::string::npos);
	});
	addCase(suite, "what is refused is 1, with the reason, and the old one serves", []
	{
		ControlBench bench;
		serve(bench);
		bench.install("create-throws");
		const CtlResult result = bench.ctl({"reload"}, {"COLUMNS=300"});
		CPPUNIT_ASSERT_EQUAL(1, result.status);
		CPPUNIT_ASSERT(bench.without(result.output).find("    error  plugins/thing.so: create: no service authplug.Nothing\n") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), bench.answer());
	});
	addCase(suite, "it is written down who asked", []
	{
		ControlBench bench;
		serve(bench);
		bench.ctl({"reload"});
		bench.ctl({"drain", "one"});
		const std::string uid = std::to_string(::getuid());
		CPPUNIT_ASSERT(bench.log().find("\"event\":\"control.command\",\"command\":\"reload\",\"plugins\":\"\",\"uid\":\"" + uid + "\",\"pid\":\"") != std::string::npos);
		CPPUNIT_ASSERT(bench.log().find("\"event\":\"control.command\",\"command\":\"drain\",\"plugins\":\"one\",\"uid\":\"" + uid + "\",\"pid\":\"") != std::string::npos);
		CPPUNIT_ASSERT(bench.log().find("\"event\":\"control.listening\",\"socket\":\"" + bench.socket() + "\"") != std::string::npos);
	});
	addCase(suite, "a plugin that is long in create holds up neither status nor requests", []
	{
		ControlBench bench;
		serve(bench);
		bench.install("slow-create", "slow");
		bench.configure("library = slow\npath = /slow\nhold = 4000\n", "slow");
		std::future<CtlResult> reload = std::async(std::launch::async, [&] { return bench.ctl({"reload"}); });
		CPPUNIT_ASSERT(eventually([&] { return bench.log().find("\"command\":\"reload\"") != std::string::npos; }));
		CPPUNIT_ASSERT_EQUAL(std::string("none"), bench.stateOf("slow"));
		CPPUNIT_ASSERT_EQUAL(200, bench.get());
		assertOk(reload.get());
		CPPUNIT_ASSERT_EQUAL(std::string("serving"), bench.stateOf("slow"));
	});
	addCase(suite, "not done in time is 3, and goes on", []
	{
		ControlBench bench;
		serve(bench);
		bench.install("slow-create");
		bench.configure(THING + "hold = 1500\n");
		const CtlResult result = bench.ctl({"reload", "--timeout", "0.1"});
		CPPUNIT_ASSERT_EQUAL(3, result.status);
		CPPUNIT_ASSERT_EQUAL(std::string("authplugctl: not done after 0.1 s; it goes on\n"), result.errors);
		CPPUNIT_ASSERT(eventually([&] { return bench.status()->getArray("plugins")->getObject(0)->getValue<int>("generation") == 2; }));
	});
}


AUTHPLUG_CASES(DrainCommandTest)
{
	addCase(suite, "it waits for the request inside, and shows it", []
	{
		ControlBench bench;
		bench.install("good-1");
		bench.configure(THING + "hold = 4000\n");
		bench.start();
		std::future<int> inside = std::async(std::launch::async, [&] { return bench.get(); });
		waitForInside(bench);
		std::future<CtlResult> drain = std::async(std::launch::async, [&] { return bench.ctl({"drain", "one"}); });
		CPPUNIT_ASSERT(eventually([&] { return bench.stateOf() == "drained"; }));
		CPPUNIT_ASSERT_EQUAL(503, bench.get());
		const CtlResult result = drain.get();
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), result.errors.find("waiting: one generation 1: 1 inside\n"));
		CPPUNIT_ASSERT_EQUAL(200, inside.get());
		assertOk(result);
		if (isStuck(result)) return;
		CPPUNIT_ASSERT_EQUAL(std::string(
			"PLUGIN  VERSION  SHA-256   STATE    IN-FLIGHT  RELOADS\n"
			"one     1        ########  drained          0        0\n"
			"    route  GET /fixture\n"), withoutHash(result.output));
	});
	addCase(suite, "not empty in time is 3, and it stays drained", []
	{
		ControlBench bench;
		bench.install("good-1");
		bench.configure(THING + "hold = 4000\n");
		bench.start();
		std::future<int> inside = std::async(std::launch::async, [&] { return bench.get(); });
		waitForInside(bench);
		const CtlResult result = bench.ctl({"drain", "--timeout=0.2"});
		CPPUNIT_ASSERT_EQUAL(3, result.status);
		CPPUNIT_ASSERT_EQUAL(std::string("drained"), bench.stateOf());
		CPPUNIT_ASSERT_EQUAL(200, inside.get());
		CPPUNIT_ASSERT_EQUAL(503, bench.get());
	});
	addCase(suite, "no name is all, and reload brings them back", []
	{
		ControlBench bench;
		bench.install("good-1");
		bench.configure(THING);
		bench.configure(THING + "path = /second\n", "two");
		bench.start();
		assertOk(bench.ctl({"drain"}));
		CPPUNIT_ASSERT_EQUAL(503, bench.get());
		CPPUNIT_ASSERT_EQUAL(503, bench.get("/second"));
		assertOk(bench.ctl({"reload"}));
		CPPUNIT_ASSERT_EQUAL(200, bench.get());
		CPPUNIT_ASSERT_EQUAL(200, bench.get("/second"));
	});
	addCase(suite, "the watcher does not bring it back", []
	{
		ControlBench bench;
		bench.setHost("plugins.poll = 20\n");
		bench.install("good-1");
		bench.configure(THING);
		bench.configure(THING + "path = /second\n", "two");
		bench.start();
		bench.ctl({"drain", "one"});
		bench.install("good-2");
		CPPUNIT_ASSERT(eventually([&] { return bench.answer("/second") == "2 hello"; }));
		std::this_thread::sleep_for(std::chrono::milliseconds(300));
		CPPUNIT_ASSERT_EQUAL(std::string("drained"), bench.stateOf());
		CPPUNIT_ASSERT_EQUAL(503, bench.get());
		bench.ctl({"reload"});
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), bench.answer());
	});
	addCase(suite, "SIGHUP brings it back as well", []
	{
		ControlBench bench;
		serve(bench);
		bench.ctl({"drain"});
		::kill(bench.pid(), SIGHUP);
		CPPUNIT_ASSERT(eventually([&] { return bench.get() == 200; }));
	});
	addCase(suite, "an unknown plugin is 1, and none is drained", []
	{
		ControlBench bench;
		serve(bench);
		const CtlResult result = bench.ctl({"drain", "one", "on\x1b[2Je"});
		CPPUNIT_ASSERT_EQUAL(1, result.status);
		CPPUNIT_ASSERT_EQUAL(std::string("authplugctl: there is no plugin on\\x1b[2Je\n"), result.errors);
		CPPUNIT_ASSERT_EQUAL(std::string(), result.output);
		CPPUNIT_ASSERT_EQUAL(200, bench.get());
	});
	addCase(suite, "it goes on without the one who asked", []
	{
		ControlBench bench;
		bench.install("good-1");
		bench.configure(THING + "hold = 3000\n");
		bench.start();
		std::future<int> inside = std::async(std::launch::async, [&] { return bench.get(); });
		waitForInside(bench);
		{
			ControlClient client(bench.socket());
			client.send("{\"version\":1,\"command\":\"drain\"}\n");
		}
		CPPUNIT_ASSERT(eventually([&] { return bench.stateOf() == "drained"; }));
		CPPUNIT_ASSERT_EQUAL(200, inside.get());
		CPPUNIT_ASSERT(eventually([&] { return bench.status()->getArray("plugins")->size() == 1; }));
	});
}


AUTHPLUG_CASES(CommandLineTest)
{
	struct Row
	{
		const char* name;
		std::vector<std::string> arguments;
		const char* reason;
	};

	static const Row USAGE[] = {
		{"no command", {}, "wanted a command"},
		{"an unknown command", {"stop"}, "unknown command stop"},
		{"an unknown option", {"status", "--verbose"}, "unknown option --verbose"},
		{"an option without its value", {"status", "--socket"}, "--socket needs a value"},
		{"another command's option", {"status", "--timeout", "3"}, "status has no option --timeout"},
		{"verify on a socket", {"--socket", "/x", "verify", "y.so"}, "verify has no option --socket"},
		{"a time that is none", {"reload", "--timeout", "soon"}, "--timeout: wanted seconds, up to 86400, got soon"},
		{"no time at all", {"reload", "--timeout", "0"}, "--timeout: wanted seconds, up to 86400, got 0"},
		{"status with an argument", {"status", "one"}, "status: too many arguments, from one"},
		{"verify without a file", {"verify"}, "verify: which file?"},
		{"verify with two files", {"verify", "a.so", "b.so"}, "verify: too many arguments, from b.so"},
	};
	for (const Row& row: USAGE)
	{
		addCase(suite, std::string(row.name) + " is 64", [&row]
		{
			const CtlResult result = runCtl(row.arguments);
			CPPUNIT_ASSERT_EQUAL("authplugctl: " + std::string(row.reason) + "; see --help\n", result.errors);
			CPPUNIT_ASSERT_EQUAL(64, result.status);
			CPPUNIT_ASSERT_EQUAL(std::string(), result.output);
		});
	}
	addCase(suite, "--help and --version are 0", []
	{
		const CtlResult help = runCtl({"--help"});
		CPPUNIT_ASSERT_EQUAL(0, help.status);
		CPPUNIT_ASSERT(longestLine(help.output) <= 80);
		CPPUNIT_ASSERT(help.output.find("The exit status is\n  0 ") != std::string::npos);
		const CtlResult version = runCtl({"--version"});
		CPPUNIT_ASSERT_EQUAL(0, version.status);
		CPPUNIT_ASSERT_EQUAL(std::string("authplugctl 0.1.0, API 1\n"), version.output);
	});
	addCase(suite, "no host is 2", []
	{
		const TemporaryFolder folder;
		const CtlResult result = runCtl({"--socket", folder.file("none"), "status"});
		CPPUNIT_ASSERT_EQUAL(2, result.status);
		CPPUNIT_ASSERT_EQUAL("authplugctl: can't reach the host at " + folder.file("none") + ": No such file or directory\n", result.errors);
	});
	addCase(suite, "a host that was killed is 2", []
	{
		ControlBench bench;
		bench.start();
		bench.stop(SIGKILL);
		const CtlResult result = bench.ctl({"status"});
		CPPUNIT_ASSERT_EQUAL(2, result.status);
		CPPUNIT_ASSERT_EQUAL("authplugctl: can't reach the host at " + bench.socket() + ": no process serves it\n", result.errors);
	});
	addCase(suite, "too long a path is 2", []
	{
		const CtlResult result = runCtl({"status", "--socket", "/" + std::string(107, 'x')});
		CPPUNIT_ASSERT_EQUAL(2, result.status);
		CPPUNIT_ASSERT(result.errors.find("the path is longer than 107 bytes") != std::string::npos);
	});
	addCase(suite, "the environment names the socket, an option is stronger", []
	{
		ControlBench bench;
		bench.start();
		CPPUNIT_ASSERT_EQUAL(0, runCtl({"status"}, {"AUTHPLUG_CONTROL=" + bench.socket()}).status);
		CPPUNIT_ASSERT_EQUAL(0, runCtl({"status", "--socket=" + bench.socket()}, {"AUTHPLUG_CONTROL=/nowhere"}).status);
		CPPUNIT_ASSERT_EQUAL(2, runCtl({"status"}, {"AUTHPLUG_CONTROL=/nowhere"}).status);
	});
}
