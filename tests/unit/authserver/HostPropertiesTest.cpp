//
// HostPropertiesTest.cpp
//
// Tests: unit/authserver
//
// conf/host.properties against the keys that the server knows.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/PluginHost.h"
#include "Canary.h"
#include "Cases.h"
#include "LeakWatch.h"
#include "ServerSettings.h"
#include "TemporaryFolder.h"
#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>


namespace {


using namespace AuthServer;
using AuthPlug::Tests::Canary;
using AuthPlug::Tests::LeakWatch;
using AuthPlug::Tests::TemporaryFolder;
using AuthPlug::Tests::addCase;


std::string shippedFile()
{
	std::ifstream file(AUTHPLUG_CONF_DIR "/host.properties");
	return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}


const std::string KEY = Canary::token() + std::string(64, 'k');


class Deployment
	/// The shipped file in a folder with the secrets that it names.
{
public:
	explicit Deployment(const std::string& more = "")
	{
		_folder.folder("secrets", 0700);
		_folder.write("secrets/database-password", Canary::password() + "\n", 0600);
		_folder.write("secrets/token.key", KEY + "\n", 0600);
		path = _folder.write("host.properties", shippedFile() + more);
	}

	std::string file(const std::string& name) const
	{
		return _folder.file(name);
	}

	std::string path;

private:
	TemporaryFolder _folder;
};


std::set<std::string> defaultLines(const std::string& text)
	/// The lines `#key = value`.
{
	std::set<std::string> lines;
	std::istringstream stream(text);
	for (std::string line; std::getline(stream, line);)
	{
		if (line.size() > 1 && line[0] == '#' && line[1] != ' ' && line.find('=') != std::string::npos) lines.insert(line);
	}
	return lines;
}


template <class Use>
void assertFault(const Deployment& deployment, const std::string& fault, Use use)
	/// The last line of the file is to blame.
{
	std::ifstream file(deployment.path);
	const auto lines = std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n');
	try
	{
		const ServerSettings settings(deployment.path);
		use(settings);
		CPPUNIT_FAIL("accepted");
	}
	catch (const AuthPlug::Host::ConfigException& exception)
	{
		LeakWatch::search("the refusal", exception.message());
		CPPUNIT_ASSERT_EQUAL(deployment.path + ":" + std::to_string(lines) + ": " + fault, exception.message());
	}
}


} // namespace


AUTHPLUG_CASES(HostProperties)
{
	addCase(suite, "is accepted as shipped", []
	{
		const Deployment deployment;
		const ServerSettings settings(deployment.path);
		CPPUNIT_ASSERT_EQUAL(std::int64_t(8080), settings.integer("http.port"));
		CPPUNIT_ASSERT_EQUAL(deployment.file("plugins.d"), std::string(settings.text("plugins.config_directory")));
		CPPUNIT_ASSERT_EQUAL(KEY, std::string(settings.text("token.key_file")));
	});
	addCase(suite, "shows every key, and the true default", []
	{
		const Deployment deployment;
		const AuthPlug::Host::PropertiesFile file = AuthPlug::Host::PropertiesFile::load(deployment.path);
		const std::set<std::string> shown = defaultLines(shippedFile());
		for (const std::string& line : defaultLines(ServerSettings::schema().describe()))
		{
			const std::string key = line.substr(1, line.find(' ') - 1);
			CPPUNIT_ASSERT_MESSAGE(line, shown.count(line) == 1 || file.find(key));
		}
		std::size_t set = 0;
		for (const std::string& key : ServerSettings::schema().keys()) set += file.find(key) ? 1 : 0;
		CPPUNIT_ASSERT_EQUAL(file.entries().size(), set);
	});
	addCase(suite, "shows no key that is not known", []
	{
		const std::set<std::string> known = [] {
			const auto keys = ServerSettings::schema().keys();
			return std::set<std::string>(keys.begin(), keys.end());
		}();
		for (const std::string& line : defaultLines(shippedFile()))
		{
			CPPUNIT_ASSERT_MESSAGE(line, known.count(line.substr(1, line.find(' ') - 1)) == 1);
		}
	});
	addCase(suite, "an unknown key is refused", []
	{
		const Deployment deployment("\nlogin.limit.attemps = 5\n");
		CPPUNIT_ASSERT_THROW(ServerSettings{deployment.path}, AuthPlug::Host::ConfigException);
	});
	addCase(suite, "a port on the command line wins", []
	{
		const Deployment deployment("\nhttp.port = 8090\n");
		CPPUNIT_ASSERT_EQUAL(std::int64_t(8090), ServerSettings(deployment.path).integer("http.port"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t(0), ServerSettings(deployment.path, 0).integer("http.port"));
	});
	addCase(suite, "a relative socket counts from the file's folder", []
	{
		const Deployment deployment("\ndatabase.socket = run/db.sock\n");
		CPPUNIT_ASSERT_EQUAL(deployment.file("run/db.sock"), std::string(ServerSettings(deployment.path).text("database.socket")));
	});
	addCase(suite, "a control socket on the command line wins", []
	{
		const Deployment deployment("\ncontrol.socket = run/control.sock\n");
		CPPUNIT_ASSERT_EQUAL(deployment.file("run/control.sock"), std::string(ServerSettings(deployment.path).text("control.socket")));
		CPPUNIT_ASSERT_EQUAL(std::string("/run/x.sock"), std::string(ServerSettings(deployment.path, std::nullopt, "/run/x.sock").text("control.socket")));
	});
	addCase(suite, "the limits add up with the plugin's default", []
	{
		const Deployment deployment;
		const auto limit = ServerSettings(deployment.path).limit("login.limit");
		CPPUNIT_ASSERT(limit.cap + AuthPlug::Password::LimitOptions().cap <= AuthPlug::Password::LimitOptions::MAX_CAP);
	});
	addCase(suite, "limits that do not fit each other are refused where they stand", []
	{
		const Deployment deployment("\nlogin.limit.attempts = 51\n");
		assertFault(deployment, "login.limit.attempts: wanted 1 to 50 (the cap), got 51",
			[](const ServerSettings& settings) { settings.limit("login.limit"); });
	});
	for (const char* const lines: {"\nhttp.threads = 96\nhash.queue = 33\n", "\nhash.queue = 33\nhttp.threads = 96\n"})
	{
		const std::string later(lines[2] == 't' ? "hash.queue" : "http.threads");
		addCase(suite, "a queue that leaves no threads is refused where the later setting stands, " + later, [lines, later]
		{
			const Deployment deployment(lines);
			assertFault(deployment, later + ": wanted hash.queue at least 64 below http.threads, got 33 and 96",
				[](const ServerSettings& settings) { AuthPlug::Host::PluginHost host(settings); });
		});
	}
}
