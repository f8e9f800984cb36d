//
// ConnectionDesk.h
//
// Tests: http
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_ConnectionDesk_INCLUDED
#define AuthPlug_Tests_ConnectionDesk_INCLUDED


#include "AuthPlug/Testing/FakeClock.h"
#include "HttpConnection.h"
#include "Listener.h"
#include "TestServer.h"
#include <Poco/Net/HTTPServerParams.h>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct ConnectionDesk
	/// What a connection needs of its service, and a client for each.
{
	ConnectionDesk()
	{
		options.threads = 8;
	}

	std::unique_ptr<Host::HttpConnection> accept()
	{
		clients.emplace_back(listener.port());
		CPPUNIT_ASSERT(listener.wait(std::chrono::seconds(20)));
		int error = 0;
		const auto socket = listener.accept(error);
		CPPUNIT_ASSERT(socket);
		return std::make_unique<Host::HttpConnection>(*socket, services);
	}

	void send(const std::string& bytes = get("/x"))
	{
		CPPUNIT_ASSERT(clients.back().send(bytes));
	}

	bool isAnswered()
	{
		const std::optional<Answer> answer = clients.back().answer();
		return answer && answer->status == status;
	}

	Testing::FakeClock clock;
	RecordingLog log;
	Host::HttpOptions options = quickOptions();
	Host::Listener listener{options};
	Host::ConnectionBook book{clock, 1000000};
	Host::Gate requests;
	std::atomic<int> status{404};  // of all answers
	Host::HttpConnectionServices services{options, new Poco::Net::HTTPServerParams, new FunctionFactory([this](auto&, auto& response) { Host::sendJson(response, status, "{}"); }), log, book, requests, clock};
	std::vector<RawClient> clients;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_ConnectionDesk_INCLUDED
