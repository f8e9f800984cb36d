//
// DeploymentTest.cpp
//
// Tests: contract
//
// Plugins that come and go while servers run, and servers that share a state
// folder.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestUser.h"
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


const Request CHANGE = Request::json("PUT", TestUser::ROUTE, R"({"oldPassword":"stringst","newPassword":"stringst"})");


Deployment& separate()
	/// Servers whose plugins and database may be taken away.
{
	static Deployment instance("separate", 2);
	return instance;
}


bool waitForStatus(Deployment& deployment, int server, int status, int seconds = 20)
{
	for (int i = 0; i < seconds*20; ++i)
	{
		if (deployment.exchange(CHANGE, server).status == status) return true;
		std::this_thread::sleep_for(std::chrono::milliseconds(50));
	}
	return false;
}


std::string propertiesFile(const std::string& state)
{
	return state + "/plugins.d/password-change.properties";
}


std::string libraryFile(const std::string& state)
{
	for (const auto& entry : std::filesystem::directory_iterator(state + "/plugins"))
	{
		if (entry.path().extension() == ".so") return entry.path().string();
	}
	throw std::runtime_error("no plugin in " + state + "/plugins");
}


std::string serverLogs(const std::string& state)
{
	std::string text;
	for (const auto& entry : std::filesystem::directory_iterator(state + "/log"))
	{
		if (entry.path().filename().string().rfind("auth-server", 0) != 0) continue;
		std::ifstream file(entry.path());
		text.append(std::istreambuf_iterator<char>(file), {});
	}
	return text;
}


std::size_t countIn(const std::string& text, const std::string& part)
{
	std::size_t count = 0;
	for (std::string::size_type position = text.find(part); position != std::string::npos; position = text.find(part, position + 1)) ++count;
	return count;
}


void replaceFile(const std::string& path, const std::string& content)
	/// Writes beside and renames, as an upgrade does.
{
	const std::string beside = path + ".next";
	std::ofstream(beside, std::ios::binary) << content;
	std::filesystem::permissions(beside, static_cast<std::filesystem::perms>(0644));
	std::filesystem::rename(beside, path);
}


std::string contentOf(const std::string& path)
{
	std::ifstream file(path, std::ios::binary);
	return std::string(std::istreambuf_iterator<char>(file), {});
}


pid_t databasePid(const std::string& state)
{
	std::ifstream file(state + "/mariadb/server.pid");
	pid_t pid = 0;
	file >> pid;
	return pid;
}


bool alive(pid_t pid)
{
	return pid > 0 && ::kill(pid, 0) == 0;
}


class PluginRestored
	/// Puts the plugin's files back as they were, whatever the test does.
{
public:
	explicit PluginRestored(Deployment& deployment):
		_deployment(deployment),
		_properties(propertiesFile(deployment.state())),
		_library(libraryFile(deployment.state())),
		_propertiesContent(contentOf(_properties)),
		_libraryContent(contentOf(_library))
	{
	}

	~PluginRestored()
	{
		if (contentOf(_library) != _libraryContent) replaceFile(_library, _libraryContent);
		if (!std::filesystem::exists(_properties) || contentOf(_properties) != _propertiesContent) replaceFile(_properties, _propertiesContent);
	}

	const std::string& properties() const { return _properties; }
	const std::string& library() const { return _library; }
	const std::string& libraryContent() const { return _libraryContent; }
	const std::string& propertiesContent() const { return _propertiesContent; }

private:
	Deployment& _deployment;
	const std::string _properties;
	const std::string _library;
	const std::string _propertiesContent;
	const std::string _libraryContent;
};


} // namespace


