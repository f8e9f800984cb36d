//
// TsanSuppressions.cpp
//
// Tests: http
//
// What ThreadSanitizer can't know about POCO and the kernel.
//
// SPDX-License-Identifier: BSL-1.0
//


#if defined(__SANITIZE_THREAD__)


extern "C" const char* __tsan_default_suppressions();


extern "C" const char* __tsan_default_suppressions()
	/// POCO's server deletes a socket in whichever thread lets go of it last, often
	/// the one that accepted it. The reference count orders that after every use,
	/// but it is counted inside libPocoNet, which is not instrumented.
	///
	/// A thread that parks a connection may still be on its way out of epoll_ctl()
	/// when the next one closes the descriptor. The kernel has finished with it.
{
	return
		"race:Poco::Net::TCPServer::run\n"
		"race:AuthPlug::Host::ConnectionPoller::park\n";
}


#endif
