//
// Workshop.cpp
//
// Tests: reload
//
// See Workshop.h.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Workshop.h"
#include "AuthPlug/Testing/FakeExchange.h"
#include "SearchedLog.h"
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>


namespace AuthPlug {
namespace Tests {


void LineLog::write(Api::LogLevel level, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept
{
	searchEvent(event, fields, count);
	static constexpr const char* LEVELS[] = {"debug", "info", "warning", "error", "alarm"};
	std::string line = LEVELS[static_cast<std::size_t>(level)];
	line.append(" ").append(event);
	for (std::size_t i = 0; i < count; ++i) line.append(" ").append(fields[i].key).append("=").append(fields[i].value);
	const std::lock_guard<std::mutex> lock(_mutex);
	_lines.push_back(line);
}


std::vector<std::string> LineLog::lines(const std::string& part) const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	std::vector<std::string> found;
	for (const std::string& line: _lines)
	{
		if (line.find(part) != std::string::npos) found.push_back(line);
	}
	return found;
}


Workshop::Workshop()
{
	options.configDirectory = folder.folder("plugins.d");
	options.pluginDirectory = folder.folder("plugins");
	options.runDirectory = folder.file("run");
	options.pollMillis = 0;
}


void Workshop::install(const std::string& fixtureName, const std::string& library)
{
	folder.write("plugins/.new", fixture(fixtureName), 0755);
	std::filesystem::rename(folder.file("plugins/.new"), folder.file("plugins/" + library + ".so"));
}


void Workshop::overwrite(const std::string& bytes, const std::string& library)
{
	folder.write("plugins/" + library + ".so", bytes, 0755);
}


void Workshop::configure(const std::string& text, const std::string& plugin)
{
	folder.write("plugins.d/.new", text, 0644);
	std::filesystem::rename(folder.file("plugins.d/.new"), folder.file("plugins.d/" + plugin + ".properties"));
}


void Workshop::remove(const std::string& plugin)
{
	std::filesystem::remove(folder.file("plugins.d/" + plugin + ".properties"));
}


Host::PluginManager& Workshop::manager()
{
	if (!_manager) _manager = std::make_unique<Host::PluginManager>(options, services, routes, clock, log);
	return *_manager;
}


void Workshop::restart()
{
	_manager.reset();
}


std::string Workshop::answer(const std::string& path)
{
	const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
	while (std::chrono::steady_clock::now() < until)
	{
		const std::shared_ptr<const Host::RouteTable> table = routes.current();
		const Host::Route* route = table->find("GET", path);
		if (!route) return "404";
		if (route->drained) return "503";
		const Host::Gate::Pass pass = route->gate->enter();
		if (!pass) continue;  // the table was swapped in between
		Testing::FakeResponse response;
		Testing::FakeRequest request(response, "GET", path);
		const std::unique_ptr<Poco::Net::HTTPRequestHandler> handler(route->factory->createRequestHandler(request));
		handler->handleRequest(request, response);
		return response.sentBody;
	}
	throw std::runtime_error("the route is closed, and still in force");
}


Host::PluginStatus Workshop::row(const std::string& plugin)
{
	for (const Host::PluginStatus& row: manager().status())
	{
		LeakWatch::search("the last error of plugin " + row.name, row.lastError);
		if (row.name == plugin) return row;
	}
	throw std::runtime_error("no row for plugin " + plugin);
}


std::vector<Host::PluginStatus> Workshop::rowsIn(Host::PluginState state)
{
	std::vector<Host::PluginStatus> rows;
	for (const Host::PluginStatus& row: manager().status())
	{
		if (row.state == state) rows.push_back(row);
	}
	return rows;
}


std::string Workshop::error(const std::string& plugin)
{
	return without(row(plugin).lastError);
}


std::string Workshop::without(std::string text) const
{
	const std::string part = folder.path() + "/";
	for (std::size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
	return text;
}


bool Workshop::mapped() const
{
	std::ifstream maps("/proc/self/maps");
	for (std::string line; std::getline(maps, line);)
	{
		if (line.find(options.runDirectory) != std::string::npos) return true;
	}
	return false;
}


std::size_t Workshop::copies() const
{
	std::size_t count = 0;
	for (const auto& entry: std::filesystem::recursive_directory_iterator(options.runDirectory)) count += entry.is_regular_file();
	return count;
}


std::string Workshop::fixture(const std::string& name)
{
	std::ifstream in(std::string(FIXTURE_FOLDER) + "/" + name + ".so", std::ios::binary);
	if (!in) throw std::runtime_error("no fixture " + name);
	std::ostringstream bytes;
	bytes << in.rdbuf();
	return bytes.str();
}


bool Workshop::eventually(const std::function<bool()>& condition)
{
	for (int i = 0; i < 4000; ++i)
	{
		if (condition()) return true;
		std::this_thread::sleep_for(std::chrono::milliseconds(5));
	}
	return false;
}


} } // namespace AuthPlug::Tests
