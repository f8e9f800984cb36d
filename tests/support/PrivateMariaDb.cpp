//
// PrivateMariaDb.cpp
//
// Tests: support
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PrivateMariaDb.h"
#include "Canary.h"
#include "Machine.h"
#include <Poco/SHA1Engine.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <stdexcept>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>


namespace fs = std::filesystem;


namespace AuthPlug {
namespace Tests {


namespace {


const char* const INNODB_LOG_SIZE = "--innodb-log-file-size=8M";
constexpr std::size_t LOG_TAIL = 3000;


pid_t spawn(const std::vector<std::string>& command, int output, bool dieWithParent)
{
	std::vector<char*> arguments;
	for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
	arguments.push_back(nullptr);
	const pid_t parent = ::getpid();
	const pid_t pid = ::fork();
	if (pid < 0) throw std::runtime_error("fork failed");
	if (pid > 0) return pid;
	// Only async-signal-safe calls from here on: other threads may hold locks.
	if (dieWithParent)
	{
		::prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (::getppid() != parent) ::_exit(127);
	}
	::dup2(output, 1);
	::dup2(output, 2);
	const int input = ::open("/dev/null", O_RDONLY);
	::dup2(input, 0);
	::execv(arguments[0], arguments.data());
	::_exit(127);
}


int statusOf(pid_t pid)
{
	int status = 0;
	while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}


std::string contentOf(const std::string& path)
{
	std::ifstream file(path, std::ios::binary);
	return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}


class TemplateLock
	/// Keeps other processes away from the template while it is made.
{
public:
	explicit TemplateLock(const std::string& path): _descriptor(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600))
	{
		if (_descriptor >= 0) ::flock(_descriptor, LOCK_EX);
	}

	~TemplateLock()
	{
		if (_descriptor >= 0) ::close(_descriptor);
	}

