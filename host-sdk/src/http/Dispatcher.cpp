//
// Dispatcher.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  Dispatcher
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/Dispatcher.h"
#include "GuardServices.h"
#include "HeaderCheck.h"
#include "RefusalHandler.h"
#include "RequestGuard.h"
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>


namespace AuthPlug {
namespace Host {


namespace {


using Poco::Net::HTTPMessage;
using Poco::Net::HTTPRequestHandler;
using Poco::Net::HTTPRequestHandlerFactory;
using Poco::Net::HTTPServerRequest;


std::string hexOf(const unsigned char* bytes, std::size_t size)
{
	static const char DIGITS[] = "0123456789abcdef";
	std::string text;
	text.reserve(2*size);
	for (std::size_t i = 0; i < size; ++i)
	{
		text += DIGITS[bytes[i] >> 4];
		text += DIGITS[bytes[i] & 15];
	}
	return text;
}


void suppressContinue(const HTTPServerRequest& request, int status)
	/// POCO sends `100 Continue` after the factory has returned, unless the
	/// status of the response is not 200 any more.
{
	request.response().setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
}


} // namespace


class Dispatcher::Impl
{
public:
	Impl(Routes& routes, std::shared_ptr<const RouteTable> hostRoutes, HTTPRequestHandlerFactory::Ptr fallback,
		Api::Clock& clock, Api::Random& random, Api::Log& log, const HttpOptions& options):
		_routes(routes), _hostRoutes(std::move(hostRoutes)), _fallback(std::move(fallback)), _services(clock, random, log, options)
	{
	}

	HTTPRequestHandler* dispatch(const HTTPServerRequest& request);

	void drain() noexcept
	{
		_services.draining = true;
	}

private:
	RequestGuard::Lease find(const std::string& method, std::string_view path) const;
	std::string allowedMethods(const RouteTable& plugins, std::string_view path) const;
	HTTPRequestHandler* guard(const HTTPServerRequest& request, const Framing& framing, RequestGuard::Lease lease);
	HTTPRequestHandler* refuse(const HTTPServerRequest& request, const Framing& framing, ErrorAnswer answer) const;

	Routes& _routes;
	const std::shared_ptr<const RouteTable> _hostRoutes;
	HTTPRequestHandlerFactory::Ptr _fallback;
	GuardServices _services;
};


HTTPRequestHandler* Dispatcher::Impl::dispatch(const HTTPServerRequest& request)
{
	const std::string_view path = pathOf(request.getURI());
	for (;;)
	{
		RequestGuard::Lease lease = find(request.getMethod(), path);
		ErrorAnswer notAllowed;
		notAllowed.status = 405;
		if (!lease.route) notAllowed.allow = allowedMethods(*lease.table, path);
		if (!lease.route && notAllowed.allow.empty()) return _fallback->createRequestHandler(request);

		Framing framing;
		if (const auto refused = checkHeader(request, framing)) return refuse(request, framing, *refused);
		if (_services.draining) return refuse(request, framing, _services.tryAgainLater(true));
		if (!lease.route) return refuse(request, framing, notAllowed);
		if (lease.route->drained) return refuse(request, framing, _services.tryAgainLater(false));
		if (const auto refused = checkForRoute(request, framing, *lease.route)) return refuse(request, framing, *refused);

		lease.pass = lease.route->gate->enter();
		if (lease.pass) return guard(request, framing, std::move(lease));
		// A generation is closed after another one has taken its place, so look
		// again, unless none has.
		if (lease.table == _routes.current()) return refuse(request, framing, _services.tryAgainLater(false));
	}
}


RequestGuard::Lease Dispatcher::Impl::find(const std::string& method, std::string_view path) const
{
	RequestGuard::Lease lease;
	lease.table = _routes.current();
	lease.route = lease.table->find(method, path);
	// The host's own table lives as long as the dispatcher.
	if (!lease.route) lease.route = _hostRoutes->find(method, path);
	return lease;
}


std::string Dispatcher::Impl::allowedMethods(const RouteTable& plugins, std::string_view path) const
{
	std::string methods = plugins.allowedMethods(path);
	const std::string own = _hostRoutes->allowedMethods(path);
	if (!methods.empty() && !own.empty()) methods += ", ";
	return methods + own;
}


HTTPRequestHandler* Dispatcher::Impl::guard(const HTTPServerRequest& request, const Framing& framing, RequestGuard::Lease lease)
{
	unsigned char id[16];
	if (!_services.random.fill(id, sizeof(id)))
	{
		_services.log.write(Api::LogLevel::alarm, "http.random_failed", nullptr, 0);
		return refuse(request, framing, _services.tryAgainLater(false));
	}

	RequestFacts facts;
	facts.id = hexOf(id, sizeof(id));
	facts.clientAddress = _services.proxies.clientOf(request, request.clientAddress().host());
	facts.deadline = _services.clock.monotonic() + std::int64_t(lease.route->deadlineMillis)*1000;
	facts.bodyLength = framing.length.value_or(0);

	// HTTP/1.0 has no interim answers (RFC 9110, section 10.1.1).
	if (request.getVersion() == HTTPMessage::HTTP_1_0) suppressContinue(request, 100);
	return std::make_unique<RequestGuard>(std::move(lease), std::move(facts), _services).release();
}


HTTPRequestHandler* Dispatcher::Impl::refuse(const HTTPServerRequest& request, const Framing& framing, ErrorAnswer answer) const
{
	// A body that stays unread would be taken for the next request.
	answer.close = answer.close || framing.mayHaveBody();
	// POCO would repeat whatever the client gave as its version.
	if (request.getVersion() != HTTPMessage::HTTP_1_0) request.response().setVersion(HTTPMessage::HTTP_1_1);
	suppressContinue(request, answer.status);
	return std::make_unique<RefusalHandler>(std::move(answer), _services.options).release();
}


Dispatcher::Dispatcher(Routes& routes, HTTPRequestHandlerFactory::Ptr fallback,
	Api::Clock& clock, Api::Random& random, Api::Log& log, const HttpOptions& options):
	_impl(std::make_unique<Impl>(routes, std::make_shared<const RouteTable>(), std::move(fallback), clock, random, log, options))
{
}


Dispatcher::Dispatcher(Routes& routes, const HostRoutes& hostRoutes, HTTPRequestHandlerFactory::Ptr fallback,
	Api::Clock& clock, Api::Random& random, Api::Log& log, const HttpOptions& options):
	_impl(std::make_unique<Impl>(routes, hostRoutes.table(), std::move(fallback), clock, random, log, options))
{
}


Dispatcher::~Dispatcher() = default;


HTTPRequestHandler* Dispatcher::createRequestHandler(const HTTPServerRequest& request)
{
	return _impl->dispatch(request);
}


void Dispatcher::drain() noexcept
{
	_impl->drain();
}


} } // namespace AuthPlug::Host
