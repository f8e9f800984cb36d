//
// PluginJournal.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginJournal
//
// What is logged of plugins.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PluginJournal_INCLUDED
#define AuthPlug_Host_PluginJournal_INCLUDED


#include "Generation.h"
#include "AuthPlug/Api/Log.h"
#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Host {


class PluginJournal
	/// Writes one line for each thing that an operator wants to know.
{
public:
	explicit PluginJournal(Api::Log& log);

	void serving(const Generation& generation, const Generation* replaced);
	void refused(const std::string& plugin, const std::string& reason, const Generation* serving, bool arriving);
	void removed(const Generation& generation);
	void drained(const Generation& generation);
	void closed(const Generation& generation);
	void slow(const Generation& generation);
	void slowStop(const Generation& generation, std::int64_t millis);
	void lingering(const Generation& generation);
	void stuck(const Generation& generation);
	void tainted(const std::string& plugin, const std::string& reason);
	void folderRefused(const std::string& reason);
	void failed(const std::string& reason);

private:
	void write(Api::LogLevel level, const char* event, const Generation& generation, const char* key = nullptr, const std::string& value = std::string());

	Api::Log& _log;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PluginJournal_INCLUDED
