//
// MinimalHostTest.cpp
//
// Tests: integration
//
// examples/minimal-host, set up as its README says: the settings, the SQL and
// the request are taken from there.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "Cases.h"
#include "ChildProcess.h"
#include "HostFolder.h"
#include "TemporaryFolder.h"
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/StringTokenizer.h>
#include <csignal>
#include <fstream>
#include <iterator>
#include <map>


using namespace AuthPlug::Tests;


namespace {


std::string textOf(const std::string& path)
{
	std::ifstream in(path);
	CPPUNIT_ASSERT_MESSAGE(path, in.is_open());
	return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}


std::string block(const std::string& language, const std::string& holding)
	/// Returns the README's block of this language that holds the text.
{
	const std::string readme = textOf(AUTHPLUG_EXAMPLES_DIR "/minimal-host/README.md");
	const std::string fence = "```" + language + "\n";
	for (std::size_t at = readme.find(fence); at != std::string::npos; at = readme.find(fence, at + 1))
	{
		const std::size_t begin = at + fence.size();
		const std::string text = readme.substr(begin, readme.find("```", begin) - begin);
		if (text.find(holding) != std::string::npos) return text;
	}
	CPPUNIT_FAIL("README.md shows no such block: " + holding);
	return std::string();
}


std::string between(const std::string& text, const std::string& begin, const std::string& end)
{
	const std::size_t at = text.find(begin);
	CPPUNIT_ASSERT_MESSAGE(begin, at != std::string::npos);
	const std::size_t from = at + begin.size();
	return text.substr(from, text.find(end, from) - from);
}


class MinimalHost
	/// The server on a database and a port of the test's.
{
public:
	explicit MinimalHost(PrivateMariaDb& database): _database(database), _folder(database, AUTHPLUG_PLUGIN_FILE)
	{
		_secrets.write("token", Canary::token() + "\n", 0600);
	}

	std::string configuration() const
		/// Returns the README's settings, with the values of this machine in place of the example's.
	{
		std::map<std::string, std::string> own = {
			{"http.port", "0"},
			{"database.socket", ""},
			{"database.user", _database.user()},
			{"database.password_file", "password"},
			{"database.name", _database.database()},
			{"plugins.config_directory", _folder.file("plugins.d")},
			{"plugins.directory", _folder.file("plugins")},
			{"plugins.run_directory", _folder.file("run")},
			{"demo.token_file", _secrets.file("token")}};
		std::string text;
		for (const std::string& line: Poco::StringTokenizer(block("properties", "demo.token_file"), "\n", Poco::StringTokenizer::TOK_IGNORE_EMPTY))
		{
			const std::string key = line.substr(0, line.find(" = "));
			CPPUNIT_ASSERT_MESSAGE("no value of this machine: " + line, own.count(key) == 1);
			text += key + " = " + own[key] + "\n";
			own.erase(key);
		}
		CPPUNIT_ASSERT_MESSAGE(own.empty() ? "" : "missing: " + own.begin()->first, own.empty());
		return text + "database.port = " + std::to_string(_database.port()) + "\nlog.file = " + _folder.logPath() + "\n";
	}

	std::string path() const
	{
		return _folder.configuration();
	}

private:
	PrivateMariaDb& _database;
	HostFolder _folder;
	TemporaryFolder _secrets;
};


std::string answerTo(std::uint16_t port, const std::string& command, const std::string& token)
	/// Sends what the curl command would send.
{
	const std::string body = between(command, "--data '", "'");
	Poco::Net::HTTPClientSession session("127.0.0.1", port);
	Poco::Net::HTTPRequest request(between(command, "-X ", " "), "/" + between(command, "http://127.0.0.1:8081/", " "), "HTTP/1.1");
	CPPUNIT_ASSERT(command.find("-H \"Authorization: Bearer $(cat token)\"") != std::string::npos);
	request.set("Authorization", "Bearer " + token);
	request.setContentType(between(command, "Content-Type: ", "'"));
	request.setContentLength(static_cast<std::streamsize>(body.size()));
	session.sendRequest(request) << body;
	Poco::Net::HTTPResponse response;
	std::string answer;
	Poco::StreamCopier::copyToString(session.receiveResponse(response), answer);
	return std::to_string(static_cast<int>(response.getStatus())) + " " + answer;
}


} // namespace


AUTHPLUG_CASES(MinimalHostTest)
{
	addCase(suite, "does what its README says", []
	{
		PrivateMariaDb database;
		MinimalHost host(database);
		std::ofstream(host.path()) << host.configuration();
		database.query(block("sql", "INSERT INTO pw"), database.database());

		ChildProcess process({AUTHPLUG_MINIMAL_HOST, host.path()});
		std::string line;
		CPPUNIT_ASSERT(process.readLine(line));
		CPPUNIT_ASSERT_EQUAL(std::string("port "), line.substr(0, 5));
		const auto port = static_cast<std::uint16_t>(std::stoi(line.substr(5)));
		const std::string command = block("sh", "curl ");
		CPPUNIT_ASSERT_EQUAL(std::string("401 "), answerTo(port, command, "other").substr(0, 4));
		CPPUNIT_ASSERT_EQUAL(std::string("200 null"), answerTo(port, command, Canary::token()));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), database.value("SELECT version FROM pw WHERE user_id = '1'"));
		CPPUNIT_ASSERT_EQUAL(0, process.signalAndWait(SIGTERM));
	});

	addCase(suite, "refuses a file that is not there, and says which", []
	{
		std::string output;
		CPPUNIT_ASSERT_EQUAL(78, PrivateMariaDb::run({AUTHPLUG_MINIMAL_HOST, "/nonexistent/minimal-host.properties"}, output));
		CPPUNIT_ASSERT_MESSAGE(output, output.find("/nonexistent/minimal-host.properties") != std::string::npos);
	});
}
