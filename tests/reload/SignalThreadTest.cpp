//
// SignalThreadTest.cpp
//
// Tests: reload
//
// Signals to this process, taken by a thread.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/SignalThread.h"
#include "Cases.h"
#include "Workshop.h"
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <cstring>
#include <future>
#include <unistd.h>


using AuthPlug::Host::SignalThread;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


class Blocked
	/// Blocks the signals for one test. No other thread runs then.
{
public:
	Blocked()
	{
		::pthread_sigmask(SIG_SETMASK, nullptr, &_before);
		SignalThread::block();
	}

	~Blocked()
	{
		::pthread_sigmask(SIG_SETMASK, &_before, nullptr);
	}

private:
	sigset_t _before;
};


} // namespace


AUTHPLUG_CASES(SignalThreadTest)
{
	for (const int signal: {SIGINT, SIGTERM})
	{
		addCase(suite, std::string(::sigabbrev_np(signal)) + " ends the wait, HUP before and after it reloads", [signal]
		{
			const Blocked blocked;
			std::atomic<int> reloads{0};
			SignalThread thread([&] { ++reloads; });
			std::future<void> wait = std::async(std::launch::async, [&] { thread.waitForStop(); });
			::kill(::getpid(), SIGHUP);
			CPPUNIT_ASSERT(Workshop::eventually([&] { return reloads == 1; }));
			CPPUNIT_ASSERT(wait.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
			::kill(::getpid(), signal);
			wait.get();
			thread.waitForStop();
			::kill(::getpid(), SIGHUP);
			CPPUNIT_ASSERT(Workshop::eventually([&] { return reloads == 2; }));
		});
	}
	addCase(suite, "signals before the thread are not lost", []
	{
		const Blocked blocked;
		std::atomic<int> reloads{0};
		::kill(::getpid(), SIGHUP);
		::kill(::getpid(), SIGTERM);
		SignalThread thread([&] { ++reloads; });
		thread.waitForStop();
		CPPUNIT_ASSERT(Workshop::eventually([&] { return reloads == 1; }));
	});
	addCase(suite, "nothing to reload is no harm", []
	{
		const Blocked blocked;
		SignalThread thread(nullptr);
		::kill(::getpid(), SIGHUP);
		::kill(::getpid(), SIGTERM);
		thread.waitForStop();
	});
	addCase(suite, "HUP makes a manager reload", []
	{
		const Blocked blocked;
		Workshop shop;
		shop.install("good-1");
		shop.configure("library = thing\n");
		shop.manager().start();
		const SignalThread thread([&] { shop.manager().requestReload(); });
		shop.install("good-2");
		::kill(::getpid(), SIGHUP);
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer() == "2 hello"; }));
	});
}
