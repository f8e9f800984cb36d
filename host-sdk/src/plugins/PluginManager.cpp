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


void PluginManager::requestReload() noexcept
{
	_thread->ask();
}


std::vector<PluginStatus> PluginManager::reloadAndWait()
{
	_thread->wait(_thread->ask());
	return _thread->status();
}


std::vector<PluginStatus> PluginManager::status() const
{
	return _thread->status();
}


void PluginManager::stop()
{
	_thread->stop();
}


} } // namespace AuthPlug::Host
