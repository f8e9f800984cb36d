//
// OpenSslHeldTest.cpp
//
// Tests: unit/authserver
//
// POCO 1.11 sets OpenSSL up with the first digest engine and tears it down with
// the last, without a lock: threads that hash by turns free its mutexes twice,
// and a busy server dies of it sooner or later. So somebody has to hold on to it.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PluginManager.h"
#include "AuthPlug/Host/ServiceRegistry.h"
#include "AuthPlug/Testing/FakeClock.h"
#include "AuthPlug/Testing/RecordingLog.h"
#include "Cases.h"
#include <Poco/AtomicCounter.h>
#include <dlfcn.h>


namespace {


int holders()
	/// Returns how many objects keep OpenSSL set up: POCO's own count, which is
	/// private. The corruption itself shows too seldom to be tested for.
{
	void* const counter = ::dlsym(RTLD_DEFAULT, "_ZN4Poco6Crypto18OpenSSLInitializer3_rcE");
	CPPUNIT_ASSERT_MESSAGE("POCO's count is not where it was", counter);
	return static_cast<Poco::AtomicCounter*>(counter)->value();
}


} // namespace


AUTHPLUG_CASES(OpenSslHeld)
{
	AuthPlug::Tests::addCase(suite, "by a plugin manager, as long as it exists", []
	{
		AuthPlug::Testing::FakeClock clock;
		AuthPlug::Testing::RecordingLog log;
		AuthPlug::Host::ServiceRegistry services;
		AuthPlug::Host::Routes routes;
		const int before = holders();
		{
			const AuthPlug::Host::PluginManager manager(AuthPlug::Host::PluginManager::Options(), services, routes, clock, log);
			CPPUNIT_ASSERT_EQUAL(before + 1, holders());
		}
		CPPUNIT_ASSERT_EQUAL(before, holders());
	});
}
