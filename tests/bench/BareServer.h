//
// BareServer.h
//
// Tests: bench
//
// A POCO server and nothing else: what the product's refusals are compared with.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_BareServer_INCLUDED
#define AuthPlug_Tests_BareServer_INCLUDED


#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/ThreadPool.h>
#include <functional>
#include <iostream>
#include <memory>
#include <string>


using BareWork = std::function<int(const std::string& path)>;
	/// Returns the status of the answer.


class BareHandler: public Poco::Net::HTTPRequestHandler
{
public:
	explicit BareHandler(const BareWork& work): _work(work)
	{
	}

	void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override
	{
		static const std::string ANSWER = R"({"statusCode":401,"error":"Unauthorized","message":"INVALID_TOKEN"})";
		std::string body;
		Poco::StreamCopier::copyToString(request.stream(), body);
		response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(_work(request.getURI())));
		response.setContentType("application/json; charset=utf-8");
		response.sendBuffer(ANSWER.data(), ANSWER.size());
	}

private:
	const BareWork& _work;
};


class BareFactory: public Poco::Net::HTTPRequestHandlerFactory
{
public:
	explicit BareFactory(BareWork work): _work(std::move(work))
	{
	}

	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override
	{
		return std::make_unique<BareHandler>(_work).release();
	}

private:
	const BareWork _work;
};


inline void serveBare(const std::string& threads, const std::string& requestsOfAConnection, BareWork work)
	/// Prints "port N", and serves until its input ends.
{
	Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
	params->setMaxThreads(std::stoi(threads));
	params->setMaxKeepAliveRequests(std::stoi(requestsOfAConnection));
	Poco::ThreadPool pool(8, params->getMaxThreads());
	Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0), 512);
	Poco::Net::HTTPServer server(new BareFactory(std::move(work)), pool, socket, params);
	server.start();
	std::cout << "port " << socket.address().port() << std::endl;
	for (std::string line; std::getline(std::cin, line);) {}
	server.stopAll(true);
	pool.joinAll();
}


#endif // AuthPlug_Tests_BareServer_INCLUDED
