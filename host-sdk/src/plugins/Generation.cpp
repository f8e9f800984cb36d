//
// Generation.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  Generation
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Generation.h"
#include "HandshakeCheck.h"
#include "Refusal.h"
#include "RouteCollector.h"
#include <cassert>


namespace AuthPlug {
namespace Host {


namespace {


std::string reasonOf(const Api::ErrorText& error)
{
	return error.view().empty() ? "no reason given" : std::string(error.view());
}


} // namespace


Generation::Generation(Origin origin, std::unique_ptr<PluginLibrary> library):
	_origin(std::move(origin)), _library(std::move(library)), _gate(std::make_shared<Gate>())
{
}


Generation::~Generation()
{
	destroy();
}


void Generation::requireNoIntruders(const LoadedLibraries& host) const
{
	std::string all;
	for (const std::string& intruder: _library->intruders(host)) all += (all.empty() ? "" : "; ") + intruder;
	if (!all.empty()) throw Refusal(Refusal::Kind::tainting, "libraries: it brings in " + all);
}


void Generation::negotiate()
{
	const Api::PluginDescriptor& descriptor = _library->descriptor();
	checkHandshake(std::string_view(reinterpret_cast<const char*>(&descriptor), sizeof(descriptor)));
	if (!descriptor.name || !descriptor.version || !descriptor.create) throw Refusal("handshake: wanted name, version and create, got a null pointer");
	_version = descriptor.version;
	_state = PluginState::negotiated;
}


void Generation::configure(const std::string& configPath)
{
	std::size_t count = 0;
	const Api::SettingSpec* common = PluginFolder::commonSettings(count);
	_schema.add(common, count);
	try
	{
		_schema.add(_library->descriptor().settings, _library->descriptor().settingCount);
	}
	catch (const Poco::InvalidArgumentException& exception)
	{
		throw Refusal("schema: " + exception.message());
	}
	_settings = settingsOf(_origin.files, configPath);
	_state = PluginState::configured;
}


void Generation::create(Api::HostServices& services)
{
	Api::ErrorText error;
	_plugin = _library->descriptor().create(services, *_settings, error);
	if (!_plugin) throw Refusal(Refusal::Kind::passing, "create: " + reasonOf(error));
}


void Generation::start(std::vector<Route> taken)
{
	RouteCollector routes(_origin.plugin, _gate, std::move(taken));
	Api::ErrorText error;
	_started = _plugin->start(routes, error);
	if (!routes.refusal().empty()) throw Refusal(routes.conflict() ? Refusal::Kind::routeTaken : Refusal::Kind::final, "start: " + routes.refusal());
	if (!_started) throw Refusal(Refusal::Kind::passing, "start: " + reasonOf(error));
	_routes = routes.routes();
	_state = PluginState::started;
}


void Generation::serve()
{
	_state = PluginState::serving;
}


void Generation::retire(Api::MonotonicTime now)
{
	_gate->close();
	_retiredAt = now;
	_state = PluginState::draining;
}


void Generation::linger()
{
	_state = PluginState::lingering;
}


bool Generation::finish()
{
	destroy();
	_state = PluginState::stopped;
	_library->close();
	return unmapped();
}


bool Generation::unmapped()
{
	const bool gone = _library->removeCopy();
	_state = gone ? PluginState::closed : PluginState::stuck;
	return gone;
}


bool Generation::sameAs(const Origin& next, const std::string& configPath) const
{
	return next.sha256 == _origin.sha256 && next.signedBy == _origin.signedBy && settingsOf(next.files, configPath)->sameAs(*_settings);
}


PluginStatus Generation::status() const
{
	PluginStatus status;
	status.name = _origin.plugin;
	status.state = _state;
	status.version = _version;
	status.library = _origin.files.library;
	status.sha256 = _origin.sha256;
	status.signedBy = _origin.signedBy;
	status.generation = _origin.number;
	status.required = _origin.files.required;
	status.inFlight = _gate->inside();
	for (const Route& route: _routes) status.routes.push_back(route.method + " " + route.path);
	return status;
}


SettingsMap::Ptr Generation::settingsOf(const PluginFiles& files, const std::string& configPath) const
{
	return _schema.check(PropertiesFile::parse(configPath, files.configText));
}


void Generation::destroy() noexcept
{
	assert(_gate->inside() == 0);
	if (!_plugin) return;
	if (_started) _plugin->stop();
	_plugin->destroy();
	_plugin = nullptr;
}


} } // namespace AuthPlug::Host
