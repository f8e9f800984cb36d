//
// PrivateMariaDb.h
//
// Tests: support
//
// A throw-away MariaDB server of the test process's own.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_PrivateMariaDb_INCLUDED
#define AuthPlug_Tests_PrivateMariaDb_INCLUDED


#include "RootSql.h"
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>


namespace AuthPlug {
namespace Tests {


class PrivateMariaDb
	/// A real MariaDB server with data, socket and port of its own, in a folder
	/// of its own below $AUTHPLUG_TEST_DIR or /tmp; or a real MySQL server, the
	/// program $AUTHPLUG_MYSQLD, if that is set. Works as root and as an
	/// ordinary user. It ends with this object and, whatever happens, with the
	/// thread that started it: start it from the main thread.
	///
	/// Not thread-safe, but for query() and the getters.
{
public:
	struct Options
	{
		std::string database = "authplug";
		bool migrate = true;                  /// run sql/migrate after the first start
		std::vector<std::string> arguments;   /// more arguments for mariadbd
	};

	using Row = RootSql::Row;
	using Rows = RootSql::Rows;

	PrivateMariaDb();

	explicit PrivateMariaDb(const Options& options);
		/// Makes the data folder and starts the server. Throws Skipped if
		/// MariaDB is not installed, std::runtime_error if it does not start.

	PrivateMariaDb(const PrivateMariaDb&) = delete;
	PrivateMariaDb& operator = (const PrivateMariaDb&) = delete;

	~PrivateMariaDb();

	static PrivateMariaDb& shared();
		/// Returns the one server that tests of a process share. It is started
		/// by the first call. A test that stops
		/// it, or changes global variables, starts a server of its own instead.

	const std::string& host() const;
		/// 127.0.0.1

	std::uint16_t port() const;
	const std::string& socket() const;
	const std::string& database() const;
	const std::string& folder() const;

	const std::string& user() const;
		/// An account with all rights on the database and none elsewhere.

	const std::string& password() const;

	std::string clientOptions() const;
		/// Options for sql/migrate, sql/grant to sign in as root by the socket.

	Rows query(const std::string& sql, const std::string& database = std::string());
		/// Runs SQL as root, one or several statements; returns the rows of the
		/// last one. Throws SqlFailed with the server's message, or with the end
		/// of its log if nobody answers.

	std::string value(const std::string& sql);
		/// Returns the one value of the one row, or "NULL". Throws std::runtime_error.

	void addProcedure(const std::string& database);
		/// Applies sql/procedure to a database. Throws std::runtime_error.

	void createUser(const std::string& user, const std::string& password, const std::string& grants = std::string());
		/// Makes an account for any host; only its password's hash goes through
		/// SQL. `grants` are statements in which it is
		/// written as `@ACCOUNT@`.

	void generalLog(bool on);
		/// Switches the log of all statements, in the file generalLogPath().

	std::string generalLogPath() const;
	std::string errorLogPath() const;

	pid_t pid() const;

	void kill();
		/// Ends the server as a power cut would: SIGKILL.

	void start();
		/// Starts it again, on the same port, with the same data.

	void suspend();
		/// SIGSTOP: connections stay open, and nothing answers from now on.

	void resume();

	static std::string storedForm(const std::string& password);
		/// Returns what mysql_native_password stores, for IDENTIFIED BY PASSWORD:
		/// the general log would show the password itself.

	static bool isMySql();
		/// True if MySQL takes MariaDB's place.

	static std::string sqlFolder();
		/// Path of the project's folder sql.

	static int run(const std::vector<std::string>& command, std::string& output);
		/// Runs a program to its end; output receives what it wrote to both
		/// streams. Returns its exit status, or 128 + the signal.

private:
	void install();
	void launch();
	bool waitUntilUp();
	bool answers() const;
	void migrate(const std::string& options) const;
	RootSql connect(const std::string& database) const;

	Options _options;
	std::string _host = "127.0.0.1";
	std::string _folder;
	std::string _socket;
	std::string _user = "authplug";
	std::string _password;
	std::uint16_t _port = 0;
	pid_t _pid = -1;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_PrivateMariaDb_INCLUDED
