//
// FaultServer.h
//
// Tests: fault
//
// A server process that can be stopped at a chosen step.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FaultServer_INCLUDED
#define AuthPlug_Tests_FaultServer_INCLUDED


#include "ChildProcess.h"
#include "HostFolder.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class FaultServer
	/// One fault-host. Not thread-safe.
{
public:
	struct Place
		/// What all server processes share.
	{
		std::string folder;  /// with `witness` and `mail`
		std::string key;     /// that signs the tokens
	};

	enum class Relay
	{
		on,
		off  /// the outbox is left to other processes
	};

	struct Settings
		/// Further lines of configuration.
	{
		std::string plugin;
		std::string host;
	};

	FaultServer(PrivateMariaDb& database, const std::string& pluginFile, const Place& place, std::uint16_t databasePort, Relay relay,
		const Settings& settings = Settings());
		/// Starts it. Throws std::runtime_error.

	std::uint16_t port() const;

	pid_t pid() const;

	void command(const std::string& order);
		/// Gives an order and waits until it is understood; see FaultHost.cpp.

	bool tell(const std::string& order);
		/// The same, but returns false if the server ends instead.

	bool awaitHit(int seconds);
		/// Returns true when the server says that the order is carried out;
		/// false if it does not within this time.

	void kill();
		/// SIGKILL.

	bool awaitDeath();
		/// Returns true if SIGKILL has ended it.

	void start();
		/// Starts it again, on the same folder.

	void awaitPass(const std::string& point);
		/// Waits until this point is passed, from now on. Only while tracing.

	std::vector<std::string> passed();
		/// Ends tracing; returns the points that were passed since `trace on`.

	const std::vector<std::string>& unlisted() const;
		/// Returns points that are in no list.

private:
	std::string next(int seconds);

	const HostFolder _folder;
	const Place _place;
	const Relay _relay;
	std::unique_ptr<ChildProcess> _process;
	std::uint16_t _port = 0;
	bool _isHit = false;
	std::vector<std::string> _passed;
	std::vector<std::string> _unlisted;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FaultServer_INCLUDED
