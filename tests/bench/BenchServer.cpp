//
// BenchServer.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "BenchServer.h"
#include "AuthPlug/Host/HttpOptions.h"
#include "Canary.h"
#include "Machine.h"
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr int PATIENCE_SECONDS = 60;


std::string contentOf(const std::string& path)
{
	std::ifstream in(path, std::ios::binary);
	return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}


std::vector<std::string> onProcessors(std::size_t count, std::vector<std::string> command)
{
	if (count == 0) return command;
	std::vector<std::string> pinned{"taskset", "--cpu-list", "0-" + std::to_string(count - 1)};
	pinned.insert(pinned.end(), command.begin(), command.end());
	return pinned;
}


} // namespace


BenchServer::BenchServer(Kind kind, const DatabasePlace& place, const Options& options): _token(Canary::token("bench-user-"))
{
	if (const char* file = std::getenv("AUTHPLUG_SECRETS_FILE")) std::ofstream(file, std::ios::app) << _token << "\n";
	const std::string errors = _folder.file("errors");
	if (kind == Kind::nginx)
	{
		const std::string configuration = startNginx(options.threads);
		_process = std::make_unique<ChildProcess>(std::vector<std::string>{Machine::findProgram("nginx"), "-e", errors, "-p", _folder.path(), "-c", configuration},
			std::vector<std::string>(), errors);
		awaitListener(errors);
		return;
	}
	writeProperties(place, options);
	_process = std::make_unique<ChildProcess>(onProcessors(options.processors, commandOf(kind, options)), std::vector<std::string>(), errors);
	std::string line;
	if (!_process->readLine(line, PATIENCE_SECONDS) || line.compare(0, 5, "port ") != 0)
	{
		throw std::runtime_error("a server does not start: " + line + contentOf(errors));
	}
	_port = static_cast<std::uint16_t>(std::stoi(line.substr(5)));
}


BenchServer::~BenchServer() = default;


std::vector<std::string> BenchServer::commandOf(Kind kind, const Options& options) const
{
	const std::string file = _folder.file("host.properties");
	if (kind == Kind::product) return {AUTHPLUG_STORM_HOST, file, _token};
	const std::string threads = std::to_string(options.threads);
	const std::string requests = std::to_string(Host::HttpOptions().keepAliveRequests);
	if (kind == Kind::bare) return {AUTHPLUG_BENCH_BARE, threads, requests};
	return {AUTHPLUG_BENCH_BARE_SELECT, threads, requests, file};
}


void BenchServer::writeProperties(const DatabasePlace& place, const Options& options)
	/// All that is not named has its default, so that it is measured as shipped.
{
	namespace fs = std::filesystem;
	_folder.folder("plugins", 0700);
	_folder.folder("plugins.d", 0700);
	_folder.write("password", place.password, 0600);
	std::string text =
		"http.port = 0\n"
		"database.socket = " + place.socket + "\n"
		"database.user = " + place.user + "\n"
		"database.password_file = password\n"
		"database.name = " + place.database + "\n"
		"plugins.config_directory = " + _folder.file("plugins.d") + "\n"
		"plugins.directory = " + _folder.file("plugins") + "\n"
		"plugins.run_directory = " + _folder.file("run") + "\n"
		"log.file = " + _folder.file("log") + "\n";
	if (options.threads > 0) text += "http.threads = " + std::to_string(options.threads) + "\n";
	if (options.connections > 0) text += "http.connections = " + std::to_string(options.connections) + "\n";
	if (options.hashQueue > 0) text += "hash.queue = " + std::to_string(options.hashQueue) + "\n";
	_folder.write("host.properties", text, 0600);
	_folder.write("plugins/authplug-password.so", contentOf(AUTHPLUG_PLUGIN_FILE), 0600);
	_folder.write("plugins.d/password-change.properties", "library = authplug-password\nrequired = true\n"
		+ std::string(options.procedure ? "storage.procedure = true\n" : ""), 0600);
}


std::string BenchServer::startNginx(std::size_t connections)
{
	_port = Machine::freePort();
	return _folder.write("nginx.conf",
		"daemon off;\n"
		"pid " + _folder.file("pid") + ";\n"
		"worker_processes auto;\n"
		"events { worker_connections " + std::to_string(2*connections) + "; }\n"
		"http {\n"
		"access_log off;\n"
		"client_body_temp_path " + _folder.file("body") + "; proxy_temp_path " + _folder.file("proxy") + "; fastcgi_temp_path " + _folder.file("fastcgi") + ";\n"
		"uwsgi_temp_path " + _folder.file("uwsgi") + "; scgi_temp_path " + _folder.file("scgi") + ";\n"
		"keepalive_requests 1000;\n"
		"default_type application/json;\n"
		"server { listen 127.0.0.1:" + std::to_string(_port) + ";\n"
		"location / { return 401 '{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"INVALID_TOKEN\"}'; }\n"
		"} }\n", 0600);
}


void BenchServer::awaitListener(const std::string& errors) const
	/// For a server that does not say when it is ready.
{
	const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(PATIENCE_SECONDS);
	while (std::chrono::steady_clock::now() < end)
	{
		try
		{
			const Poco::Net::StreamSocket connection(Poco::Net::SocketAddress("127.0.0.1", _port));
			return;
		}
		catch (const Poco::Net::NetException&)
		{
			std::this_thread::sleep_for(std::chrono::milliseconds(20));
		}
	}
	throw std::runtime_error("a server does not listen: " + contentOf(errors));
}


std::uint16_t BenchServer::port() const
{
	return _port;
}


pid_t BenchServer::pid() const
{
	return _process->pid();
}


double BenchServer::residentMiB() const
{
	return fromStatus("VmRSS:");
}


double BenchServer::peakResidentMiB() const
{
	return fromStatus("VmHWM:");
}


double BenchServer::fromStatus(const std::string& key) const
{
	std::ifstream in("/proc/" + std::to_string(pid()) + "/status");
	for (std::string word; in >> word;)
	{
		double value = 0;
		if (word == key && in >> value) return value/1024;
	}
	return 0;
}


std::string BenchServer::request(const std::string& user, const std::string& body)
{
	return request(ROUTE, "Bearer " + _token + user + "-" + std::to_string(++_serial), body);
}


std::string BenchServer::request(const std::string& path, const std::string& authorization, const std::string& body)
{
	return "PUT " + path + " HTTP/1.1\r\n"
		"Host: 127.0.0.1\r\n"
		"User-Agent: bench\r\n"
		"Accept: application/json\r\n"
		"Authorization: " + authorization + "\r\n"
		"Content-Type: application/json\r\n"
		"Content-Length: " + std::to_string(body.size()) + "\r\n"
		"\r\n" + body;
}


} } // namespace AuthPlug::Tests
