//
// PluginJournal.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginJournal
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PluginJournal.h"
#include <vector>


namespace AuthPlug {
namespace Host {


using Api::LogField;
using Api::LogLevel;


PluginJournal::PluginJournal(Api::Log& log): _log(log)
{
}


void PluginJournal::serving(const Generation& generation, const Generation* replaced)
{
	write(LogLevel::info, "plugin.serving", generation, "replaces", replaced ? std::to_string(replaced->origin().number) : "none");
}


void PluginJournal::refused(const std::string& plugin, const std::string& reason, const Generation* serving, bool arriving)
{
	const std::string still = serving ? "generation " + std::to_string(serving->origin().number) : "none";
	const LogField fields[] = {{"plugin", plugin}, {"reason", reason}, {"serving", still}};
	_log.write(arriving ? LogLevel::info : LogLevel::error, arriving ? "plugin.arriving" : "plugin.rejected", fields, std::size(fields));
}


void PluginJournal::removed(const Generation& generation)
{
	write(LogLevel::info, "plugin.removed", generation);
}


void PluginJournal::drained(const Generation& generation)
{
	write(LogLevel::info, "plugin.drained", generation);
}


void PluginJournal::closed(const Generation& generation)
{
	write(LogLevel::info, "plugin.closed", generation);
}


void PluginJournal::slow(const Generation& generation)
{
	write(LogLevel::warning, "plugin.slow_drain", generation, "in_flight", std::to_string(generation.gate()->inside()));
}


void PluginJournal::slowStop(const Generation& generation, std::int64_t millis)
{
	write(LogLevel::warning, "plugin.slow_stop", generation, "millis", std::to_string(millis));
}


void PluginJournal::lingering(const Generation& generation)
{
	write(LogLevel::alarm, "plugin.lingering", generation, "in_flight", std::to_string(generation.gate()->inside()));
}


void PluginJournal::stuck(const Generation& generation)
{
	write(LogLevel::alarm, "plugin.stuck", generation);
}


void PluginJournal::tainted(const std::string& plugin, const std::string& reason)
{
	const LogField fields[] = {{"plugin", plugin}, {"reason", reason}};
	_log.write(LogLevel::alarm, "plugins.tainted", fields, std::size(fields));
}


void PluginJournal::folderRefused(const std::string& reason)
{
	const LogField field{"reason", reason};
	_log.write(LogLevel::error, "plugins.folder_rejected", &field, 1);
}


void PluginJournal::failed(const std::string& reason)
{
	const LogField field{"reason", reason};
	_log.write(LogLevel::alarm, "plugins.reload_failed", &field, 1);
}


void PluginJournal::write(LogLevel level, const char* event, const Generation& generation, const char* key, const std::string& value)
{
	const std::string number = std::to_string(generation.origin().number);
	std::vector<LogField> fields = {
		{"plugin", generation.origin().plugin}, {"generation", number}, {"version", generation.version()},
		{"library", generation.origin().files.library}, {"sha256", generation.origin().sha256}};
	if (!generation.origin().signedBy.empty()) fields.push_back({"signed_by", generation.origin().signedBy});
	if (key) fields.push_back({key, value});
	_log.write(level, event, fields.data(), fields.size());
}


} } // namespace AuthPlug::Host
