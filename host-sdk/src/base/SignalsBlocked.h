//
// SignalsBlocked.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  SignalsBlocked
//
// Threads that take no signals.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SignalsBlocked_INCLUDED
#define AuthPlug_Host_SignalsBlocked_INCLUDED


#include <csignal>
#include <pthread.h>


namespace AuthPlug {
namespace Host {


class SignalsBlocked
	/// A thread that is made meanwhile takes no signal, whatever the host does with them.
{
public:
	SignalsBlocked() noexcept
	{
		sigset_t all;
		::sigfillset(&all);
		::pthread_sigmask(SIG_SETMASK, &all, &_before);
	}

	SignalsBlocked(const SignalsBlocked&) = delete;
	SignalsBlocked& operator = (const SignalsBlocked&) = delete;

	~SignalsBlocked()
	{
		::pthread_sigmask(SIG_SETMASK, &_before, nullptr);
	}

private:
	sigset_t _before;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SignalsBlocked_INCLUDED