	TemplateLock(const TemplateLock&) = delete;
	TemplateLock& operator = (const TemplateLock&) = delete;

private:
	int _descriptor;
};


std::string quoted(const std::string& text)
	/// For a literal in SQL.
{
	std::string out;
	for (const char c : text)
	{
		if (c == '\'' || c == '\\') out += '\\';
		out += c;
	}
	return out;
}


std::string serverProgram()
	/// MySQL's, if one is named.
{
	const char* const mySql = std::getenv("AUTHPLUG_MYSQLD");
	return mySql && *mySql ? mySql : Machine::findProgram("mariadbd");
}


std::vector<std::string> asRoot(std::vector<std::string> command)
{
	if (::getuid() == 0) command.emplace_back("--user=root");
	return command;
}


void installInto(const std::string& folder)
{
	const std::vector<std::string> command = PrivateMariaDb::isMySql()
		? std::vector<std::string>{serverProgram(), "--no-defaults", "--initialize-insecure", "--innodb-redo-log-capacity=8M", "--datadir=" + folder}
		: std::vector<std::string>{Machine::findProgram("mariadb-install-db"), "--no-defaults", "--datadir=" + folder,
			"--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", INNODB_LOG_SIZE};
	std::string output;
	if (PrivateMariaDb::run(asRoot(command), output) != 0) throw std::runtime_error("making the data folder failed: " + output);
}


std::vector<std::string> ownOptions()
	/// What the one server takes and the other does not.
{
	if (PrivateMariaDb::isMySql())
	{
		return {"--mysqlx=OFF", "--secure-file-priv=NULL", "--skip-log-bin", "--innodb-redo-log-capacity=8M"};
	}
	return {INNODB_LOG_SIZE, "--aria-pagecache-buffer-size=1M"};
}


} // namespace


PrivateMariaDb::PrivateMariaDb(): PrivateMariaDb(Options())
{
}


PrivateMariaDb::PrivateMariaDb(const Options& options): _options(options)
{
	serverProgram();
	_folder = Machine::makeFolder("authplug-db-");
	_socket = _folder + "/m.sock";
	_password = Canary::password("Database");
	fs::create_directory(_folder + "/tmp");
	install();
	start();
	query("CREATE DATABASE `" + _options.database + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
	createUser(_user, _password, "GRANT ALL ON `" + _options.database + "`.* TO @ACCOUNT@");
	if (_options.migrate) migrate("--database=" + _options.database);
}


PrivateMariaDb::~PrivateMariaDb()
{
	kill();
	std::error_code ignored;
	if (!std::getenv("AUTHPLUG_TEST_KEEP")) fs::remove_all(_folder, ignored);
}


PrivateMariaDb& PrivateMariaDb::shared()
{
	static PrivateMariaDb server;
	return server;
}


void PrivateMariaDb::install()
{
	// A copy of a template takes 23 ms instead of 600.
	static const std::string templateFolder = []
	{
		const char* configured = std::getenv("AUTHPLUG_TEST_DIR");
		if (!configured || !*configured) return std::string();
		return Machine::baseFolder() + (isMySql() ? "/mysql-template-" : "/mariadb-template-") + std::to_string(::getuid());
	}();
	const std::string data = _folder + "/data";
	if (templateFolder.empty())
	{
		installInto(data);
		return;
	}
	const TemplateLock lock(templateFolder + ".lock");
	if (!fs::exists(templateFolder))
	{
		const std::string half = templateFolder + ".new";
		fs::remove_all(half);
		installInto(half);
		fs::rename(half, templateFolder);
	}
	fs::copy(templateFolder, data, fs::copy_options::recursive);
}


void PrivateMariaDb::start()
{
	for (int attempt = 0; attempt < 5; ++attempt)
	{
		const bool fresh = _port == 0;
		if (fresh) _port = Machine::freePort();
		launch();
		if (waitUntilUp()) return;
		kill();
		// Somebody else may have taken the port meanwhile.
		if (fresh) _port = 0;
	}
	throw std::runtime_error(serverProgram() + " does not start: " + contentOf(errorLogPath()));
}


void PrivateMariaDb::launch()
{
	std::vector<std::string> command{serverProgram(), "--no-defaults",
		"--datadir=" + _folder + "/data", "--tmpdir=" + _folder + "/tmp", "--socket=" + _socket,
		"--pid-file=" + _folder + "/m.pid", "--log-error=" + errorLogPath(), "--general-log-file=" + generalLogPath(),
		"--port=" + std::to_string(_port), "--bind-address=" + _host, "--skip-name-resolve",
		"--performance-schema=0", "--innodb-buffer-pool-size=16M", "--key-buffer-size=1M", "--max-connections=300",
		"--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1"};
	const std::vector<std::string> own = ownOptions();
	command.insert(command.end(), own.begin(), own.end());
	command = asRoot(command);
	// tests/run searches the logs of all servers for passwords and tokens.
	if (std::getenv("AUTHPLUG_GENERAL_LOG")) command.push_back("--general-log");
	command.insert(command.end(), _options.arguments.begin(), _options.arguments.end());
	const int output = ::open((_folder + "/m.out").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
	_pid = spawn(command, output, true);
	::close(output);
}


bool PrivateMariaDb::waitUntilUp()
{
	const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
	while (std::chrono::steady_clock::now() < limit)
	{
		if (answers()) return true;
		int status = 0;
		if (::waitpid(_pid, &status, WNOHANG) == _pid)
		{
			_pid = -1;
			return false;
		}
		std::this_thread::sleep_for(std::chrono::milliseconds(10));
	}
	return false;
}


bool PrivateMariaDb::answers() const
{
	try
	{
		RootSql connection(_socket);
		return true;
	}
	catch (const SqlFailed&)
	{
		return false;
	}
}


void PrivateMariaDb::kill()
{
	if (_pid <= 0) return;
	::kill(_pid, SIGKILL);
	statusOf(_pid);
	_pid = -1;
}


void PrivateMariaDb::suspend()
{
	::kill(_pid, SIGSTOP);
	// Its threads go on for a moment until the signal has reached them.
	int status = 0;
	while (::waitpid(_pid, &status, WUNTRACED) < 0 && errno == EINTR) {}
}


void PrivateMariaDb::resume()
{
	::kill(_pid, SIGCONT);
}


PrivateMariaDb::Rows PrivateMariaDb::query(const std::string& sql, const std::string& database)
{
	return connect(database).query(sql);
}


std::string PrivateMariaDb::value(const std::string& sql)
{
	return connect(_options.database).value(sql);
}


RootSql PrivateMariaDb::connect(const std::string& database) const
{
	try
	{
		return RootSql(_socket, database);
	}
	catch (const SqlFailed& failed)
	{
		// Without its log nobody could tell why it has gone.
		const std::string log = contentOf(errorLogPath());
		throw SqlFailed(failed.number, std::string(failed.what()) + "; the end of its log:\n" + log.substr(log.size() - std::min(log.size(), LOG_TAIL)));
	}
}


std::string PrivateMariaDb::storedForm(const std::string& password)
{
	Poco::SHA1Engine once;
	once.update(password);
	Poco::SHA1Engine twice;
	const Poco::DigestEngine::Digest digest = once.digest();
	twice.update(digest.data(), digest.size());
	return "*" + Poco::DigestEngine::digestToHex(twice.digest());
}


void PrivateMariaDb::addProcedure(const std::string& database)
{
	migrate("--database=" + database + " --component=authplug-procedure --dir=" + sqlFolder() + "/procedure");
}


void PrivateMariaDb::migrate(const std::string& options) const
{
	std::string output;
	const std::string command = sqlFolder() + "/migrate " + clientOptions() + " " + options;
	if (run({"/bin/bash", "-c", command}, output) != 0) throw std::runtime_error("sql/migrate failed: " + output);
}


void PrivateMariaDb::createUser(const std::string& user, const std::string& password, const std::string& grants)
{
	const std::string account = "'" + user + "'@'%'";
	// MySQL leaves the password out of its log by itself.
	const std::string identified = isMySql() ? " IDENTIFIED BY '" + quoted(password) + "'" : " IDENTIFIED BY PASSWORD '" + storedForm(password) + "'";
	query("CREATE USER " + account + identified);
	std::string statements = grants;
	const std::string mark = "@ACCOUNT@";
	for (auto at = statements.find(mark); at != std::string::npos; at = statements.find(mark, at + account.size()))
	{
		statements.replace(at, mark.size(), account);
	}
	if (!statements.empty()) query(statements, _options.database);
}


void PrivateMariaDb::generalLog(bool on)
{
	query(std::string("SET GLOBAL general_log=") + (on ? "1" : "0"));
}


std::string PrivateMariaDb::clientOptions() const
{
	return "--no-defaults --user=root --socket=" + _socket;
}


std::string PrivateMariaDb::generalLogPath() const
{
	return _folder + "/general.log";
}


std::string PrivateMariaDb::errorLogPath() const
{
	return _folder + "/m.err";
}


const std::string& PrivateMariaDb::host() const
{
	return _host;
}


std::uint16_t PrivateMariaDb::port() const
{
	return _port;
}


const std::string& PrivateMariaDb::socket() const
{
	return _socket;
}


const std::string& PrivateMariaDb::database() const
{
	return _options.database;
}


const std::string& PrivateMariaDb::folder() const
{
	return _folder;
}


const std::string& PrivateMariaDb::user() const
{
	return _user;
}


const std::string& PrivateMariaDb::password() const
{
	return _password;
}


pid_t PrivateMariaDb::pid() const
{
	return _pid;
}


bool PrivateMariaDb::isMySql()
{
	const char* const program = std::getenv("AUTHPLUG_MYSQLD");
	return program && *program;
}


std::string PrivateMariaDb::sqlFolder()
{
	return AUTHPLUG_SQL_FOLDER;
}


int PrivateMariaDb::run(const std::vector<std::string>& command, std::string& output)
{
	int ends[2];
	if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
	const pid_t pid = spawn(command, ends[1], true);
	::close(ends[1]);
	output.clear();
	char chunk[4096];
	for (ssize_t got = ::read(ends[0], chunk, sizeof(chunk)); got > 0; got = ::read(ends[0], chunk, sizeof(chunk)))
	{
		output.append(chunk, static_cast<std::size_t>(got));
	}
	::close(ends[0]);
	return statusOf(pid);
}


} } // namespace AuthPlug::Tests
