//
// OwnServerTest.cpp
//
// Tests: http
//
// A host that keeps the Poco::Net::HTTPServer and the handlers that it has.
// README.md shows the marked part.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/Dispatcher.h"
#include "AuthPlug/Host/JsonLog.h"
#include "AuthPlug/Host/Routes.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "Canary.h"
#include "Cases.h"
#include "TemporaryFolder.h"
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>


using namespace AuthPlug;


namespace {


class Text: public Poco::Net::HTTPRequestHandler
{
public:
	explicit Text(const char* text): _text(text)
	{
	}

	void handleRequest(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) override
	{
		const std::string text(_text);
		response.sendBuffer(text.data(), text.size());
	}

private:
	const char* _text;
};


class YourFactory: public Poco::Net::HTTPRequestHandlerFactory
	/// Stands for the factory of a server that is there already.
{
public:
	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override
	{
		return new Text("yours");
	}
};


class PluginFactory: public Poco::Net::HTTPRequestHandlerFactory
{
public:
	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override
	{
		return new Text("plugin");
	}
};


std::string get(std::uint16_t port, const std::string& path)
{
	Poco::Net::HTTPClientSession session("127.0.0.1", port);
	Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
	request.set("Authorization", "Bearer " + Tests::Canary::token());
	session.sendRequest(request);
	Poco::Net::HTTPResponse response;
	std::string body;
	Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
	return body;
}


} // namespace


AUTHPLUG_CASES(OwnServerTest)
{
	Tests::addCase(suite, "PluginRoutesAreServedBesideTheHostsOwn", []
	{
		const Tests::TemporaryFolder folder;
		Host::SystemClock clock;
		Host::SystemRandom random;
		Host::JsonLog log(folder.file("log"), clock);
		PluginFactory pluginFactory;
		Host::Route route;
		route.method = "GET";
		route.path = "/plugin";
		route.deadlineMillis = 5000;
		route.factory = &pluginFactory;
		route.gate = std::make_shared<Host::Gate>();
		Host::Routes routes;
		routes.swap(std::make_shared<const Host::RouteTable>(std::vector<Host::Route>{route}));
		Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
		const Poco::Net::HTTPServerParams::Ptr params(new Poco::Net::HTTPServerParams);

		// [own-server]
		Poco::Net::HTTPRequestHandlerFactory::Ptr yours(new YourFactory);
		Host::Dispatcher::Ptr dispatcher(new Host::Dispatcher(routes, yours, clock, random, log));
		Poco::Net::HTTPServer server(dispatcher, socket, params);
		// [end]
		server.start();
		CPPUNIT_ASSERT_EQUAL(std::string("plugin"), get(socket.address().port(), "/plugin"));
		CPPUNIT_ASSERT_EQUAL(std::string("yours"), get(socket.address().port(), "/anything/else"));
		server.stopAll(true);
		Poco::ThreadPool::defaultPool().joinAll();
	});
}
