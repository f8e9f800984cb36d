//
// ForeignHost.cpp
//
// Tests: install-consumer
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ForeignHost.h"
#include "ForeignPages.h"
#include <AuthPlug/Host/Dispatcher.h>


using namespace AuthPlug;


Host::SettingsSchema ForeignHost::schema()
{
	Host::SettingsSchema schema;
	schema.add(Host::DATABASE_SETTINGS).add(Host::HASH_SETTINGS).add(Host::PLUGIN_SETTINGS).add(Host::CONTROL_SETTINGS).add(Host::LOG_SETTINGS);
	return schema;
}


ForeignHost::ForeignHost(const Api::Settings& settings):
	_log(settings, _clock),
	_slots(Host::HashSlotPool::Options::from(settings), _clock),
	_database(Host::SqlDatabase::create(Host::DatabaseOptions::from(settings), _clock, _random, _log)),
	_hasher(Password::Argon2Options(), _random),
	_passwords(*_database, _slots, _hasher, _log, Password::PasswordCheck::Options()),
	_plugins(Host::PluginManager::Options::from(settings), _services, _routes, _clock, _log),
	_control(Host::ControlService::Options::from(settings), _plugins, _log),
	_threads(2, 32),
	_socket(Poco::Net::SocketAddress("127.0.0.1", 0))
{
	_services.add<Api::Clock>(_clock);
	_services.add<Api::Random>(_random);
	_services.add<Api::Log>(_log);
	_services.add<Api::HashSlots>(_slots);
	_services.add<Api::DatabaseService>(*_database);
	_services.add<Api::RequestContexts>(_contexts);
	_services.add<Api::SessionService>(_sessions);
	_services.add<Api::SudoTokenService>(_sessions);
}


void ForeignHost::start()
{
	_control.start();
	_plugins.start();
	const Poco::Net::HTTPRequestHandlerFactory::Ptr pages(new ForeignPages(_passwords, _plugins, _clock));
	const Host::Dispatcher::Ptr dispatcher(new Host::Dispatcher(_routes, pages, _clock, _random, _log));
	_server = std::make_unique<Poco::Net::HTTPServer>(dispatcher, _threads, _socket, new Poco::Net::HTTPServerParams);
	_server->start();
}


std::uint16_t ForeignHost::port() const
{
	return _socket.address().port();
}


void ForeignHost::reload() noexcept
{
	_plugins.requestReload();
}


void ForeignHost::stop()
{
	_control.stop();
	_server->stopAll(true);
	_threads.joinAll();
	_plugins.stop();
}
