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
#include "ConnectionBook.h"
#include "ConnectionPoller.h"
#include "ExceptionName.h"
#include "HttpConnection.h"
#include "Listener.h"
#include <Poco/Exception.h>
#include <Poco/Runnable.h>
#include <Poco/ThreadPool.h>
#include <atomic>
#include <chrono>
#include <cstring>
#include <optional>
#include <thread>


namespace AuthPlug {
namespace Host {


namespace {


using std::chrono::milliseconds;
using std::chrono::steady_clock;


const milliseconds WATCH_INTERVAL(250);
const milliseconds STEP(5);
const milliseconds HEADER_GRACE(500);
	/// How long stop() waits for headers that have begun to come in.
const milliseconds ACCEPT_PAUSE(50);


Poco::Net::HTTPServerParams::Ptr paramsFrom(const HttpOptions& options)
	/// What POCO's session and request ask for.
{
	Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
	params->setTimeout(Poco::Timespan(std::int64_t(options.headerTimeoutMillis)*1000));
	return params;
}


} // namespace


class HttpService::Impl: private Poco::Runnable
{
public:
	Impl(const HttpOptions& options, Poco::Net::HTTPRequestHandlerFactory::Ptr factory, Api::Clock& clock, Api::Log& log):
		_options(options), _log(log), _book(clock, std::int64_t(options.headerTimeoutMillis)*1000),
		_services{_options, paramsFrom(options), std::move(factory), log, _book, _requests, clock}
	{
	}

	void start();
	bool stop(std::uint32_t drainMillis);
	State state() const;

	std::uint16_t port() const
	{
		return _listener ? _listener->port() : 0;
	}

private:
	void startThreads();
	void endThreads();
	void run() override;
	bool serve(HttpConnection& connection) noexcept;

	void listen();
	bool acceptOne();
	std::unique_ptr<HttpConnection> connectionOf(const Poco::Net::StreamSocket& socket);
	void acceptFailed(const std::string& reason);
	void reportRefused();
	void report(Api::LogLevel level, std::string_view event, std::string_view key, const std::string& value);

	void drain(milliseconds atMost);

	const HttpOptions _options;
	Api::Log& _log;
	ConnectionBook _book;
	Gate _requests;
	HttpConnectionServices _services;
	ConnectionPoller _poller;
	std::optional<Listener> _listener;
	std::optional<Poco::ThreadPool> _threads;
	std::thread _listening;
	bool _clean = true;

	std::atomic<std::uint64_t> _accepted{0};
	std::atomic<std::uint64_t> _refused{0};

