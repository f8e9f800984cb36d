//
// ProtocolTest.cpp
//
// Tests: control
//
// What the host answers on its control socket, whatever a client does.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "ControlBench.h"
#include <Poco/JSON/Parser.h>
#include <atomic>
#include <csignal>
#include <future>
#include <memory>
#include <vector>


using namespace AuthPlug::Tests;


namespace {


struct BadRequest
{
	const char* name;
	std::string bytes;
	const char* code;
	std::string message;
};


std::string commandWith(const std::string& command, const std::string& member)
{
	return "{\"version\":1,\"command\":\"" + command + "\"," + member + "}\n";
}


std::vector<BadRequest> badRequests()
{
	return {
		{"no JSON", "status\n", "bad_request", "wanted one line of JSON"},
		{"an empty line", "\n", "bad_request", "wanted one line of JSON"},
		{"half of JSON", "{\"version\":1\n", "bad_request", "wanted one line of JSON"},
		{"an array", "[1]\n", "bad_request", "wanted a JSON object"},
		{"deep JSON", std::string(200, '[') + "\n", "bad_request", "wanted one line of JSON"},
		{"no version", "{\"command\":\"status\"}\n", "bad_request", "missing member \\\"version\\\""},
		{"a version that is no number", "{\"version\":\"1\",\"command\":\"status\"}\n", "bad_request", "\\\"version\\\": wanted an integer"},
		{"a version beyond all numbers", "{\"version\":18446744073709551615,\"command\":\"status\"}\n", "bad_request", "\\\"version\\\": wanted an integer"},
		{"another version", "{\"version\":2,\"command\":\"status\"}\n", "unknown_version", "this host speaks version 1 of the protocol, not 2"},
		{"no command", "{\"version\":1}\n", "bad_request", "missing member \\\"command\\\""},
		{"a command that is no string", "{\"version\":1,\"command\":7}\n", "bad_request", "\\\"command\\\": wanted a string"},
		{"an unknown command", "{\"version\":1,\"command\":\"stop\"}\n", "unknown_command", "unknown command \\\"stop\\\": wanted status, reload or drain"},
		{"an unknown member", commandWith("status", "\"verbose\":true"), "bad_request", "status has no member \\\"verbose\\\""},
		{"another command's member", commandWith("reload", "\"plugins\":[\"one\"]"), "bad_request", "reload has no member \\\"plugins\\\""},
		{"plugins that are no array", commandWith("drain", "\"plugins\":\"one\""), "bad_request", "\\\"plugins\\\": wanted an array of strings"},
		{"a plugin that is no string", commandWith("drain", "\"plugins\":[1]"), "bad_request", "\\\"plugins\\\": wanted a string"},
		{"a negative time", commandWith("drain", "\"timeoutMillis\":-1"), "bad_request", "\\\"timeoutMillis\\\": wanted 0 to 86400000"},
		{"too long a time", commandWith("reload", "\"timeoutMillis\":86400001"), "bad_request", "\\\"timeoutMillis\\\": wanted 0 to 86400000"},
		{"a time that is no number", commandWith("reload", "\"timeoutMillis\":true"), "bad_request", "\\\"timeoutMillis\\\": wanted an integer"},
		{"an unknown plugin", commandWith("drain", "\"plugins\":[\"one\",\"two\"]"), "unknown_plugin", "there is no plugin two"},
		{"two requests", std::string(STATUS) + STATUS, "bad_request", "wanted one request, got more after its line feed"},
		{"too many bytes", std::string(70000, ' '), "too_long", "wanted a request of at most 65536 bytes"},
		{"control characters", "{\"version\":1,\"command\":\"\\u001b[2J\"}\n", "unknown_command",
			"unknown command \\\"\\u001b[2J\\\": wanted status, reload or drain"},
	};
}


void serve(ControlBench& bench)
{
	bench.install("good-1");
	bench.configure("library = thing\n");
	bench.start();
}


void assertServes(const ControlBench& bench)
{
	CPPUNIT_ASSERT_EQUAL(std::string("serving"), bench.stateOf());
}


bool isStatus(const std::string& answer)
	// Two lines of JSON: result and status.
{
	const std::string result = "{\"version\":1,\"type\":\"result\",\"complete\":true}\n";
	if (answer.compare(0, result.size(), result) != 0 || answer.back() != '\n') return false;
	const auto status = Poco::JSON::Parser().parse(answer.substr(result.size())).extract<Poco::JSON::Object::Ptr>();
	return status->getValue<int>("format") == 1 && status->isArray("plugins");
}


} // namespace


