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
	static Deployment instance("separate", 2, 20);
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


std::size_t generations()
	/// Returns how many generations both servers have begun to serve.
{
	return countIn(serverLogs(separate().state()), "\"plugin.serving\"");
}


void waitForGenerations(std::size_t count)
{
	for (int i = 0; i < 800 && generations() < count; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
	CPPUNIT_ASSERT_EQUAL(count, generations());
}


void reloadEach(const PluginRestored& files)
	/// Makes both servers take another library and then other settings.
{
	const std::size_t before = generations();
	// Bytes behind the sections: another file, the same plugin.
	replaceFile(files.library(), files.libraryContent() + std::string(16, '\0'));
	waitForGenerations(before + 2);
	replaceFile(files.properties(), files.propertiesContent() + "\nlimit.doublings = 5\n");
	waitForGenerations(before + 4);
}


std::string connections(const std::string& condition = "TRUE")
	/// Returns the ids of the servers' connections to the database.
{
	return separate().sql("SELECT GROUP_CONCAT(id ORDER BY id) FROM information_schema.processlist"
		" WHERE user <> 'root' AND command <> 'Daemon' AND " + condition);
}


} // namespace


AUTHPLUG_CASES(AcrossReloads)
{
	addCase(suite, "the count of guesses goes on", []
	{
		PluginRestored files(separate());
		TestUser user(separate());
		const std::string token = user.access();
		for (int i = 0; i < 3; ++i)
		{
			expectUnauthorized(user.change(token, TestUser::password("wrong"), TestUser::password("next"), i % 2), "PASSWORD_INCORRECT");
		}
		reloadEach(files);
		for (int i = 0; i < 2; ++i)
		{
			expectUnauthorized(user.change(token, TestUser::password("wrong"), TestUser::password("next"), i), "PASSWORD_INCORRECT");
		}
		for (int i = 0; i < 2; ++i) expectLocked(user.change(token, TestUser::PASSWORD, TestUser::password("next"), i));
		CPPUNIT_ASSERT_EQUAL(std::string("5"), user.counter("seq"));
	});

	addCase(suite, "a lock stays, to the microsecond", []
	{
		PluginRestored files(separate());
		TestUser user(separate());
		const std::string token = user.access();
		for (int i = 0; i < 5; ++i) user.change(token, TestUser::password("wrong"), TestUser::password("next"));
		const std::string until = user.counter("free_at_us");
		reloadEach(files);
		for (int i = 0; i < 2; ++i) expectLocked(user.change(token, TestUser::PASSWORD, TestUser::password("next"), i));
		CPPUNIT_ASSERT_EQUAL(until, user.counter("free_at_us"));
	});

	addCase(suite, "an event of the outbox is delivered that waited meanwhile", []
	{
		PluginRestored files(separate());
		TestUser user(separate());
		CPPUNIT_ASSERT_EQUAL(std::string("null"), user.change(user.access(), TestUser::PASSWORD, TestUser::password("next")).body);
		const std::string mine = " WHERE user_id='" + user.id() + "'";
		const auto column = [&](const std::string& expression) { return separate().sql("SELECT " + expression + " FROM pw_outbox" + mine); };
		const auto delivered = [&]
		{
			for (int i = 0; i < 600 && column("done_us IS NOT NULL") != "1"; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
			return column("done_us IS NOT NULL");
		};
		CPPUNIT_ASSERT_EQUAL(std::string("1"), delivered());
		const std::string event = column("HEX(event_id)");
		const int attempts = std::stoi(column("attempts"));
		separate().sql("UPDATE pw_outbox SET done_us=NULL, next_try_us=18446744073709551615" + mine);
		reloadEach(files);
		CPPUNIT_ASSERT_EQUAL(event + "\t1", column("HEX(event_id), done_us IS NULL"));
		separate().sql("UPDATE pw_outbox SET next_try_us=0" + mine);
		CPPUNIT_ASSERT_EQUAL(std::string("1"), delivered());
		CPPUNIT_ASSERT_EQUAL(event + "\t" + std::to_string(attempts + 1), column("HEX(event_id), attempts"));
	});

	addCase(suite, "no connection to the database is lost", []
	{
		PluginRestored files(separate());
		TestUser user(separate());
		const std::string token = user.access();
		for (int i = 0; i < 2; ++i) user.change(token, TestUser::password("wrong"), TestUser::password("next"), i);
		const std::string before = connections();
		CPPUNIT_ASSERT(!before.empty() && before != "NULL");
		reloadEach(files);
		for (int i = 0; i < 2; ++i) user.change(token, TestUser::password("wrong"), TestUser::password("next"), i);
		// Two requests at a time may have opened one more.
		CPPUNIT_ASSERT_EQUAL(before, connections("id IN (" + before + ")"));
	});

	addCase(suite, "a token and a change go on from the old generation to the new one", []
	{
		PluginRestored files(separate());
		TestUser user(separate());
		const std::string token = user.access();
		CPPUNIT_ASSERT_EQUAL(std::string("null"), user.change(token, TestUser::PASSWORD, TestUser::password("next")).body);
		reloadEach(files);
		// The safe repetition of the change that the old generation made.
		CPPUNIT_ASSERT_EQUAL(std::string("null"), user.change(token, TestUser::PASSWORD, TestUser::password("next"), 1).body);
		CPPUNIT_ASSERT_EQUAL(std::string("null"), user.change(token, TestUser::password("next"), TestUser::password("last"), 1).body);
	});
}


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
