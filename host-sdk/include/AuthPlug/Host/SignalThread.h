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


#include <functional>
#include <thread>


namespace AuthPlug {
namespace Host {


class SignalThread
	/// Takes SIGHUP, SIGINT and SIGTERM in a thread of its own, where, unlike
	/// in a signal handler, any function may be called.
	/// Poco::Util::ServerApplication::waitForTerminationRequest() leaves SIGHUP to end the process.
{
public:
	struct Callbacks
		/// Called by the thread, one at a time. They may not throw.
	{
		std::function<void()> reload;     /// SIGHUP; e.g. PluginManager::requestReload()
		std::function<void()> terminate;  /// SIGINT, SIGTERM; each time one arrives
	};

	static void block();
		/// Keeps the signals from all threads. Call it in main() before the first thread
		/// is made: threads inherit it. A program started from this process
		/// inherits it too, and has to unblock them. Throws Poco::SystemException.

	explicit SignalThread(Callbacks callbacks);
		/// Starts to take signals; those that have arrived since block() first.
		/// Throws Poco::SystemException.

	SignalThread(const SignalThread&) = delete;
	SignalThread& operator = (const SignalThread&) = delete;

	~SignalThread();
		/// Stops taking signals; they stay blocked. Not to be called by a callback.

private:
	void run();

	const Callbacks _callbacks;
	int _signals = -1;
	int _stop = -1;
	std::thread _thread;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SignalThread_INCLUDED
