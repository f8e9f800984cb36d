//
// ShippedFileTest.cpp
//
// Tests: fault
//
// What is shipped has no fault point: neither the plugin, whose file is the
// very one that the kill suite uses, nor what a server links.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "PointNames.h"
#include <fstream>
#include <iterator>
#include <string>
#include <vector>


using namespace AuthPlug::Tests;


namespace {


std::vector<std::string> tracesIn(const std::string& path)
	/// Returns the names of points and of the code round them that are in the file.
{
	std::ifstream in(path, std::ios::binary);
	const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
	CPPUNIT_ASSERT_MESSAGE("can't read " + path, !bytes.empty());
	std::vector<std::string> words(std::begin(POINT_NAMES), std::end(POINT_NAMES));
	for (const char* word: {"unlisted ", "FaultPoints", "FaultDatabase", "FaultHasher", "FaultLog", "FaultConsumer", "8AuthPlug5Tests"}) words.emplace_back(word);
	std::vector<std::string> found;
	for (const std::string& word: words)
	{
		if (bytes.find(word) != std::string::npos) found.push_back(word);
	}
	return found;
}


} // namespace


AUTHPLUG_CASES(ShippedFileTest)
{
	addCase(suite, "a trace is found where there is one: every point and every class, in the server of the tests", []
	{
		CPPUNIT_ASSERT_EQUAL(std::size(POINT_NAMES) + 7, tracesIn(AUTHPLUG_FAULT_HOST).size());
	});
	for (const char* const file: {AUTHPLUG_PLUGIN_FILE, AUTHPLUG_HOST_LIBRARY, AUTHPLUG_CORE_LIBRARY, AUTHPLUG_SERVER})
	{
		const std::string path = file;
		addCase(suite, "none is in " + path.substr(path.rfind('/') + 1), [path]
		{
			const std::vector<std::string> traces = tracesIn(path);
			CPPUNIT_ASSERT_MESSAGE(traces.empty() ? "" : traces.front(), traces.empty());
		});
	}
}
