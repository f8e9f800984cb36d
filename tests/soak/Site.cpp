//
// Site.cpp
//
// Tests: soak
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Site.h"
#include "Canary.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "core/StandardHasher.h"
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>


namespace AuthPlug {
namespace Tests {


namespace {


namespace fs = std::filesystem;

// Long enough for a machine that does other work as well.
constexpr int PATIENCE_SECONDS = 300;


std::string contentOf(const std::string& path)
{
	std::ifstream in(path, std::ios::binary);
	return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}


std::string hashOf(const std::string& password)
{
	Host::SystemRandom random;
	Password::StandardHasher hasher(Password::Argon2Options(), random);
	std::vector<char> stored(512);
	std::size_t size = 0;
	if (!hasher.hash(Api::SecretView(password), Api::HashSlot{}, stored.data(), stored.size(), size))
	{
		throw std::runtime_error("no hash can be made");
	}
	return std::string(stored.data(), size);
}


Row rowOf(const std::string& line)
{
	std::vector<std::string> fields;
	std::istringstream in(line);
	for (std::string field; std::getline(in, field, '\t');) fields.push_back(field);
	fields.resize(8);
	return Row{fields[0], fields[1], std::stoull(fields[2]), fields[3], fields[4], std::stoull(fields[5]), std::stoul(fields[6]), fields[7]};
}


} // namespace


Site::Site(): _token(Canary::token("storm-user-"))
{
	_database.generalLog(false);
	if (const char* file = std::getenv("AUTHPLUG_SECRETS_FILE")) std::ofstream(file, std::ios::app) << _token << "\n";
	_folder.folder("plugins", 0700);
	_folder.folder("plugins.d", 0700);
	_folder.write("password", _database.password(), 0600);
	_folder.write("host.properties",
		"http.port = 0\n"
		"http.threads = " + std::to_string(THREADS) + "\n"
		"http.keep_alive_requests = 500\n"
		// A client that the machine lets wait must not be mistaken for an idle or a slow one.
		"http.keep_alive_timeout = 60\n"
		"http.header_timeout = 60\n"
		"http.body_timeout = 60\n"
		"hash.queue = 64\n"
		"database.host = 127.0.0.1\n"
		"database.port = " + std::to_string(_database.port()) + "\n"
		"database.user = " + _database.user() + "\n"
		"database.password_file = password\n"
		"database.name = " + _database.database() + "\n"
		// So few that the load has opened all of them before anything is counted.
		"database.pool = 3\n"
		"plugins.config_directory = " + _folder.file("plugins.d") + "\n"
		"plugins.directory = " + _folder.file("plugins") + "\n"
		"plugins.run_directory = " + runFolder() + "\n"
		"plugins.poll = 50\n"
		"plugins.drain_soft = 120000\n"
		"plugins.drain_hard = 300000\n"
		"log.file = " + _folder.file("log") + "\n", 0600);
	makeUsers();
	installMain(plugin(false));
	configureMain("");
}


Site::~Site() = default;


void Site::makeUsers()
{
	const std::string hash = hashOf(password("Even"));
	std::string values;
	for (int user = 1; user <= USERS; ++user)
	{
		values += (values.empty() ? "('" : ",('") + std::to_string(user) + "','" + hash + "')";
	}
	_database.query("INSERT INTO pw(user_id, hash) VALUES" + values, _database.database());
}


void Site::start()
{
	_process = std::make_unique<ChildProcess>(std::vector<std::string>{AUTHPLUG_STORM_HOST, _folder.file("host.properties"), _token},
		std::vector<std::string>(), _folder.file("errors"));
	std::string line;
	if (!_process->readLine(line, PATIENCE_SECONDS) || line.compare(0, 5, "port ") != 0)
	{
		throw std::runtime_error("the host does not start: " + line + contentOf(_folder.file("errors")));
	}
	_port = static_cast<std::uint16_t>(std::stoi(line.substr(5)));
	if (!_log) _log = std::make_unique<LogTail>(_folder.file("log"));
}


void Site::stop()
{
	_process->writeLine("stop");
	const int status = _process->wait(PATIENCE_SECONDS);
	_process.reset();
	const std::string errors = contentOf(_folder.file("errors"));
	if (status != 0 || !errors.empty()) throw std::runtime_error("the host ended with " + std::to_string(status) + ": " + errors);
}


void Site::kill()
{
	_process->signalAndWait(SIGKILL);
	_process.reset();
}


void Site::hangUp()
{
	::kill(pid(), SIGHUP);
}


std::vector<Row> Site::status()
{
	return command("status");
}


std::vector<Row> Site::reload()
{
	return command("reload");
}


Row Site::row(const std::string& plugin)
{
	for (const Row& row: status())
	{
		if (row.plugin == plugin) return row;
	}
	return Row();
}


std::vector<Row> Site::command(const std::string& word)
{
	_process->writeLine(word);
	std::vector<Row> rows;
	for (std::string line; _process->readLine(line, PATIENCE_SECONDS);)
	{
		if (line == "end") return rows;
		rows.push_back(rowOf(line));
	}
	throw std::runtime_error("the host has ended: " + contentOf(_folder.file("errors")));
}


void Site::installLibrary(const std::string& name, const std::string& bytes)
{
	fs::rename(_folder.write("plugins/new", bytes, 0600), _folder.file("plugins/" + name + ".so"));
}


void Site::installMain(const std::string& bytes)
{
	installLibrary("authplug-password", bytes);
}


void Site::configureMain(const std::string& lines)
{
	configure(MAIN,
		"library = authplug-password\n"
		"required = true\n"
		// The storm's locked users must stay so, and none of its requests may be shed.
		"limit.window = 86400\n"
		"route.deadline_ms = 60000\n" + lines);
}


void Site::installSecond(const std::string& name)
{
	installLibrary("second", fixture(name));
}


void Site::configure(const std::string& plugin, const std::string& text)
{
	fs::rename(_folder.write("plugins.d/new", text, 0600), _folder.file("plugins.d/" + plugin + ".properties"));
}


void Site::remove(const std::string& plugin)
{
	fs::remove(_folder.file("plugins.d/" + plugin + ".properties"));
}


LogTail& Site::log()
{
	return *_log;
}


std::uint16_t Site::port() const
{
	return _port;
}


pid_t Site::pid() const
{
	return _process->pid();
}


std::string Site::token(int user) const
{
	return _token + std::to_string(user);
}


std::string Site::password(const std::string& name) const
{
	return Canary::password(name);
}


std::string Site::runFolder() const
{
	return _folder.file("run");
}


std::vector<std::string> Site::copies() const
{
	std::vector<std::string> paths;
	std::error_code ignored;  // a copy may go while the folder is read
	for (fs::recursive_directory_iterator it(runFolder(), ignored), end; it != end; it.increment(ignored))
	{
		if (it->path().extension() == ".so") paths.push_back(it->path().string());
	}
	return paths;
}


std::string Site::plugin(bool next)
{
	return contentOf(next ? AUTHPLUG_NEXT_PLUGIN_FILE : AUTHPLUG_PLUGIN_FILE);
}


std::string Site::fixture(const std::string& name)
{
	return contentOf(std::string(FIXTURE_FOLDER) + "/" + name + ".so");
}


std::string Site::nextVersion()
{
	return "0.1.0-next";
}


void Site::await(const std::string& what, const std::function<bool()>& condition)
{
	const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(PATIENCE_SECONDS);
	while (!condition())
	{
		if (std::chrono::steady_clock::now() > until) throw std::runtime_error("waited in vain: " + what);
		std::this_thread::sleep_for(std::chrono::milliseconds(2));
	}
}


} } // namespace AuthPlug::Tests