AUTHPLUG_CASES(ProtocolTest)
{
	for (const BadRequest& row: badRequests())
	{
		addCase(suite, std::string(row.name) + " gets its reason", [row]
		{
			ControlBench bench;
			serve(bench);
			CPPUNIT_ASSERT_EQUAL("{\"version\":1,\"type\":\"error\",\"code\":\"" + std::string(row.code) + "\",\"message\":\"" + row.message + "\"}\n",
				bench.ask(row.bytes));
			assertServes(bench);
		});
	}
	addCase(suite, "a request without a line feed gets its reason", []
	{
		ControlBench bench;
		serve(bench);
		ControlClient client(bench.socket());
		client.send("{\"version\":1");
		client.endSending();
		CPPUNIT_ASSERT_EQUAL(
			std::string("{\"version\":1,\"type\":\"error\",\"code\":\"bad_request\",\"message\":\"the request ends without a line feed\"}\n"), client.rest());
	});
	addCase(suite, "who has said all still gets the answer", []
	{
		ControlBench bench;
		serve(bench);
		ControlClient client(bench.socket());
		client.send(STATUS);
		client.endSending();
		CPPUNIT_ASSERT(isStatus(client.rest()));
	});
	addCase(suite, "a request may come byte by byte", []
	{
		ControlBench bench;
		serve(bench);
		ControlClient client(bench.socket());
		for (const char byte: std::string(STATUS)) client.send(std::string(1, byte));
		CPPUNIT_ASSERT(isStatus(client.rest()));
	});
	addCase(suite, "silent clients hold nobody up, and are told in the end", []
	{
		ControlBench bench;
		serve(bench);
		std::vector<std::unique_ptr<ControlClient>> silent;
		for (int i = 0; i < 20; ++i) silent.push_back(std::make_unique<ControlClient>(bench.socket()));
		silent[0]->send("{\"version\"");
		CPPUNIT_ASSERT(isStatus(bench.ask(STATUS)));
		for (const auto& client: silent)
		{
			CPPUNIT_ASSERT_EQUAL(
				std::string("{\"version\":1,\"type\":\"error\",\"code\":\"too_slow\",\"message\":\"no whole request came in time\"}\n"), client->rest());
		}
		assertServes(bench);
	});
	addCase(suite, "more silent clients than are served at a time end by themselves", []
	{
		ControlBench bench;
		serve(bench);
		std::vector<std::unique_ptr<ControlClient>> silent;
		for (int i = 0; i < 80; ++i) silent.push_back(std::make_unique<ControlClient>(bench.socket()));
		CPPUNIT_ASSERT(isStatus(bench.ask(STATUS)));
	});
	addCase(suite, "a client that does not read holds nobody up", []
	{
		ControlBench bench;
		// A status that no socket buffer holds.
		for (int i = 0; i < 600; ++i) bench.configure("library = " + std::string(199, 'x') + "\n", "plugin" + std::to_string(i) + std::string(60, 'y'));
		bench.start();
		std::vector<std::unique_ptr<ControlClient>> deaf;
		for (int i = 0; i < 5; ++i)
		{
			deaf.push_back(std::make_unique<ControlClient>(bench.socket()));
			deaf.back()->send(STATUS);
		}
		const std::string answer = bench.ask(STATUS);
		CPPUNIT_ASSERT(answer.size() > 300000);
		CPPUNIT_ASSERT(isStatus(answer));
	});
	addCase(suite, "clients that hang up harm nobody", []
	{
		ControlBench bench;
		serve(bench);
		for (int i = 0; i < 100; ++i)
		{
			ControlClient client(bench.socket());
			if (i % 2) client.send(STATUS);
		}
		assertServes(bench);
	});
	addCase(suite, "100 clients at a time are answered during a storm of reloads", []
	{
		ControlBench bench;
		serve(bench);
		std::atomic<bool> stop{false};
		std::future<void> storm = std::async(std::launch::async, [&]
		{
			for (int i = 0; !stop; ++i)
			{
				bench.install(i % 2 ? "good-1" : "good-2");
				bench.ask(i % 5 == 4 ? "{\"version\":1,\"command\":\"drain\"}\n" : "{\"version\":1,\"command\":\"reload\"}\n");
			}
		});
		// Also if an answer is missing: the storm is waited for.
		const std::shared_ptr<void> calm(nullptr, [&](void*) { stop = true; });
		std::vector<std::future<std::string>> clients;
		int answered = 0;
		for (int round = 0; round < 3; ++round)
		{
			for (int i = 0; i < 100; ++i) clients.push_back(std::async(std::launch::async, [&] { return bench.ask(STATUS); }));
			for (auto& client: clients) answered += isStatus(client.get()) ? 1 : 0;
			clients.clear();
		}
		stop = true;
		storm.get();
		CPPUNIT_ASSERT_EQUAL(300, answered);
	});
	addCase(suite, "a host that stops says so to who waits", []
	{
		ControlBench bench;
		bench.install("good-1");
		bench.configure("library = thing\nhold = 60000\n");
		bench.start();
		const std::future<int> request = std::async(std::launch::async, [&] { return bench.get(); });
		CPPUNIT_ASSERT(eventually([&] { return bench.ask(STATUS).find("\"inFlight\":1") != std::string::npos; }));
		ControlClient waiting(bench.socket());
		waiting.send("{\"version\":1,\"command\":\"drain\"}\n");
		const std::string progress = waiting.line();
		::kill(bench.pid(), SIGTERM);
		const std::string answer = waiting.rest();
		bench.stop(SIGKILL);  // with the request inside
		CPPUNIT_ASSERT_EQUAL(std::string("{\"version\":1,\"type\":\"progress\",\"waiting\":[{\"plugin\":\"one\",\"generation\":1,\"inFlight\":1}]}"), progress);
		CPPUNIT_ASSERT_EQUAL(std::string("{\"version\":1,\"type\":\"error\",\"code\":\"stopping\",\"message\":\"the host stops\"}\n"), answer);
	});
}