AUTHPLUG_CASES(HotLoading)
{
	addCase(suite, "removed from plugins.d the route is 404, put back it is live, on both processes", []
	{
		PluginRestored files(separate());
		std::filesystem::remove(files.properties());
		for (int server = 0; server < 2; ++server) CPPUNIT_ASSERT(waitForStatus(separate(), server, 404));
		replaceFile(files.properties(), files.propertiesContent());
		for (int server = 0; server < 2; ++server) CPPUNIT_ASSERT(waitForStatus(separate(), server, 401));
	});

	addCase(suite, "the server's own operations don't notice", []
	{
		PluginRestored files(separate());
		std::filesystem::remove(files.properties());
		CPPUNIT_ASSERT(waitForStatus(separate(), 0, 404));
		TestUser user(separate());
		user.access();
		replaceFile(files.properties(), files.propertiesContent());
		CPPUNIT_ASSERT(waitForStatus(separate(), 0, 401));
	});

	addCase(suite, "a replaced library takes over without a wrong answer", []
	{
		PluginRestored files(separate());
		const std::string before = serverLogs(separate().state());
		// Bytes behind the sections: another file, the same plugin.
		replaceFile(files.library(), files.libraryContent() + std::string(16, '\0'));
		bool taken = false;
		for (int i = 0; i < 400 && !taken; ++i)
		{
			CPPUNIT_ASSERT_EQUAL(401, separate().exchange(CHANGE).status);
			std::this_thread::sleep_for(std::chrono::milliseconds(50));
			taken = countIn(serverLogs(separate().state()), "\"plugin.serving\"") >= countIn(before, "\"plugin.serving\"") + 2;
		}
		CPPUNIT_ASSERT_MESSAGE(serverLogs(separate().state()).substr(before.size()), taken);
	});

	addCase(suite, "a broken library leaves the old one serving and is named", []
	{
		PluginRestored files(separate());
		const std::size_t before = countIn(serverLogs(separate().state()), "rejected");
		replaceFile(files.library(), files.libraryContent().substr(0, files.libraryContent().size()/2));
		bool named = false;
		for (int i = 0; i < 600 && !named; ++i)
		{
			CPPUNIT_ASSERT_EQUAL(401, separate().exchange(CHANGE).status);
			std::this_thread::sleep_for(std::chrono::milliseconds(50));
			named = countIn(serverLogs(separate().state()), "rejected") > before;
		}
		CPPUNIT_ASSERT(named);
	});

	addCase(suite, "a bad setting leaves the old ones in force and is named", []
	{
		PluginRestored files(separate());
		replaceFile(files.properties(), files.propertiesContent() + "\nlimit.attempst = 3\n");
		bool named = false;
		for (int i = 0; i < 600 && !named; ++i)
		{
			CPPUNIT_ASSERT_EQUAL(401, separate().exchange(CHANGE).status);
			std::this_thread::sleep_for(std::chrono::milliseconds(50));
			named = serverLogs(separate().state()).find("limit.attempst") != std::string::npos;
		}
		CPPUNIT_ASSERT(named);
	});
}


AUTHPLUG_CASES(Scripts)
{
	addCase(suite, "the database stops with the last server, and not before", []
	{
		Deployment deployment("sharing", 2);
		const pid_t database = databasePid(deployment.state());
		CPPUNIT_ASSERT(alive(database));
		deployment.stop(0, SIGTERM);
		CPPUNIT_ASSERT(alive(database));
		CPPUNIT_ASSERT_EQUAL(401, deployment.exchange(CHANGE, 1).status);
		deployment.stop(1, SIGINT);
		CPPUNIT_ASSERT(!alive(database));
	});

	addCase(suite, "a killed server does not keep the database", []
	{
		Deployment deployment("killed", 1);
		const pid_t database = databasePid(deployment.state());
		deployment.stop(0, SIGKILL);
		for (int i = 0; i < 300 && alive(database); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
		CPPUNIT_ASSERT(!alive(database));
	});

	addCase(suite, "the state folder's name may hold a blank", []
	{
		Deployment deployment("a name with blanks", 1);
		CPPUNIT_ASSERT_EQUAL(401, deployment.exchange(CHANGE).status);
	});
}
