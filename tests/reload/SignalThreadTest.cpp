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
#include <csignal>
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
	addCase(suite, "HUP reloads, INT and TERM terminate", []
	{
		const Blocked blocked;
		std::atomic<int> reloads{0};
		std::atomic<int> terminations{0};
		const SignalThread thread({[&] { ++reloads; }, [&] { ++terminations; }});
		::kill(::getpid(), SIGHUP);
		CPPUNIT_ASSERT(Workshop::eventually([&] { return reloads == 1; }));
		::kill(::getpid(), SIGINT);
		CPPUNIT_ASSERT(Workshop::eventually([&] { return terminations == 1; }));
		::kill(::getpid(), SIGTERM);
		CPPUNIT_ASSERT(Workshop::eventually([&] { return terminations == 2; }));
		::kill(::getpid(), SIGHUP);
		CPPUNIT_ASSERT(Workshop::eventually([&] { return reloads == 2; }));
	});
	addCase(suite, "a signal before the thread is not lost", []
	{
		const Blocked blocked;
		std::atomic<int> reloads{0};
		::kill(::getpid(), SIGHUP);
		const SignalThread thread({[&] { ++reloads; }, nullptr});
		CPPUNIT_ASSERT(Workshop::eventually([&] { return reloads == 1; }));
	});
	addCase(suite, "a missing callback is no harm", []
	{
		const Blocked blocked;
		std::atomic<int> terminations{0};
		const SignalThread thread({nullptr, [&] { ++terminations; }});
		::kill(::getpid(), SIGHUP);
		::kill(::getpid(), SIGTERM);
		CPPUNIT_ASSERT(Workshop::eventually([&] { return terminations == 1; }));
	});
	addCase(suite, "HUP makes a manager reload", []
	{
		const Blocked blocked;
		Workshop shop;
		shop.install("good-1");
		shop.configure("library = thing\n");
		shop.manager().start();
		const SignalThread thread({[&] { shop.manager().requestReload(); }, nullptr});
		shop.install("good-2");
		::kill(::getpid(), SIGHUP);
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer() == "2 hello"; }));
	});
}
