//
// HashTimer.h
//
// Tool:    authplug-calibrate
// Module:  HashTimer
//
// How long a hash takes on this machine.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Calibrate_HashTimer_INCLUDED
#define AuthPlug_Calibrate_HashTimer_INCLUDED


#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "AuthPlug/Password/StandardHasher.h"
#include <cstddef>
#include <string>


namespace AuthPlug {
namespace Calibrate {


class HashTimer
	/// Hashes as a server does: in its slots, with their memory, by its engine.
{
public:
	explicit HashTimer(Password::EngineChoice engine);

	double measure(const Password::Argon2Options& cost, std::size_t slots);
		/// Lets all slots hash at the same time, since they share the memory's
		/// bandwidth; returns the median time of a hash in milliseconds. Throws
		/// Poco::OutOfMemoryException if there is none for the slots.

	std::string engineName();
		/// Throws Poco::RuntimeException if EngineChoice::fast does not work here.

	static std::size_t processors();
		/// Returns as many slots as a server takes by itself.

private:
	const Password::EngineChoice _engine;
	Host::SystemClock _clock;
	Host::SystemRandom _random;
};


} } // namespace AuthPlug::Calibrate


#endif // AuthPlug_Calibrate_HashTimer_INCLUDED
