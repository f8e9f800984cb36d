//
// ControlTask.cpp
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlTask
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ControlTask.h"
#include "../base/JsonText.h"
#include "AuthPlug/Host/StatusJson.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <iterator>


namespace AuthPlug {
namespace Host {


using Command = ControlRequest::Command;


ControlTask::ControlTask(const ControlRequest& request, PluginManager& plugins, Clock::time_point now):
	_request(request), _plugins(plugins), _until(now + request.timeout)
{
	try
	{
		if (request.command == Command::reload) _number = plugins.requestReload();
		if (request.command == Command::drain) _number = plugins.requestDrain(request.plugins);
	}
	catch (const Poco::NotFoundException& exception)
	{
		throw ControlError("unknown_plugin", exception.message());
	}
}


std::string ControlTask::advance(Clock::time_point now)
{
	if (_finished) return {};
	const bool done = _request.command == Command::status || _plugins.isDone(_number);
	if (done && _request.command != Command::drain) return result(true);

	const std::vector<PluginStatus> left = done ? waiting(_plugins.status()) : std::vector<PluginStatus>();
	if (done && left.empty()) return result(true);
	if (now >= _until) return result(false);
	return done ? progress(left) : std::string();
}


std::string ControlTask::result(bool complete)
{
	_finished = true;
	const std::string verdict = complete ? "true" : "false";
	return "{\"version\":1,\"type\":\"result\",\"complete\":" + verdict + "}\n" + statusJson(_plugins) + "\n";
}


std::string ControlTask::progress(const std::vector<PluginStatus>& rows)
{
	std::string json = "{\"version\":1,\"type\":\"progress\",\"waiting\":[";
	for (const PluginStatus& row: rows)
	{
		if (&row != &rows.front()) json += ',';
		json += "{\"plugin\":";
		appendQuoted(json, row.name);
		json += ",\"generation\":" + std::to_string(row.generation) + ",\"inFlight\":" + std::to_string(row.inFlight) + "}";
	}
	json += "]}\n";
	if (json == _told) return {};
	_told = json;
	return json;
}


std::vector<PluginStatus> ControlTask::waiting(const std::vector<PluginStatus>& rows) const
	// Returns the generations that requests are still inside of.
{
	std::vector<PluginStatus> left;
	std::copy_if(rows.begin(), rows.end(), std::back_inserter(left), [this](const PluginStatus& row)
	{
		const bool leaving = row.state == PluginState::draining || row.state == PluginState::lingering;
		return leaving && (_request.plugins.empty() || _request.plugins.count(row.name));
	});
	return left;
}


} } // namespace AuthPlug::Host
