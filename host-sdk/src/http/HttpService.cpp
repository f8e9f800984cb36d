//
// HttpService.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HttpService
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/HttpService.h"
#include "HttpConnection.h"
#include "ConnectionBook.h"
#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketImpl.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


using std::chrono::milliseconds;
using std::chrono::steady_clock;


const milliseconds WATCH_INTERVAL(250);
const milliseconds STEP(5);
const milliseconds HEADER_GRACE(500);
	/// How long stop() waits for headers that have begun to come in.


Poco::Net::HTTPServerParams::Ptr paramsFrom(const HttpOptions& options)
{
	Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
	params->setMaxThreads(static_cast<int>(options.threads));
	params->setMaxQueued(static_cast<int>(options.queue));
	params->setTimeout(Poco::Timespan(std::int64_t(options.headerTimeoutMillis)*1000));
	params->setKeepAlive(true);
	params->setKeepAliveTimeout(Poco::Timespan(std::int64_t(options.keepAliveTimeoutMillis)*1000));
	params->setMaxKeepAliveRequests(static_cast<int>(options.keepAliveRequests));
	return params;
}


void silence(Poco::Net::ServerSocket& socket)
	/// Closes the listening socket at once, while POCO's thread polls it: the
	/// descriptor number lives on as an event that never comes, so that no other
	/// thread can be given it.
{
	const int never = ::eventfd(0, EFD_CLOEXEC);
	if (never < 0) return;
	::dup3(never, socket.impl()->sockfd(), O_CLOEXEC);
	::close(never);
}


class ArrivalCounter: public Poco::Net::TCPServerConnectionFilter
	/// POCO counts a connection only when a thread has taken it.
{
public:
	explicit ArrivalCounter(ConnectionBook& book): _book(book)
	{
	}

	bool accept(const Poco::Net::StreamSocket&) override
	{
		_book.arrive();
		return true;
	}

private:
	ConnectionBook& _book;
};


} // namespace


class HttpService::Impl
{
public:
	Impl(const HttpOptions& options, Poco::Net::HTTPRequestHandlerFactory::Ptr factory, Api::Clock& clock, Api::Log& log):
		_options(options), _log(log), _book(clock),
		_services{_options, paramsFrom(options), std::move(factory), log, _book, _requests},
		_pool("http", static_cast<int>(std::min(options.threads, 8u)), static_cast<int>(options.threads))
	{
	}

	void start();
	bool stop(std::uint32_t drainMillis);
	State state() const;

	std::uint16_t port() const
	{
		return _port;
	}

	bool running() const
	{
		return _server && !_stopped;
	}

private:
	void watch();
	void reportRefused();
	bool busy(milliseconds sinceStop) const;

	const HttpOptions _options;
	Api::Log& _log;
	ConnectionBook _book;
	Gate _requests;
	HttpConnectionServices _services;
	Poco::ThreadPool _pool;
	Poco::Net::ServerSocket _socket;
	std::optional<Poco::Net::TCPServer> _server;
	std::uint16_t _port = 0;
	bool _stopped = false;
	bool _clean = true;

	std::thread _watcher;
	std::mutex _watchMutex;
	std::condition_variable _watchEnd;
	bool _watching = true;
	int _refusedReported = 0;
};


void HttpService::Impl::start()
{
	if (_server) throw Poco::IllegalStateException("the HTTP service was started already");

	// POCO's two-argument bind() would set SO_REUSEPORT as well, and two
	// processes would then share a port without knowing.
	_socket.bind(Poco::Net::SocketAddress(_options.address, _options.port), true, false);
	_socket.listen(static_cast<int>(_options.backlog));
	_port = _socket.address().port();
	_server.emplace(Poco::Net::TCPServerConnectionFactory::Ptr(new HttpConnectionFactory(_services)), _pool, _socket, _services.params);
	_server->setConnectionFilter(new ArrivalCounter(_book));
	_watcher = std::thread([this] { watch(); });
	_server->start();

	const std::string port = std::to_string(_port);
	const Api::LogField fields[] = {{"address", _options.address}, {"port", port}};
	_log.write(Api::LogLevel::info, "http.listening", fields, std::size(fields));
}


bool HttpService::Impl::stop(std::uint32_t drainMillis)
{
	if (!running()) return _clean;
	_stopped = true;

	silence(_socket);
	_requests.close();
	const auto begin = steady_clock::now();
	for (;;)
	{
		const auto elapsed = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
		if (elapsed >= milliseconds(drainMillis) || !busy(elapsed)) break;
		std::this_thread::sleep_for(STEP);
	}
	_clean = _requests.inside() == 0;

	_book.cutAll();
	_server->stop();
	_pool.joinAll();
	{
		const std::lock_guard<std::mutex> lock(_watchMutex);
		_watching = false;
	}
	_watchEnd.notify_all();
	_watcher.join();

	const Api::LogField fields[] = {{"clean", _clean ? "true" : "false"}};
	_log.write(_clean ? Api::LogLevel::info : Api::LogLevel::warning, "http.stopped", fields, std::size(fields));
	return _clean;
}


bool HttpService::Impl::busy(milliseconds sinceStop) const
	/// Tells whether there is anything left to wait for.
{
	if (_requests.inside() > 0) return true;
	return _book.isBusy(static_cast<std::uint64_t>(_server->refusedConnections()), sinceStop < HEADER_GRACE);
}


HttpService::State HttpService::Impl::state() const
{
	State state{};
	state.connections = _book.size();
	state.requests = _requests.inside();
	state.cutOff = _book.cutOff();
	state.draining = _requests.closed();
	if (!_server) return state;
	state.queued = static_cast<std::size_t>(_server->queuedConnections());
	state.accepted = static_cast<std::uint64_t>(_server->totalConnections());
	state.refused = static_cast<std::uint64_t>(_server->refusedConnections());
	return state;
}


void HttpService::Impl::watch()
{
	std::unique_lock<std::mutex> lock(_watchMutex);
	while (!_watchEnd.wait_for(lock, WATCH_INTERVAL, [this] { return !_watching; }))
	{
		_book.cutSlowHeaders(std::int64_t(_options.headerTimeoutMillis)*1000);
		reportRefused();
	}
}


void HttpService::Impl::reportRefused()
{
	const int refused = _server->refusedConnections();
	if (refused == _refusedReported) return;

	const std::string count = std::to_string(refused - _refusedReported);
	const Api::LogField fields[] = {{"connections", count}};
	_log.write(Api::LogLevel::warning, "http.queue_full", fields, std::size(fields));
	_refusedReported = refused;
}


HttpService::HttpService(const HttpOptions& options, Poco::Net::HTTPRequestHandlerFactory::Ptr factory, Api::Clock& clock, Api::Log& log):
	_impl(std::make_unique<Impl>(options, std::move(factory), clock, log))
{
}


HttpService::~HttpService()
{
	_impl->stop(0);
}


void HttpService::start()
{
	_impl->start();
}


std::uint16_t HttpService::port() const
{
	return _impl->port();
}


bool HttpService::stop(std::uint32_t drainMillis)
{
	return _impl->stop(drainMillis);
}


HttpService::State HttpService::state() const
{
	return _impl->state();
}


} } // namespace AuthPlug::Host
