//
// ManyDigestsTest.cpp
//
// Tests: unit/authserver
//
// Digests from many threads while a host of plugins exists. POCO 1.11 tears
// OpenSSL down and sets it up again between two engines, without a lock; this
// process dies here if nobody keeps it set up.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PluginManager.h"
#include "AuthPlug/Host/ServiceRegistry.h"
#include "AuthPlug/Testing/FakeClock.h"
#include "AuthPlug/Testing/RecordingLog.h"
#include "Cases.h"
#include "core/TokenFingerprint.h"
#include "model/RecoveryCodes.h"
#include <atomic>
#include <thread>
#include <vector>


AUTHPLUG_CASES(ManyDigests)
{
	AuthPlug::Tests::addCase(suite, "eight threads while a plugin manager exists", []
	{
		AuthPlug::Testing::FakeClock clock;
		AuthPlug::Testing::RecordingLog log;
		AuthPlug::Host::ServiceRegistry services;
		AuthPlug::Host::Routes routes;
		const AuthPlug::Host::PluginManager manager(AuthPlug::Host::PluginManager::Options(), services, routes, clock, log);

		std::atomic<int> wrong{0};
		const std::string digest = AuthServer::RecoveryCodes::digestOf(17, "code");
		const auto fingerprint = AuthPlug::Password::fingerprintOf("token");
		std::vector<std::thread> threads;
		for (int i = 0; i < 8; ++i)
		{
			threads.emplace_back([&]
			{
				for (int n = 0; n < 5000; ++n)
				{
					if (AuthServer::RecoveryCodes::digestOf(17, "code") != digest) ++wrong;
					if (AuthPlug::Password::fingerprintOf("token") != fingerprint) ++wrong;
				}
			});
		}
		for (std::thread& thread : threads) thread.join();
		CPPUNIT_ASSERT_EQUAL(0, wrong.load());
	});
}
