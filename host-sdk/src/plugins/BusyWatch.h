//
// BusyWatch.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  BusyWatch
//
// Tells when a call does not come back.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_BusyWatch_INCLUDED
#define AuthPlug_Host_BusyWatch_INCLUDED


#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>


namespace AuthPlug {
namespace Host {


class BusyWatch
	/// Watches a thread at its work: once the work has taken longer than it may,
	/// says so, once for each. Who waits for code of others that never returns
	/// can't say it himself. Thread-safe.
{
public:
	using Alarm = std::function<void(std::chrono::milliseconds busy)>;

	BusyWatch(std::chrono::milliseconds atMost, Alarm alarm);
		/// The alarm is called by a thread of the watch's own, and may not throw.

	BusyWatch(const BusyWatch&) = delete;
	BusyWatch& operator = (const BusyWatch&) = delete;

	~BusyWatch();

	void begin();
	void end();

	std::chrono::milliseconds overdue() const;
		/// Returns how long the work has taken, or 0 if that is no longer than
		/// it may, or none is under way.

private:
	using Clock = std::chrono::steady_clock;

	void run();

	const std::chrono::milliseconds _atMost;
	const Alarm _alarm;
	mutable std::mutex _mutex;
	std::condition_variable _changed;
	Clock::time_point _since;
	bool _busy = false;
	bool _told = false;
	bool _stopping = false;
	std::thread _thread;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_BusyWatch_INCLUDED
