//
// SocketWatchdog.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  SocketWatchdog
//
// Ends a read that would outlast its deadline.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SocketWatchdog_INCLUDED
#define AuthPlug_Host_SocketWatchdog_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>


namespace AuthPlug {
namespace Host {


class SocketWatchdog
	/// The client library's read timeout is one for all statements, in whole
	/// seconds, and POCO can't even set it. So a thread shuts the socket down at
	/// the deadline, and the thread that waits for an answer on it returns with
	/// an error: a server that has stopped, or a network that swallows packets,
	/// can't hold a request. Thread-safe.
{
public:
	class Watch
		/// Watches one socket until it goes.
	{
	public:
		Watch(SocketWatchdog& watchdog, int descriptor, Api::Deadline deadline);
			/// The descriptor must stay open as long as this object.

		Watch(const Watch&) = delete;
		Watch& operator = (const Watch&) = delete;

		~Watch();

	private:
		friend class SocketWatchdog;

		SocketWatchdog& _watchdog;
		const int _descriptor;
		const Api::Deadline _deadline;
		bool _fired = false;
		std::list<Watch*>::iterator _place;
	};

	explicit SocketWatchdog(Api::Clock& clock);

	SocketWatchdog(const SocketWatchdog&) = delete;
	SocketWatchdog& operator = (const SocketWatchdog&) = delete;

	~SocketWatchdog();
		/// Nothing may be watched any more.

private:
	void run();

	Api::Clock& _clock;
	std::mutex _mutex;
	std::condition_variable _changed;
	std::list<Watch*> _watches;
	Api::MonotonicTime _wakeUp;
	bool _stopping = false;
	std::thread _thread;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SocketWatchdog_INCLUDED
