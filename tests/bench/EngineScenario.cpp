//
// EngineScenario.cpp
//
// Tests: bench
//
// What one hash costs, for each engine.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Bench.h"
#include <barrier>
#include <cstring>
#include <ctime>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


double threadMillis()
{
	timespec time{};
	::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return static_cast<double>(time.tv_sec)*1e3 + static_cast<double>(time.tv_nsec)/1e6;
}


using Samples = std::vector<std::vector<double>>;  // for each engine


Samples measure(const std::vector<Engine>& engines, const Cost& cost, std::size_t threads, std::size_t rounds)
	/// Processor time, which hardly depends on what else runs. Throws
	/// std::runtime_error if two engines compute different hashes.
{
	Samples samples(engines.size());
	std::mutex mutex;
	std::barrier turn(static_cast<std::ptrdiff_t>(threads));
	bool differs = false;
	const auto work = [&]
	{
		const HashMemory memory(cost.memoryBytes());
		unsigned char first[Engine::TAG_BYTES] = {};
		for (std::size_t round = 0; round <= rounds; ++round)
		{
			for (std::size_t i = 0; i < engines.size(); ++i)
			{
				turn.arrive_and_wait();
				unsigned char tag[Engine::TAG_BYTES] = {};
				// The second of two: a busy server computes one after the other.
				engines[i].hash(cost, memory.start(), tag);
				const double start = threadMillis();
				engines[i].hash(cost, memory.start(), tag);
				const double millis = threadMillis() - start;
				if (round == 0 && i == 0) std::memcpy(first, tag, sizeof(first));
				const std::lock_guard<std::mutex> lock(mutex);
				differs = differs || std::memcmp(first, tag, sizeof(first)) != 0;
				// The first round warms up.
				if (round > 0) samples[i].push_back(millis);
			}
		}
	};
	std::vector<std::thread> others;
	for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
	work();
	for (std::thread& other : others) other.join();
	if (differs) throw std::runtime_error("two engines compute different hashes");
	return samples;
}


} // namespace


void Bench::engines()
{
	const std::vector<Engine> engines = Engine::all();
	std::vector<std::string> names;
	for (const Engine& engine : engines) names.push_back(engine.name);
	std::vector<std::vector<double>> rates;
	std::set<std::size_t> threadCounts{1, std::thread::hardware_concurrency()};
	std::map<std::string, double> toSodium;
	for (const std::size_t threads : threadCounts)
	{
		for (const Cost& cost : _effort.costs)
		{
			const Samples samples = measure(engines, cost, threads, _effort.engineRounds);
			std::vector<double> perSecond;
			for (std::size_t i = 0; i < engines.size(); ++i)
			{
				Measured line;
				line.scenario = "engines, m=" + std::to_string(cost.memoryKiB) + " t=" + std::to_string(cost.passes) + " p=1, threads: " + std::to_string(threads);
				line.what = engines[i].name;
				line.unit = "ms/hash";
				line.value = Spread::of(samples[i]);
				line.reference = "ms by libsodium";
				line.referenceValue = Spread::of(samples[0]).median;
				line.ratio = ratios(samples[i], samples[0]);
				perSecond.push_back(1000*static_cast<double>(threads)/line.value.median);
				line.note = number(perSecond.back()) + " hashes/s";
				_report.add(line);
				if (threads == 1 && cost.memoryKiB == Cost().memoryKiB) toSodium[engines[i].name] = line.ratio.median;
			}
			if (cost.memoryKiB == Cost().memoryKiB) rates.push_back(perSecond);
		}
	}

	// The form of the bar's wide registers need not be offered here.
	if (toSodium.count("fast avx512") > 0) _report.bar("one hash, fast engine by AVX-512 / libsodium", 0.55, true, toSodium["fast avx512"]);
	if (toSodium.count("fast avx2") > 0) _report.bar("one hash, fast engine by AVX2 / libsodium", 0.65, true, toSodium["fast avx2"]);
	SvgChart chart(SvgChart::Form::bars, "Argon2id m=19456 KiB t=2 p=1: hashes a second", "1/s", names);
	std::size_t i = 0;
	for (const std::size_t threads : threadCounts) chart.add(std::to_string(threads) + (threads == 1 ? " thread" : " threads"), rates[i++]);
	write("engines", chart);
}


} } // namespace AuthPlug::Tests
