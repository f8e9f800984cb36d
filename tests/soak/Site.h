//
// Site.h
//
// Tests: soak
//
// A host process with its database, its users and its plugins.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Site_INCLUDED
#define AuthPlug_Tests_Site_INCLUDED


#include "ChildProcess.h"
#include "LogTail.h"
#include "PrivateMariaDb.h"
#include "Sanitized.h"
#include "TemporaryFolder.h"
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Row
	/// One generation, as the host tells.
{
	std::string plugin;
	std::string state;
	std::uint64_t generation = 0;
	std::string version;
	std::string sha256;
	std::uint64_t reloads = 0;
	std::size_t inFlight = 0;
	std::string lastError;
};


class Site
	/// Not thread-safe.
{
public:
	static constexpr int THREADS = 128;   /// http.threads
	static constexpr int LOCKED = 4;     /// users 1 to 4 are locked
	static constexpr int USERS = 40;
	static constexpr const char* MAIN = "password-change";
	static constexpr const char* SECOND = "second";

	Site();
		/// Makes database, users and folders, with the password plugin alone.

	~Site();

	void start();
		/// Starts the process; returns when it serves. Throws std::runtime_error.

	void stop();
		/// Stops it in order. Throws std::runtime_error if it did not end well,
		/// or a sanitizer had something to say.

	void kill();
		/// SIGKILL.

	void hangUp();
		/// SIGHUP.

	std::vector<Row> status();
	std::vector<Row> reload();
		/// Returns the rows when the new generations serve.

	Row row(const std::string& plugin);
		/// Returns the plugin's first row, which is that of what serves; an
		/// empty one if there is none.

	void installMain(const std::string& bytes);
		/// Replaces the password plugin's file, by renaming.

	void configureMain(const std::string& lines);
		/// Replaces its configuration, by renaming. The lines come on top of
		/// those without which there is no plugin.

	void installLibrary(const std::string& name, const std::string& bytes);
		/// Puts a library into the plugin directory, by renaming.

	void installSecond(const std::string& fixture);
	void configure(const std::string& plugin, const std::string& text);
	void remove(const std::string& plugin);

	LogTail& log();
	std::uint16_t port() const;
	pid_t pid() const;

	std::string token(int user) const;
	std::string password(const std::string& name) const;
		/// Every user's password is password("Even") at first.

	std::string runFolder() const;

	std::vector<std::string> copies() const;
		/// Returns the paths of all private copies there are.

	static std::string plugin(bool next);
		/// Returns the bytes of the password plugin, in this or its next version.

	static std::string fixture(const std::string& name);
	static std::string nextVersion();

	static void await(const std::string& what, const std::function<bool()>& condition);
		/// Waits up to five minutes. Throws std::runtime_error that says what for.

private:
	std::vector<Row> command(const std::string& word);
	void makeUsers();

	PrivateMariaDb _database;
	TemporaryFolder _folder;
	const std::string _token;
	std::unique_ptr<ChildProcess> _process;
	std::unique_ptr<LogTail> _log;
	std::uint16_t _port = 0;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Site_INCLUDED
