//
// ManagerThread.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  ManagerThread
//
// The one thread that changes plugins.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ManagerThread_INCLUDED
#define AuthPlug_Host_ManagerThread_INCLUDED


#include "BusyWatch.h"
#include "Loader.h"
#include "PluginFolder.h"
#include "PluginJournal.h"
#include "PluginSet.h"
#include "AuthPlug/Host/PluginManager.h"
#include <Poco/Crypto/OpenSSLInitializer.h>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>


namespace AuthPlug {
namespace Host {


class ManagerThread
	/// Owns the plugin set: reloads when asked, polls the files, reaps what has
	/// drained, and publishes the status. The mutex guards only the requests and the
	/// published copies; no call into a plugin is made under it.
{
public:
	ManagerThread(const PluginManager::Options& options, Api::HostServices& services, Routes& routes, Api::Clock& clock, Api::Log& log);
	~ManagerThread();

	void start();
		/// Returns when the first load is done. Throws Poco::RuntimeException.

	std::uint64_t askReload() noexcept;
		/// Asks for a reload, and returns the number of the request.

	std::uint64_t askDrain(const std::set<std::string>& plugins);
		/// Asks for a drain of these plugins, or of all, and returns the number of
		/// the request. Throws Poco::NotFoundException.

	bool isDone(std::uint64_t number) const;
		/// Tells whether this request is done, or the thread does not run.

	void wait(std::uint64_t number);
		/// Waits until isDone().

	void stop();

	std::vector<PluginStatus> status() const;

	std::string taint() const;
	std::string error() const;

private:
	struct Drain
	{
		std::uint64_t number;
		std::set<std::string> plugins;
	};

	struct Requests
	{
		std::uint64_t last = 0;    // number of the latest one; 0: the thread is to stop
		std::uint64_t reload = 0;  // number of the latest reload that is not done; 0: none
		std::vector<Drain> drains; // in the order of their numbers
	};

	void requireKeys() const;
	void run(const RunFolder& copies);
	Requests waitForWork(const PluginSet& set);
	void work(PluginSet& set, const Requests& requests);
	static void drain(PluginSet& set, const std::vector<Drain>& drains, std::uint64_t after, std::uint64_t upTo);
	void guarded(const std::function<void()>& step);
	void lookAtFiles(PluginSet& set, bool asked);
	void drainAll(PluginSet& set);
	void publish(const PluginSet& set, std::uint64_t done);

	// POCO sets OpenSSL up with the first digest engine and tears it down with the
	// last, without a lock: two threads that hash by turns would free its mutexes
	// twice. While one initializer lives, the count never comes back to zero.
	const Poco::Crypto::OpenSSLInitializer _openSsl;

	const PluginManager::Options _options;
	Api::HostServices& _services;
	Routes& _routes;
	Api::Clock& _clock;
	const PluginFolder _folder;
	PluginJournal _journal;
	BusyWatch _busy;  // of the thread, with plugins and their files
	std::chrono::steady_clock::time_point _nextPoll;
	std::string _exception;  // what the last look at the files ended in

	mutable std::mutex _mutex;
	std::condition_variable _wake;
	std::condition_variable _finished;
	std::uint64_t _asked = 0;
	std::uint64_t _reload = 0;  // as Requests::reload
	std::vector<Drain> _drains;
	std::uint64_t _done = 0;
	bool _stopping = false;
	bool _running = false;
	std::string _fault;  // why a start must fail
	std::string _error;  // why the files could not be looked at
	std::string _taint;
	std::vector<PluginStatus> _rows;
	std::map<std::uint64_t, std::shared_ptr<Gate>> _gates;
	std::thread::id _self;
	std::thread _thread;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ManagerThread_INCLUDED
