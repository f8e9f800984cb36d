//
// ClusterRulesTest.cpp
//
// Tests: integration
//
// Nothing in the schema or in a statement that a cluster does not replicate,
// certify or know.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "PrivateMariaDb.h"
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>


namespace fs = std::filesystem;
using namespace AuthPlug::Tests;


namespace {


const char* const FORBIDDEN[] = {"GET_LOCK", "LOCK TABLES", "LOCK IN SHARE MODE", "FOR SHARE", "SERIALIZABLE", "FOREIGN KEY", "ON DELETE", "MYISAM"};


std::string codeOf(const fs::path& path)
	/// Returns the file in capitals, without comments.
{
	std::ifstream file(path);
	std::string code;
	for (std::string line; std::getline(file, line);)
	{
		line.resize(std::min(line.find(path.extension() == ".sql" ? "--" : "//"), line.size()));
		code += line + "\n";
	}
	std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
	return code;
}


std::string foundIn(const std::string& folder, int& files)
{
	std::string found;
	for (const auto& entry: fs::recursive_directory_iterator(folder))
	{
		const std::string type = entry.path().extension();
		if (type != ".cpp" && type != ".h" && type != ".sql") continue;
		++files;
		const std::string code = codeOf(entry.path());
		for (const char* const word: FORBIDDEN)
		{
			if (code.find(word) != std::string::npos) found += entry.path().filename().string() + ": " + word + "\n";
		}
	}
	return found;
}


} // namespace


AUTHPLUG_CASES(ClusterRules)
{
	addCase(suite, "every table is InnoDB's, has a primary key and no foreign one", []
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		const std::string here = "TABLE_SCHEMA='" + server.database() + "' AND TABLE_NAME LIKE 'pw%'";
		const auto tables = server.query("SELECT TABLE_NAME, ENGINE, (SELECT COUNT(*) FROM information_schema.TABLE_CONSTRAINTS c WHERE c.TABLE_SCHEMA=t.TABLE_SCHEMA"
			" AND c.TABLE_NAME=t.TABLE_NAME AND c.CONSTRAINT_TYPE='PRIMARY KEY'), (SELECT COUNT(*) FROM information_schema.TABLE_CONSTRAINTS c"
			" WHERE c.TABLE_SCHEMA=t.TABLE_SCHEMA AND c.TABLE_NAME=t.TABLE_NAME AND c.CONSTRAINT_TYPE='FOREIGN KEY') FROM information_schema.TABLES t WHERE " + here);
		CPPUNIT_ASSERT(tables.size() >= 3);
		for (const auto& table: tables)
		{
			CPPUNIT_ASSERT_EQUAL_MESSAGE(table.at(0).value(), std::string("InnoDB 1 0"), table.at(1).value() + " " + table.at(2).value() + " " + table.at(3).value());
		}
	});

	for (const char* const folder: {"/plugin/core", "/host-sdk/src/data", "/examples/auth-server", "/sql"})
	{
		const std::string path = std::string(AUTHPLUG_SOURCE_DIR) + folder;
		addCase(suite, std::string("no statement asks for what only one node knows: ") + folder, [path]
		{
			int files = 0;
			CPPUNIT_ASSERT_EQUAL(std::string(), foundIn(path, files));
			CPPUNIT_ASSERT(files > 0);
		});
	}
}
