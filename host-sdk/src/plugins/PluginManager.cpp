//
// PluginManager.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginManager
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PluginManager.h"
#include "ManagerThread.h"


namespace AuthPlug {
namespace Host {


PluginManager::PluginManager(const Options& options, Api::HostServices& services, Routes& routes, Api::Clock& clock, Api::Log& log):
	_thread(std::make_unique<ManagerThread>(options, services, routes, clock, log))
{
}


PluginManager::~PluginManager() = default;


void PluginManager::start()
{
	_thread->start();
}


std::uint64_t PluginManager::requestReload() noexcept
{
	return _thread->askReload();
}


std::uint64_t PluginManager::requestDrain(const std::set<std::string>& plugins)
{
	return _thread->askDrain(plugins);
}


bool PluginManager::isDone(std::uint64_t request) const
{
	return _thread->isDone(request);
}


std::vector<PluginStatus> PluginManager::reloadAndWait()
{
	_thread->wait(_thread->askReload());
	return _thread->status();
}


std::vector<PluginStatus> PluginManager::status() const
{
	return _thread->status();
}


std::string PluginManager::error() const
{
	return _thread->error();
}


std::string PluginManager::taint() const
{
	return _thread->taint();
}


void PluginManager::stop()
{
	_thread->stop();
}


} } // namespace AuthPlug::Host
