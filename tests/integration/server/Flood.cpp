//
// Flood.cpp
//
// Tests: integration
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Flood.h"
#include "Canary.h"
#include "CountingServer.h"
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/NullStream.h>
#include <Poco/StreamCopier.h>
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


const char* const HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";


using Servers = std::vector<std::unique_ptr<CountingServer>>;


int guess(Poco::Net::HTTPClientSession& session, int number)
{
	const std::string body = "{\"oldPassword\":\"" + Canary::password(std::to_string(number))
		+ "\",\"newPassword\":\"" + Canary::password("New") + "\"}";
	Poco::Net::HTTPRequest request("PUT", "/user/password/old-password", "HTTP/1.1");
	request.setContentType("application/json");
	request.setContentLength(static_cast<std::streamsize>(body.size()));
	request.set("Authorization", "Bearer " + Canary::token());
	session.sendRequest(request) << body;
	Poco::Net::HTTPResponse response;
	Poco::NullOutputStream nowhere;
	Poco::StreamCopier::copyStream(session.receiveResponse(response), nowhere);
	return response.getStatus();
}


std::map<int, int> guessAll(const Servers& servers)
{
	std::map<int, int> statuses;
	std::mutex mutex;
	std::atomic<int> left{Flood::REQUESTS};
	std::vector<std::thread> threads;
	for (int i = 0; i < Flood::CONNECTIONS; ++i)
	{
		threads.emplace_back([&, i]
		{
			Poco::Net::HTTPClientSession session("127.0.0.1", servers[static_cast<std::size_t>(i % Flood::PROCESSES)]->port());
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


std::string textOf(const std::map<int, int>& statuses)
{
	std::string text;
	for (const auto& [status, count]: statuses) text += (text.empty() ? "" : ", ") + std::to_string(count) + " of " + std::to_string(status);
	return text;
}


} // namespace


std::vector<std::string> FloodReport::violations() const
{
	std::vector<std::string> found;
	const std::map<int, int> wanted = {{401, Flood::LIMIT}, {429, Flood::REQUESTS - Flood::LIMIT}};
	if (statuses != wanted) found.push_back("answers: wanted " + textOf(wanted) + ", got " + textOf(statuses));
	if (verified != Flood::LIMIT) found.push_back("hashes: wanted " + std::to_string(Flood::LIMIT) + ", got " + std::to_string(verified));
	if (charged != Flood::LIMIT) found.push_back("charges: wanted " + std::to_string(Flood::LIMIT) + ", got " + std::to_string(charged));
	return found;
}


FloodReport Flood::run(PrivateMariaDb& database, const std::string& pluginFile)
{
	database.query(std::string("INSERT INTO pw(user_id, hash) VALUES('1', '") + HASH + "')", database.database());
	Servers servers;
	for (int i = 0; i < PROCESSES; ++i)
	{
		const DatabaseAccess access{database.port(), database.user(), database.password(), database.database()};
		servers.push_back(std::make_unique<CountingServer>(AUTHPLUG_COUNTING_HOST, access, pluginFile, Canary::token()));
	}

	FloodReport report;
	report.statuses = guessAll(servers);
	for (const auto& server: servers)
	{
		report.verified += server->stopAndCount();
		report.logs.push_back(server->log());
	}
	report.charged = std::stoi(database.value("SELECT seq FROM pw_check WHERE user_id='1' AND purpose='change'"));
	return report;
}


} } // namespace AuthPlug::Tests
