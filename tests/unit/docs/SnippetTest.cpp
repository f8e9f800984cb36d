//
// SnippetTest.cpp
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
#include <fstream>
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


} // namespace


AUTHPLUG_CASES(SnippetTest)
{
	for (const Snippet& snippet: snippets())
	{
		addCase(suite, snippet.document + "#" + snippet.name, [snippet]
		{
			CPPUNIT_ASSERT_EQUAL(region(snippet.source, snippet.name), snippet.text);
		});
	}

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
