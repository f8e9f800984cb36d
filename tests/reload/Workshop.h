//
// Workshop.h
//
// Tests: reload
//
// A plugin manager on folders of its own, and the fixtures to put into them.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Workshop_INCLUDED
#define AuthPlug_Tests_Workshop_INCLUDED


#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Host/PluginManager.h"
#include "AuthPlug/Host/Routes.h"
#include "AuthPlug/Host/ServiceRegistry.h"
#include "AuthPlug/Host/SystemClock.h"
#include "Sanitized.h"
#include "TemporaryFolder.h"
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class LineLog: public Api::Log
	/// Keeps each event as `level event key=value …`, and is searched for secrets.
{
public:
	void write(Api::LogLevel level, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept override;

	std::vector<std::string> lines(const std::string& part) const;
		/// Returns the lines that hold this text.

private:
	mutable std::mutex _mutex;
	std::vector<std::string> _lines;
};


class Workshop
{
public:
	Workshop();
		/// Makes plugins.d, plugins and options without polling.

	void install(const std::string& fixture, const std::string& library = "thing");
		/// Puts a fixture into the plugin directory, by renaming.

	void overwrite(const std::string& bytes, const std::string& library = "thing");
		/// Writes into the library's file in place.

	void configure(const std::string& text, const std::string& plugin = "one");
		/// Puts `<plugin>.properties` into plugins.d, by renaming.

	void remove(const std::string& plugin = "one");

	Host::PluginManager& manager();
		/// Returns the manager, made by the first call with the options there are then.

	void restart();
		/// Destroys the manager; the next call of manager() makes another.

	std::string answer(const std::string& path = "/fixture");
		/// Asks the plugin on this path through its gate, as a dispatcher does.
		/// Returns its answer, or "404", or "503" if it is drained.

	Host::PluginStatus row(const std::string& plugin = "one");
		/// Returns the row of the plugin's newest generation.

	std::vector<Host::PluginStatus> rowsIn(Host::PluginState state);

	std::string error(const std::string& plugin = "one");
		/// Returns the row's last error, with the test's folder left out.

	std::string without(std::string text) const;
		/// Returns the text with the test's folder left out.

	bool mapped() const;
		/// Tells whether a file of the run directory is in this process's memory.

	std::size_t copies() const;
		/// Returns the number of private copies.

	static std::string fixture(const std::string& name);
		/// Returns the bytes of a fixture.

	static bool eventually(const std::function<bool()>& condition);
		/// Waits up to 20 s.

	TemporaryFolder folder;
	LineLog log;
	Host::SystemClock clock;
	Host::ServiceRegistry services;
	Host::Routes routes;
	Host::PluginManager::Options options;

private:
	std::unique_ptr<Host::PluginManager> _manager;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Workshop_INCLUDED
