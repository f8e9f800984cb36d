//
// ControlService.cpp
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlService
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ControlService.h"
#include "ControlServer.h"


namespace AuthPlug {
namespace Host {


const Api::SettingSpec CONTROL_SETTINGS[1] = {
	{"control.socket", Api::SettingType::text, "", 0, 107, "", "",
		"Path of the Unix socket for authplugctl, in a folder that only root and the server's user may write to; empty: none."},
};


ControlService::Options ControlService::Options::from(const Api::Settings& settings)
{
	return {std::string(settings.text("control.socket"))};
}


ControlService::ControlService(const Options& options, PluginManager& plugins, Api::Log& log):
	_options(options), _plugins(plugins), _log(log)
{
}


ControlService::~ControlService()
{
	stop();
}


void ControlService::start()
{
	if (_options.socketPath.empty() || _server) return;
	_server = std::make_unique<ControlServer>(_options.socketPath, _plugins, _log);
}


void ControlService::stop()
{
	_server.reset();
}


} } // namespace AuthPlug::Host
