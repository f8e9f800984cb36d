//
// SignalThread.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  SignalThread
//
// HUP, INT and TERM, taken by a thread.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SignalThread_INCLUDED
#define AuthPlug_Host_SignalThread_INCLUDED


#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>


namespace AuthPlug {
namespace Host {


class SignalThread
	/// Takes SIGHUP, SIGINT and SIGTERM in a thread of its own, where, unlike
	/// in a signal handler, any function may be called.
	/// Poco::Util::ServerApplication::waitForTerminationRequest() leaves SIGHUP to end the process.
{
public:
	static void block();
		/// Keeps the signals from all threads. Call it in main() before the first thread
		/// is made: threads inherit it. A program started from this process
		/// inherits it too, and has to unblock them. Throws Poco::SystemException.

	explicit SignalThread(std::function<void()> reload);
		/// Starts to take signals; those that have arrived since block() first.
		/// On SIGHUP the thread calls `reload`, e.g. PluginManager::requestReload(),
		/// unless it is empty; it may not throw. Throws Poco::SystemException.

	SignalThread(const SignalThread&) = delete;
	SignalThread& operator = (const SignalThread&) = delete;

	~SignalThread();
		/// Stops taking signals; they stay blocked. Not to be called by `reload`.

	void waitForStop();
		/// Returns once SIGINT or SIGTERM has arrived; at once if it has.
		/// Any thread may wait.

private:
	void run();

	const std::function<void()> _reload;
	std::mutex _mutex;
	std::condition_variable _stopped;
	bool _isStopped = false;
	int _signals = -1;
	int _stop = -1;
	std::thread _thread;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SignalThread_INCLUDED
