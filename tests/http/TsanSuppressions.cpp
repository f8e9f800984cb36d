//
// TsanSuppressions.cpp
//
// Tests: http
//
// What ThreadSanitizer can't know about POCO.
//
// SPDX-License-Identifier: BSL-1.0
//


#if defined(__SANITIZE_THREAD__)


extern "C" const char* __tsan_default_suppressions();


extern "C" const char* __tsan_default_suppressions()
	/// A socket is deleted by whichever thread lets go of it last, often the one
	/// that accepted it. The reference count orders that after every use, but it
	/// is counted inside libPocoNet, which is not instrumented.
{
	return "race:Poco::Net::TCPServer::run\n";
}


#endif
