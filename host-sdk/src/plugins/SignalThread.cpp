//
// SignalThread.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  SignalThread
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/SignalThread.h"
#include "../base/Descriptor.h"
#include <Poco/Exception.h>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


sigset_t taken()
{
	sigset_t set;
	::sigemptyset(&set);
	::sigaddset(&set, SIGHUP);
	::sigaddset(&set, SIGINT);
	::sigaddset(&set, SIGTERM);
	return set;
}


} // namespace


void SignalThread::block()
{
	const sigset_t set = taken();
	const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
	if (error != 0) throw Poco::SystemException("can't block signals", systemError(error));
}


SignalThread::SignalThread(std::function<void()> reload): _reload(std::move(reload))
{
	const sigset_t set = taken();
	Descriptor signals(::signalfd(-1, &set, SFD_CLOEXEC));
	Descriptor stop(::eventfd(0, EFD_CLOEXEC));
	if (signals.get() < 0 || stop.get() < 0) throw Poco::SystemException("can't wait for signals", systemError(errno));
	_signals = signals.release();
	_stop = stop.release();
	_thread = std::thread([this] { run(); });
}


SignalThread::~SignalThread()
{
	const std::uint64_t one = 1;
	while (::write(_stop, &one, sizeof(one)) < 0 && errno == EINTR) {}
	_thread.join();
	::close(_signals);
	::close(_stop);
}


void SignalThread::waitForStop()
{
	std::unique_lock<std::mutex> lock(_mutex);
	_stopped.wait(lock, [this] { return _isStopped; });
}


void SignalThread::run()
{
	pollfd events[] = {{_signals, POLLIN, 0}, {_stop, POLLIN, 0}};
	for (;;)
	{
		if (::poll(events, 2, -1) < 0) continue;
		if (events[1].revents) return;
		signalfd_siginfo info{};
		if (::read(_signals, &info, sizeof(info)) != static_cast<ssize_t>(sizeof(info))) continue;
		if (info.ssi_signo == SIGHUP)
		{
			if (_reload) _reload();
			continue;
		}
		const std::lock_guard<std::mutex> lock(_mutex);
		_isStopped = true;
		_stopped.notify_all();
	}
}


} } // namespace AuthPlug::Host
