//
// OperationsTest.cpp
//
// Tests: control
//
// The command lines of docs/operations.md: the blocks after `<!-- run: name -->`
// are run as they stand.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "ControlBench.h"
#include <filesystem>
#include <sstream>


using namespace AuthPlug::Tests;


namespace {


std::vector<std::string> linesOf(const std::string& name)
	// Returns the commands of a block.
{
	std::istringstream document(contentOf(AUTHPLUG_DOCS_DIR "/operations.md"));
	std::vector<std::string> commands;
	bool inside = false;
	for (std::string line; std::getline(document, line);)
	{
		if (inside && line == "```") return commands;
		if (inside && line != "```sh") commands.push_back(line);
		if (line == "<!-- run: " + name + " -->") inside = true;
	}
	throw std::runtime_error("no block " + name);
}


void run(const std::string& command, const std::string& folder, const std::string& socket)
{
	const std::string path = std::filesystem::path(AUTHPLUG_CTL).parent_path().string() + ":" + std::getenv("PATH");
	ChildProcess shell({"sh", "-c", "cd '" + folder + "' && " + command}, {"PATH=" + path, "AUTHPLUG_CONTROL=" + socket}, folder + "/errors");
	std::string output;
	for (std::string line; shell.readLine(line, 120);) output += line + "\n";
	CPPUNIT_ASSERT_EQUAL_MESSAGE(command + "\n" + output + contentOf(folder + "/errors"), 0, shell.wait());
	CPPUNIT_ASSERT(!output.empty());
}


void installPlugin(ControlBench& bench)
{
	bench.folder.write("plugins/authplug-password.so", contentOf(AUTHPLUG_PLUGIN_FILE), 0644);
}


} // namespace


AUTHPLUG_CASES(OperationsTest)
{
	addCase(suite, "the lines for a running server", []
	{
		ControlBench bench;
		bench.install("good-1");
		bench.configure("library = thing\n", "password-change");
		bench.start();
		const auto commands = linesOf("control");
		CPPUNIT_ASSERT(commands.size() >= 5);
		for (const std::string& command: commands) run(command, bench.folder.path(), bench.socket());
		CPPUNIT_ASSERT_EQUAL(std::string("serving"), bench.stateOf("password-change"));
	});
	addCase(suite, "the lines for a plugin without a server", []
	{
		ControlBench bench;
		installPlugin(bench);
		bench.configure(contentOf(AUTHPLUG_CONF_DIR "/plugins.d/password-change.properties"), "password-change");
		std::filesystem::copy(bench.folder.file("plugins"), bench.folder.folder("staged"));
		const auto commands = linesOf("verify");
		CPPUNIT_ASSERT(commands.size() >= 3);
		for (const std::string& command: commands) run(command, bench.folder.path(), bench.socket());
	});
}
