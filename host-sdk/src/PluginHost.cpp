//
// PluginHost.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  PluginHost
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PluginHost.h"
#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/ControlService.h"
#include "AuthPlug/Host/Dispatcher.h"
#include "AuthPlug/Host/GuardedContexts.h"
#include "AuthPlug/Host/JsonLog.h"
#include "AuthPlug/Host/NotFoundFactory.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::uint32_t SPARE_THREADS = 64;
	/// 32 for the places at the slots, the rest for all that needs no hash.


HashSlotPool::Options slotOptions(const Api::Settings& settings, const HttpOptions& http)
	/// A request that waits for a hash holds a thread.
{
	const HashSlotPool::Options options = HashSlotPool::Options::from(settings);
	if (options.maxWaiting + SPARE_THREADS <= http.threads) return options;
	const char* const key = settings.origin("hash.queue").line >= settings.origin("http.threads").line ? "hash.queue" : "http.threads";
	throw ConfigException(settings, key, "wanted hash.queue at least " + std::to_string(SPARE_THREADS)
		+ " below http.threads, got " + std::to_string(options.maxWaiting) + " and " + std::to_string(http.threads));
}


} // namespace


class PluginHost::Parts
	/// In the order in which they depend on each other.
{
public:
	explicit Parts(const Api::Settings& settings):
		log(settings, clock),
		httpOptions(HttpOptions::from(settings)),
		slots(slotOptions(settings, httpOptions), clock),
		database(SqlDatabase::create(DatabaseOptions::from(settings), clock, random, log)),
		plugins(PluginManager::Options::from(settings), services, routes, clock, log),
		control(ControlService::Options::from(settings), plugins, log)
	{
		services.add<Api::Clock>(clock);
		services.add<Api::Random>(random);
		services.add<Api::Log>(log);
		services.add<Api::HashSlots>(slots);
		services.add<Api::DatabaseService>(*database);
		services.add<Api::RequestContexts>(contexts);
	}

	SystemClock clock;
	SystemRandom random;
	JsonLog log;
	const HttpOptions httpOptions;
	HashSlotPool slots;
	const std::unique_ptr<SqlDatabase> database;
	GuardedContexts contexts;
	ServiceRegistry services;
	HostRoutes hostRoutes;
	Routes routes;
	PluginManager plugins;
	ControlService control;
	Poco::Net::HTTPRequestHandlerFactory::Ptr fallback;
	std::unique_ptr<HttpService> http;
};


SettingsSchema PluginHost::schema()
{
	SettingsSchema schema;
	schema.add(HTTP_SETTINGS).add(DATABASE_SETTINGS).add(HASH_SETTINGS).add(PLUGIN_SETTINGS).add(CONTROL_SETTINGS).add(LOG_SETTINGS);
	return schema;
}


PluginHost::PluginHost(const Api::Settings& settings): _parts(std::make_unique<Parts>(settings))
{
}


PluginHost::~PluginHost()
{
	stop(0);
}


void PluginHost::setFallback(Poco::Net::HTTPRequestHandlerFactory::Ptr factory)
{
	_parts->fallback = std::move(factory);
}


HostRoutes& PluginHost::routes()
{
	return _parts->hostRoutes;
}


void PluginHost::start()
{
	Parts& parts = *_parts;
	// First: it tells what a plugin that does not come up is waiting for.
	parts.control.start();
	parts.plugins.start();
	if (!parts.fallback) parts.fallback = new NotFoundFactory(parts.httpOptions);
	const Dispatcher::Ptr dispatcher(new Dispatcher(parts.routes, parts.hostRoutes, parts.fallback,
		parts.clock, parts.random, parts.log, parts.httpOptions));
	parts.http = std::make_unique<HttpService>(parts.httpOptions, dispatcher, parts.clock, parts.log);
	parts.http->start();
}


HttpService* PluginHost::http() noexcept
{
	return _parts->http.get();
}


bool PluginHost::stop(std::uint32_t drainMillis)
{
	_parts->control.stop();
	_parts->slots.drain();
	const bool complete = !_parts->http || _parts->http->stop(drainMillis);
	_parts->plugins.stop();
	return complete;
}


Api::Clock& PluginHost::clock() noexcept
{
	return _parts->clock;
}


Api::Random& PluginHost::random() noexcept
{
	return _parts->random;
}


Api::Log& PluginHost::log() noexcept
{
	return _parts->log;
}


HashSlotPool& PluginHost::slots() noexcept
{
	return _parts->slots;
}


SqlDatabase& PluginHost::database() noexcept
{
	return *_parts->database;
}


PluginManager& PluginHost::plugins() noexcept
{
	return _parts->plugins;
}


ServiceRegistry& PluginHost::registry() noexcept
{
	return _parts->services;
}


} } // namespace AuthPlug::Host
