//
// GuardServices.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  GuardServices
//
// What the dispatcher shares with the handlers it makes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_GuardServices_INCLUDED
#define AuthPlug_Host_GuardServices_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Random.h"
#include "AuthPlug/Host/ErrorAnswer.h"
#include "AuthPlug/Host/HttpOptions.h"
#include "TrustedProxies.h"
#include <atomic>


namespace AuthPlug {
namespace Host {


struct GuardServices
	/// Lives as long as the dispatcher, which outlives its handlers: POCO's
	/// connections hold a reference to it. Thread-safe.
{
	GuardServices(Api::Clock& aClock, Api::Random& aRandom, Api::Log& aLog, const HttpOptions& someOptions):
		clock(aClock), random(aRandom), log(aLog), options(someOptions), proxies(someOptions.trustedProxies)
	{
	}

	ErrorAnswer tryAgainLater(bool close) const
	{
		ErrorAnswer answer;
		answer.status = 503;
		answer.message = "TRY_AGAIN_LATER";
		answer.retryAfterSeconds = options.retryAfterSeconds;
		answer.close = close;
		return answer;
	}

	Api::Clock& clock;
	Api::Random& random;
	Api::Log& log;
	const HttpOptions options;
	const TrustedProxies proxies;
	std::atomic<bool> draining{false};
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_GuardServices_INCLUDED
