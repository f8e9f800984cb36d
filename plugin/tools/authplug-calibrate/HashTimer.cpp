//
// HashTimer.cpp
//
// Tool:    authplug-calibrate
// Module:  HashTimer
//
// SPDX-License-Identifier: BSL-1.0
//


#include "HashTimer.h"
#include "AuthPlug/Host/HashSlotPool.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>


namespace AuthPlug {
namespace Calibrate {


namespace {


using std::chrono::steady_clock;


constexpr std::size_t LEAST_HASHES = 5;  // in each slot
constexpr std::chrono::milliseconds LEAST_TIME(150);
constexpr std::int64_t PATIENCE_MICROS = 3600*1000000LL;


} // namespace


HashTimer::HashTimer(Password::EngineChoice engine): _engine(engine)
{
}


double HashTimer::measure(const Password::Argon2Options& cost, std::size_t slots)
{
	Password::StandardHasher hasher(cost, _random, _engine);
	Host::HashSlotPool::Options options;
	options.slots = slots;
	options.arenaBytes = std::size_t(cost.memoryKiB)*1024;
	Host::HashSlotPool pool(options, _clock);
	std::mutex mutex;
	std::vector<double> millis;
	std::atomic<bool> failed{false};
	const auto work = [&](std::size_t number)
	{
		const Api::Deadline deadline = _clock.monotonic() + PATIENCE_MICROS;
		Api::TurnGuard turn(pool);
		bool waited = false;
		if (turn.begin(std::to_string(number), deadline) != Api::HashSlots::Outcome::granted
			|| turn.acquire(deadline, waited) != Api::HashSlots::Outcome::granted)
		{
			failed = true;
			return;
		}
		std::vector<double> own;
		const auto end = steady_clock::now() + LEAST_TIME;
		// The first one warms up.
		while (!failed && (own.size() <= LEAST_HASHES || steady_clock::now() < end))
		{
			char stored[512];
			std::size_t size = 0;
			double millisOfHash = 0;
			turn.compute([&](const Api::HashSlot& slot)
			{
				const auto begin = steady_clock::now();
				if (!hasher.hash(Api::SecretView("a password to measure with"), slot, stored, sizeof(stored), size)) failed = true;
				millisOfHash = std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count();
			});
			own.push_back(millisOfHash);
		}
		const std::lock_guard<std::mutex> lock(mutex);
		if (!own.empty()) millis.insert(millis.end(), own.begin() + 1, own.end());
	};
	std::vector<std::thread> threads;
	for (std::size_t i = 0; i < slots; ++i) threads.emplace_back(work, i);
	for (std::thread& thread : threads) thread.join();
	if (failed || millis.empty()) throw Poco::RuntimeException("a hash could not be computed");
	const auto middle = millis.begin() + static_cast<std::ptrdiff_t>(millis.size()/2);
	std::nth_element(millis.begin(), middle, millis.end());
	return *middle;
}


std::string HashTimer::engineName()
{
	return Password::StandardHasher(Password::Argon2Options(), _random, _engine).engineName();
}


std::size_t HashTimer::processors()
{
	Host::SystemClock clock;
	return Host::HashSlotPool(Host::HashSlotPool::Options(), clock).state().slots;
}


} } // namespace AuthPlug::Calibrate
