//
// TestServer.h
//
// Tests: http
//
// A dispatcher with routes of the tests' own, on a real server.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_TestServer_INCLUDED
#define AuthPlug_Tests_TestServer_INCLUDED


#include "AuthPlug/Host/Dispatcher.h"
#include "AuthPlug/Host/ErrorAnswer.h"
#include "AuthPlug/Host/GuardedContexts.h"
#include "AuthPlug/Host/HttpService.h"
#include "AuthPlug/Host/NotFoundFactory.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "Canary.h"
#include "RawClient.h"
#include "SearchedLog.h"
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/ThreadPool.h>
#include <cppunit/extensions/HelperMacros.h>
#include <atomic>
#include <functional>
#include <mutex>
#include <vector>


namespace AuthPlug {
namespace Tests {


using Handler = std::function<void(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse&)>;


class FunctionHandler: public Poco::Net::HTTPRequestHandler
{
public:
	explicit FunctionHandler(Handler handler): _handler(std::move(handler))
	{
	}

	void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override
	{
		_handler(request, response);
	}

private:
	const Handler _handler;
};


class FunctionFactory: public Poco::Net::HTTPRequestHandlerFactory
	/// Stands for a plugin's factory, or for a host's own.
{
public:
	explicit FunctionFactory(Handler handler): _handler(std::move(handler))
	{
	}

	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& /*request*/) override
	{
		return std::make_unique<FunctionHandler>(_handler).release();
	}

private:
	const Handler _handler;
};


class RecordingLog: public Api::Log
	/// Keeps every line, and is searched for secrets.
{
public:
	void write(Api::LogLevel /*level*/, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept override
	{
		searchEvent(event, fields, count);
		const std::lock_guard<std::mutex> lock(_mutex);
		std::string line(event);
		for (std::size_t i = 0; i < count; ++i)
		{
			line.append(" ").append(fields[i].key).append("=").append(fields[i].value);
		}
		_lines.push_back(line);
	}

	bool has(const std::string& text) const
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		for (const std::string& line: _lines)
		{
			if (line.find(text) != std::string::npos) return true;
		}
		return false;
	}

private:
	mutable std::mutex _mutex;
	std::vector<std::string> _lines;
};


enum class Kind
{
	service,  /// HttpService
	poco      /// a Poco::Net::HTTPServer of the host's own
};


inline std::string nameOf(Kind kind)
{
	return kind == Kind::service ? "HttpService" : "HTTPServer";
}


inline Host::HttpOptions quickOptions()
	/// Few threads and short waits.
{
	Host::HttpOptions options;
	options.threads = 16;
	options.connections = 64;
	options.headerTimeoutMillis = 3000;
	options.bodyTimeoutMillis = 700;
	options.discardMillis = 1000;
	return options;
}


class TestServer
	/// Add routes, then start().
{
public:
	explicit TestServer(const Host::HttpOptions& options = quickOptions(), Kind kind = Kind::service):
		_options(options), _kind(kind), gate(std::make_shared<Host::Gate>()),
		fallback(new Host::NotFoundFactory(options))
	{
	}

	~TestServer()
	{
		if (_poco)
		{
			_poco->stopAll(true);
			_pool->joinAll();
		}
		service.reset();
	}

	void add(const std::string& method, const std::string& path, const std::string& contentType, std::uint32_t limit, Handler handler,
		std::uint32_t deadlineMillis = 10000)
		/// Adds a plugin's route.
	{
		factories.push_back(std::make_unique<FunctionFactory>(std::move(handler)));
		plugin.push_back(Host::Route{method, path, contentType, limit, deadlineMillis, "demo", factories.back().get(), gate});
	}

	void addEcho()
		/// Adds PUT /echo, which answers with the body it got.
	{
		add("PUT", "/echo", "application/json", 8192, [this](Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response)
		{
			++calls;
			Host::sendJson(response, 200, std::string(Host::GuardedContexts::find(request)->body().expose()));
		});
	}

	TestServer& start()
	{
		routes.swap(std::make_shared<const Host::RouteTable>(plugin));
		dispatcher = new Host::Dispatcher(routes, own, fallback, clock, random, log, _options);
		if (_kind == Kind::service)
		{
			service = std::make_unique<Host::HttpService>(_options, dispatcher, clock, log);
			service->start();
			_port = service->port();
			return *this;
		}
		Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
		params->setTimeout(Poco::Timespan(std::int64_t(_options.headerTimeoutMillis)*1000));
		params->setMaxThreads(16);
		_pool = std::make_unique<Poco::ThreadPool>(2, 16);
		_poco = std::make_unique<Poco::Net::HTTPServer>(dispatcher, *_pool,
			Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0)), params);
		_poco->start();
		_port = _poco->port();
		return *this;
	}

	std::uint16_t port() const
	{
		return _port;
	}

	RawClient connect() const
	{
		return RawClient(_port);
	}

	Answer ask(const std::string& bytes) const
		/// Sends the bytes on a connection of their own and returns the answer.
	{
		RawClient client(_port);
		client.send(bytes);
		return client.need();
	}

private:
	Host::HttpOptions _options;
	Kind _kind;
	std::uint16_t _port = 0;

public:
	Host::SystemClock clock;
	Host::SystemRandom random;
	RecordingLog log;
	std::atomic<int> calls{0};  /// of /echo's handler
	std::shared_ptr<Host::Gate> gate;
	std::vector<std::unique_ptr<FunctionFactory>> factories;
	std::vector<Host::Route> plugin;
	Host::Routes routes;
	Host::HostRoutes own;
	Poco::Net::HTTPRequestHandlerFactory::Ptr fallback;
	Host::Dispatcher::Ptr dispatcher;
	std::unique_ptr<Host::HttpService> service;

private:
	std::unique_ptr<Poco::ThreadPool> _pool;
	std::unique_ptr<Poco::Net::HTTPServer> _poco;
};


inline std::string bearer()
	/// A header with a token, which must not appear in any log.
{
	return "Authorization: Bearer " + Canary::token() + "\r\n";
}


inline std::string secretBody()
{
	return "{\"oldPassword\":\"" + Canary::password() + "\"}";
}


inline std::string put(const std::string& path, const std::string& body, const std::string& headers = "")
{
	return "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
		+ std::to_string(body.size()) + "\r\n" + bearer() + headers + "\r\n" + body;
}


inline std::string get(const std::string& path, const std::string& headers = "")
{
	return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + bearer() + headers + "\r\n";
}


class Finally
	/// Does something at the end of a scope, however it ends.
{
public:
	explicit Finally(std::function<void()> action): _action(std::move(action))
	{
	}

	~Finally()
	{
		_action();
	}

private:
	const std::function<void()> _action;
};


inline void waitUntil(const std::function<bool()>& condition, const std::string& what)
	/// Waits up to 20 s.
{
	for (int i = 0; i < 4000; ++i)
	{
		if (condition()) return;
		::usleep(5000);
	}
	throw std::runtime_error("waited in vain for: " + what);
}


inline void addSlow(TestServer& server, std::atomic<bool>& go)
	/// Adds PUT /slow, which counts its calls and answers when it is told to.
{
	server.add("PUT", "/slow", "application/json", 100, [&](Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response)
	{
		++server.calls;
		waitUntil([&] { return go.load(); }, "the test to go on");
		Host::sendJson(response, 200, "\"slow\"");
	});
}


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_TestServer_INCLUDED