	// Of the thread that listens.
	std::uint64_t _refusedReported = 0;
	bool _failing = false;
};


void HttpService::Impl::start()
{
	if (_listener) throw Poco::IllegalStateException("the HTTP service was started already");

	_listener.emplace(_options);
	startThreads();

	const std::string port = std::to_string(_listener->port());
	const Api::LogField fields[] = {{"address", _options.address}, {"port", port}};
	_log.write(Api::LogLevel::info, "http.listening", fields, std::size(fields));
}


void HttpService::Impl::startThreads()
	/// All at once: a thread that can't be had is better missed now than under load.
{
	try
	{
		// Grows by start(): POCO's constructor would leave behind what it has
		// started if not all can be had.
		_threads.emplace("http", 1, static_cast<int>(_options.threads));
		for (std::uint32_t i = 0; i < _options.threads; ++i) _threads->start(*this);
		_listening = std::thread([this] { listen(); });
	}
	catch (...)
	{
		endThreads();
		_listener.reset();
		throw;
	}
}


void HttpService::Impl::endThreads()
{
	_poller.end();
	if (_threads) _threads->joinAll();
	_threads.reset();
}


bool HttpService::Impl::stop(std::uint32_t drainMillis)
{
	if (!_listening.joinable()) return _clean;

	_listener->end();
	_listening.join();
	_requests.close();
	drain(milliseconds(drainMillis));
	_clean = _requests.inside() == 0;

	_book.cutAll();
	while (_book.size() > 0) std::this_thread::sleep_for(STEP);
	endThreads();

	report(_clean ? Api::LogLevel::info : Api::LogLevel::warning, "http.stopped", "clean", _clean ? "true" : "false");
	return _clean;
}


void HttpService::Impl::drain(milliseconds atMost)
	/// Waits until there is nothing left to wait for.
{
	const auto begin = steady_clock::now();
	for (auto elapsed = milliseconds(0); elapsed < atMost; elapsed = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin))
	{
		if (_requests.inside() == 0 && !_book.isBusy(elapsed < HEADER_GRACE)) return;
		_book.cutLate();
		std::this_thread::sleep_for(STEP);
	}
}


HttpService::State HttpService::Impl::state() const
{
	State state{};
	state.connections = _book.size();
	state.served = _book.served();
	state.requests = _requests.inside();
	state.accepted = _accepted;
	state.refused = _refused;
	state.cutOff = _book.cutOff();
	state.draining = _requests.closed();
	return state;
}


void HttpService::Impl::run()
	/// What each of the threads does.
{
	while (std::unique_ptr<HttpConnection> connection = _poller.next())
	{
		if (serve(*connection)) _poller.park(std::move(connection));
	}
}


bool HttpService::Impl::serve(HttpConnection& connection) noexcept
{
	try
	{
		return connection.serve();
	}
	catch (...)
	{
		report(Api::LogLevel::error, "http.connection_failed", "reason", currentExceptionName());
		return false;
	}
}


void HttpService::Impl::listen()
{
	auto nextLook = steady_clock::now();
	while (_listener->wait(WATCH_INTERVAL))
	{
		acceptOne();
		if (steady_clock::now() < nextLook) continue;
		nextLook = steady_clock::now() + WATCH_INTERVAL;
		_book.cutLate();
		reportRefused();
	}
	// Whom the kernel has let in is answered, if only with 503.
	while (acceptOne()) {}
	_listener->close();
	reportRefused();
}


bool HttpService::Impl::acceptOne()
	/// Returns false if there is no connection that could be accepted.
{
	try
	{
		int error = 0;
		std::optional<Poco::Net::StreamSocket> socket = _listener->accept(error);
		if (error != 0) acceptFailed(::strerrordesc_np(error));
		if (!socket) return false;
		std::unique_ptr<HttpConnection> connection = connectionOf(*socket);
		socket.reset();
		if (connection) _poller.park(std::move(connection));
		_failing = false;
		return true;
	}
	catch (...)
	{
		acceptFailed(currentExceptionName());
		return false;
	}
}


std::unique_ptr<HttpConnection> HttpService::Impl::connectionOf(const Poco::Net::StreamSocket& socket)
	/// Returns nothing if there are too many.
{
	if (_book.size() >= _options.connections)
	{
		++_refused;
		return nullptr;
	}
	++_accepted;
	return std::make_unique<HttpConnection>(socket, _services);
}


void HttpService::Impl::acceptFailed(const std::string& reason)
	/// The connection waits in the kernel until some other one has ended.
{
	if (!_failing) report(Api::LogLevel::error, "http.accept_failed", "reason", reason);
	_failing = true;
	_listener->pause(ACCEPT_PAUSE);
}


void HttpService::Impl::reportRefused()
{
	const std::uint64_t refused = _refused;
	if (refused == _refusedReported) return;

	report(Api::LogLevel::warning, "http.connections_full", "connections", std::to_string(refused - _refusedReported));
	_refusedReported = refused;
}


void HttpService::Impl::report(Api::LogLevel level, std::string_view event, std::string_view key, const std::string& value)
{
	const Api::LogField fields[] = {{key, value}};
	_log.write(level, event, fields, std::size(fields));
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
