//
// DocumentsTest.cpp
//
// Tests: unit
//
// The C++ snippets in the documentation are the marked regions of files that
// are compiled: between `// [name]` and `// [end]`, without common indentation.
// In Markdown a comment `<!-- snippet: path#name -->` stands before each.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <vector>


using AuthPlug::Tests::addCase;


namespace {


const std::string SOURCE = AUTHPLUG_SOURCE_DIR;
const std::vector<std::string> DOCUMENTS = {"README.md", "host-sdk/README.md"};


std::vector<std::string> linesOf(const std::string& path)
{
	std::ifstream in(SOURCE + "/" + path);
	if (!in) throw std::runtime_error("can't read " + path);
	std::vector<std::string> lines;
	for (std::string line; std::getline(in, line); ) lines.push_back(line);
	return lines;
}


std::string trimmed(const std::string& text)
{
	const auto start = text.find_first_not_of(" \t");
	return start == std::string::npos ? std::string() : text.substr(start);
}


std::string region(const std::string& path, const std::string& name)
{
	std::vector<std::string> taken;
	bool inside = false;
	for (const std::string& line: linesOf(path))
	{
		if (inside && trimmed(line) == "// [end]") break;
		if (inside) taken.push_back(line);
		if (trimmed(line) == "// [" + name + "]") inside = true;
	}
	if (!inside) throw std::runtime_error("no region " + name + " in " + path);

	std::size_t indent = std::string::npos;
	for (const std::string& line: taken)
	{
		if (!line.empty()) indent = std::min(indent, line.find_first_not_of('\t'));
	}
	std::string text;
	for (const std::string& line: taken) text += (line.empty() ? line : line.substr(indent)) + "\n";
	return text;
}


struct Snippet
{
	std::string document;
	std::string source;
	std::string name;
	std::string text;
};


std::vector<Snippet> snippets()
{
	const std::string mark = "<!-- snippet: ";
	std::vector<Snippet> found;
	for (const std::string& document: DOCUMENTS)
	{
		const std::vector<std::string> lines = linesOf(document);
		for (std::size_t i = 0; i + 1 < lines.size(); ++i)
		{
			if (lines[i].compare(0, mark.size(), mark) != 0) continue;
			const std::string target = lines[i].substr(mark.size(), lines[i].find(" -->") - mark.size());
			const auto hash = target.find('#');
			Snippet snippet{document, target.substr(0, hash), target.substr(hash + 1), {}};
			for (i += 2; i < lines.size() && lines[i] != "```"; ++i) snippet.text += lines[i] + "\n";
			found.push_back(snippet);
		}
	}
	return found;
}


std::map<std::string, std::string> shippedKeys()
	/// Returns the keys of the plugin's shipped file with their values.
{
	std::map<std::string, std::string> keys;
	for (std::string line: linesOf("conf/plugins.d/password-change.properties"))
	{
		if (!line.empty() && line[0] == '#') line.erase(0, 1);
		const auto equals = line.find(" =");
		if (equals == std::string::npos || line.find(' ') != equals) continue;
		keys[line.substr(0, equals)] = trimmed(line.substr(equals + 2));
	}
	return keys;
}


std::map<std::string, std::string> readmeKeys()
	/// Returns the rows of the README's table of keys.
{
	std::map<std::string, std::string> keys;
	bool inside = false;
	for (const std::string& line: linesOf("README.md"))
	{
		if (line == "| Key | Default | What it sets |") inside = true;
		if (inside && line.empty()) break;
		if (!inside || line.compare(0, 3, "| `") != 0) continue;
		const auto end = line.find("` | ", 3);
		std::string value = line.substr(end + 4, line.find(" | ", end + 4) - end - 4);
		value = value == "none" ? std::string() : value.substr(1, value.size() - 2);
		keys[line.substr(3, end - 3)] = value;
	}
	return keys;
}


std::set<std::string> loggedEvents()
	/// Returns the names of events that host and plugin write to the log.
{
	static const std::regex WRITTEN("LogLevel::[a-z]+, \"([a-z_]+\\.[a-z_]+)\"");
	std::set<std::string> events;
	for (const char* folder: {"host-sdk/src", "plugin"})
	{
		for (const auto& entry: std::filesystem::recursive_directory_iterator(SOURCE + "/" + folder))
		{
			if (entry.path().extension() != ".cpp") continue;
			for (const std::string& line: linesOf(entry.path().lexically_relative(SOURCE).string()))
			{
				std::smatch match;
				if (std::regex_search(line, match, WRITTEN)) events.insert(match[1]);
			}
		}
	}
	return events;
}


std::string eventTable()
{
	std::string table;
	for (const std::string& line: linesOf("docs/operations.md"))
	{
		if (line.compare(0, 3, "| `") == 0) table += line + "\n";
	}
	return table;
}


} // namespace


AUTHPLUG_CASES(DocumentsTest)
{
	for (const Snippet& snippet: snippets())
	{
		addCase(suite, snippet.document + "#" + snippet.name, [snippet]
		{
			CPPUNIT_ASSERT_EQUAL(region(snippet.source, snippet.name), snippet.text);
		});
	}

	for (const auto& [key, value]: shippedKeys())
	{
		addCase(suite, "README.md tells default of " + key, [key = key, value = value]
		{
			const auto rows = readmeKeys();
			CPPUNIT_ASSERT(rows.count(key) == 1);
			CPPUNIT_ASSERT_EQUAL(value, rows.at(key));
		});
	}

	addCase(suite, "README.md tells no other keys", []
	{
		CPPUNIT_ASSERT_EQUAL(shippedKeys().size(), readmeKeys().size());
		CPPUNIT_ASSERT(readmeKeys().size() > 20);
	});

	for (const std::string& event: loggedEvents())
	{
		addCase(suite, "operations.md explains " + event, [event]
		{
			CPPUNIT_ASSERT(eventTable().find("`" + event + "`") != std::string::npos);
		});
	}

	addCase(suite, "the log's events are found", []
	{
		CPPUNIT_ASSERT(loggedEvents().size() >= 25);
	});

	addCase(suite, "ReadmeHasSnippets", []
	{
		CPPUNIT_ASSERT(snippets().size() >= 3);
	});

	addCase(suite, "NoOtherCppBlockInTheDocuments", []
	{
		for (const std::string& document: DOCUMENTS)
		{
			const std::vector<std::string> lines = linesOf(document);
			for (std::size_t i = 0; i < lines.size(); ++i)
			{
				if (lines[i] != "```cpp") continue;
				CPPUNIT_ASSERT_MESSAGE(document + ": a C++ block that nothing compiles", i > 0 && lines[i - 1].find("<!-- snippet: ") == 0);
			}
		}
	});
}
