//
// FloodTest.cpp
//
// Tests: integration
//
// The guess limit as the network sees it: two server processes that host the
// real plugin, one database, many connections, and three witnesses that do not
// know of each other.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "ChildProcess.h"
#include "PrivateMariaDb.h"
#include "TemporaryFolder.h"
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/NullStream.h>
#include <Poco/StreamCopier.h>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


constexpr int REQUESTS = 500;
constexpr int CONNECTIONS = 64;
constexpr int PROCESSES = 2;
const std::string CANARY = std::getenv("AUTHPLUG_CANARY") ? std::getenv("AUTHPLUG_CANARY") : "Flood-canary";
const std::string TOKEN = CANARY + "-token";
const std::string HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";


std::string textOf(const std::string& path)
{
	std::ifstream in(path);
	return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}


void expectNoSecret(const std::string& path, const std::string& mark)
	/// The mark must be there: it shows that the log was written at all.
{
	const std::string text = textOf(path);
	CPPUNIT_ASSERT_MESSAGE(path, text.find(mark) != std::string::npos);
	CPPUNIT_ASSERT_MESSAGE(path, text.find(CANARY) == std::string::npos);
}


class ServerProcess
	/// One counting-host with folders of its own.
{
public:
	explicit ServerProcess(PrivateMariaDb& database)
	{
		namespace fs = std::filesystem;
		const fs::path root = _folder.path();
		for (const char* name: {"plugins", "plugins.d"})
		{
			fs::create_directory(root / name);
			fs::permissions(root / name, fs::perms::owner_all);
		}
		fs::copy_file(AUTHPLUG_PLUGIN_FILE, root / "plugins" / "authplug-password.so");
		fs::permissions(root / "plugins" / "authplug-password.so", fs::perms::owner_read | fs::perms::owner_write);
		write(root / "plugins.d" / "password-change.properties", "library = authplug-password\nrequired = true\n");
		write(root / "password", database.password());
		write(root / "host.properties",
			"http.port = 0\n"
			"database.host = 127.0.0.1\n"
			"database.port = " + std::to_string(database.port()) + "\n"
			"database.user = " + database.user() + "\n"
			"database.password_file = password\n"
			"database.name = " + database.database() + "\n"
			"plugins.config_directory = " + (root / "plugins.d").string() + "\n"
			"plugins.directory = " + (root / "plugins").string() + "\n"
			"plugins.run_directory = " + (root / "run").string() + "\n"
			"log.file = " + (root / "log").string() + "\n");
		const std::vector<std::string> command = {AUTHPLUG_COUNTING_HOST, (root / "host.properties").string(), TOKEN};
		_process = std::make_unique<ChildProcess>(command);
		_port = static_cast<std::uint16_t>(std::stoi(next("port ")));
	}

	std::uint16_t port() const
	{
		return _port;
	}

	std::string logPath() const
	{
		return _folder.file("log");
	}

	int stopAndCount()
		/// Returns how many hashes the plugin has asked for.
	{
		::kill(_process->pid(), SIGTERM);
		const int count = std::stoi(next("verified "));
		CPPUNIT_ASSERT_EQUAL(0, _process->wait());
		return count;
	}

private:
	static void write(const std::filesystem::path& path, const std::string& text)
	{
		std::ofstream(path) << text;
		std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
	}

	std::string next(const std::string& word)
	{
		std::string line;
		if (!_process->readLine(line) || line.compare(0, word.size(), word) != 0) throw std::runtime_error("the server says: " + line);
		return line.substr(word.size());
	}

	TemporaryFolder _folder;
	std::unique_ptr<ChildProcess> _process;
	std::uint16_t _port = 0;
};


int guess(Poco::Net::HTTPClientSession& session, int number)
{
	const std::string body = "{\"oldPassword\":\"" + CANARY + "-" + std::to_string(number) + "\",\"newPassword\":\"Another-password-2" + CANARY + "\"}";
	Poco::Net::HTTPRequest request("PUT", "/user/password/old-password", "HTTP/1.1");
	request.setContentType("application/json");
	request.setContentLength(static_cast<std::streamsize>(body.size()));
	request.set("Authorization", "Bearer " + TOKEN);
	session.sendRequest(request) << body;
	Poco::Net::HTTPResponse response;
	Poco::NullOutputStream nowhere;
	Poco::StreamCopier::copyStream(session.receiveResponse(response), nowhere);
	return response.getStatus();
}


std::map<int, int> flood(const std::vector<std::unique_ptr<ServerProcess>>& servers)
	/// Returns how often each status was answered; 0 counts failures.
{
	std::map<int, int> statuses;
	std::mutex mutex;
	std::atomic<int> left{REQUESTS};
	std::vector<std::thread> threads;
	for (int i = 0; i < CONNECTIONS; ++i)
	{
		threads.emplace_back([&, i]
		{
			Poco::Net::HTTPClientSession session("127.0.0.1", servers[static_cast<std::size_t>(i % PROCESSES)]->port());
			session.setKeepAlive(true);
			for (int number = left--; number > 0; number = left--)
			{
				int status = 0;
				try
				{
					status = guess(session, number);
				}
				catch (const Poco::Exception&)
				{
					session.reset();  // counted as a failure
				}
				const std::lock_guard<std::mutex> lock(mutex);
				++statuses[status];
			}
		});
	}
	for (std::thread& thread: threads) thread.join();
	return statuses;
}


} // namespace


AUTHPLUG_CASES(FloodTest)
{
	addCase(suite, "of 500 wrong passwords over 64 connections to two processes five are checked, by three witnesses", []
	{
		PrivateMariaDb database;
		database.query("INSERT INTO pw(user_id, hash) VALUES('1', '" + HASH + "')", database.database());
		database.generalLog(true);
		std::vector<std::unique_ptr<ServerProcess>> servers;
		for (int i = 0; i < PROCESSES; ++i) servers.push_back(std::make_unique<ServerProcess>(database));

		const std::map<int, int> statuses = flood(servers);
		int verified = 0;
		for (const auto& server: servers) verified += server->stopAndCount();

		CPPUNIT_ASSERT((statuses == std::map<int, int>{{401, 5}, {429, REQUESTS - 5}}));
		CPPUNIT_ASSERT_EQUAL(5, verified);
		for (const auto& server: servers) expectNoSecret(server->logPath(), "password.change");
		expectNoSecret(database.generalLogPath(), "UPDATE pw_check");
		CPPUNIT_ASSERT_EQUAL(std::string("5"), database.value("SELECT seq FROM " + database.database() + ".pw_check WHERE user_id='1' AND purpose='change'"));
	});
}
