//
// BareServer.cpp
//
// Tests: bench
//
// What the product is compared with: handlers of a plain POCO server that read
// the body and answer, and one that asks the database for one row first:
//
//   bench-bare FILE.properties
//
// PUT /STATUS/N answers with that status; PUT /select/USER answers 429 after a
// SELECT by key. Prints "port N", and ends with its input. The SELECT goes through
// the pool that the product uses: a plain one of POCO takes two round trips.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/JsonLog.h"
#include "AuthPlug/Host/HttpOptions.h"
#include "AuthPlug/Host/PluginHost.h"
#include "AuthPlug/Host/SqlDatabase.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "core/OneStatement.h"
#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/ThreadPool.h>
#include <iostream>
#include <memory>
#include <string>


using namespace AuthPlug;
using namespace Poco::Net;


namespace {


constexpr std::string_view ANSWER = R"({"statusCode":401,"error":"Unauthorized","message":"INVALID_TOKEN"})";


class SelectByKey final: public Password::OneStatement
{
public:
	explicit SelectByKey(const Api::Value* key) noexcept: OneStatement(STATEMENT, key, 1)
	{
	}

	std::string hash;

private:
	void onRow(const Api::Value* columns, std::size_t) noexcept override
	{
		hash = columns[0].text;
	}

	void forget() noexcept override
	{
		hash.clear();
	}

	static constexpr Api::ValueType BYTES[] = {Api::ValueType::bytes};
	static constexpr Api::Statement STATEMENT{"SELECT hash FROM pw WHERE user_id=?", BYTES, 1, BYTES, 1, false};
};


class BareHandler: public HTTPRequestHandler
{
public:
	explicit BareHandler(Host::SqlDatabase& database): _database(database)
	{
	}

	void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override
	{
		std::string body;
		Poco::StreamCopier::copyToString(request.stream(), body);
		int status = 429;
		if (request.getURI().compare(0, 8, "/select/") == 0) select(std::string_view(request.getURI()).substr(8));
		else status = std::stoi(request.getURI().substr(8));
		response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(status));
		response.setContentType("application/json; charset=utf-8");
		response.sendBuffer(ANSWER.data(), ANSWER.size());
	}

private:
	void select(std::string_view user)
	{
		const Api::Value key[] = {Api::Value::ofBytes(user)};
		SelectByKey work(key);
		if (!work.runOn(_database, Host::SystemClock().monotonic() + 10000000) || work.hash.empty()) throw Poco::NotFoundException("no such user");
	}

	Host::SqlDatabase& _database;
};


class BareFactory: public HTTPRequestHandlerFactory
{
public:
	explicit BareFactory(Host::SqlDatabase& database): _database(database)
	{
	}

	HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override
	{
		return std::make_unique<BareHandler>(_database).release();
	}

private:
	Host::SqlDatabase& _database;
};


void serve(const Api::Settings& settings)
{
	Host::SystemClock clock;
	Host::SystemRandom random;
	Host::JsonLog log(settings, clock);
	const std::unique_ptr<Host::SqlDatabase> database = Host::SqlDatabase::create(Host::DatabaseOptions::from(settings), clock, random, log);
	const Host::HttpOptions options = Host::HttpOptions::from(settings);
	HTTPServerParams::Ptr params = new HTTPServerParams;
	params->setMaxThreads(static_cast<int>(options.threads));
	params->setMaxQueued(static_cast<int>(options.queue));
	params->setMaxKeepAliveRequests(static_cast<int>(options.keepAliveRequests));
	params->setKeepAliveTimeout(Poco::Timespan(options.keepAliveTimeoutMillis*1000LL));
	Poco::ThreadPool threads(8, static_cast<int>(options.threads));
	ServerSocket socket(SocketAddress("127.0.0.1", 0), static_cast<int>(options.backlog));
	HTTPServer server(new BareFactory(*database), threads, socket, params);
	server.start();
	std::cout << "port " << socket.address().port() << std::endl;
	for (std::string line; std::getline(std::cin, line);) {}
	server.stopAll(true);
	threads.joinAll();
}


} // namespace


int main(int argc, char** argv)
{
	if (argc != 2) return 64;
	try
	{
		serve(*Host::PluginHost::schema().check(Host::PropertiesFile::load(argv[1])));
		return 0;
	}
	catch (const Poco::Exception& exception)
	{
		std::cerr << exception.displayText() << std::endl;
		return 1;
	}
}
