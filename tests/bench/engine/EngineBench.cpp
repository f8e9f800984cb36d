//
// EngineBench.cpp
//
// Tests: bench/engine
//
// What one Argon2id hash costs, for each engine. See README.md.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/argon2/Argon2.h"
#include "core/argon2/FillForms.h"
#include <algorithm>
#include <barrier>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <iomanip>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
#include <argon2.h>
#include <sodium.h>
#include <sys/mman.h>


namespace {


using namespace AuthPlug::Password;


struct Cost
{
	std::uint32_t memoryKiB;
	std::uint32_t passes;
};


constexpr Cost COSTS[] = {{19456, 2}, {47104, 1}, {65536, 3}};
constexpr std::string_view PASSWORD = "correct horse battery staple";
constexpr std::string_view SALT = "sixteen bytes...";
constexpr std::size_t TAG_BYTES = 32;


class Arena
	/// Memory for one thread's hashes, in place before the first one.
{
public:
	explicit Arena(std::size_t bytes): _bytes(bytes + HUGE_PAGE)
	{
		_mapping = ::mmap(nullptr, _bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (_mapping == MAP_FAILED) throw std::runtime_error("no memory for an arena");
		const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(_mapping);
		_start = reinterpret_cast<void*>((address + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
		::madvise(_start, bytes, MADV_HUGEPAGE);
		std::memset(_start, 0, bytes);
	}

	Arena(const Arena&) = delete;
	Arena& operator = (const Arena&) = delete;

	~Arena()
	{
		::munmap(_mapping, _bytes);
	}

	void* start() const
	{
		return _start;
	}

private:
	static constexpr std::size_t HUGE_PAGE = std::size_t(2) << 20;

	std::size_t _bytes;
	void* _mapping;
	void* _start;
};


void check(bool done)
{
	if (!done) throw std::runtime_error("a hash could not be computed");
}


struct Engine
{
	std::string name;
	std::function<void(const Cost&, void* arena, unsigned char* tag)> hash;
};


void bySodium(const Cost& cost, void*, unsigned char* tag)
{
	check(::crypto_pwhash(tag, TAG_BYTES, PASSWORD.data(), PASSWORD.size(), reinterpret_cast<const unsigned char*>(SALT.data()),
		cost.passes, std::size_t(cost.memoryKiB) * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0);
}


void byLibargon2(const Cost& cost, void*, unsigned char* tag)
{
	check(::argon2id_hash_raw(cost.passes, cost.memoryKiB, 1, PASSWORD.data(), PASSWORD.size(), SALT.data(), SALT.size(), tag, TAG_BYTES) == ARGON2_OK);
}


Engine fastEngine(const std::string& name, FillForm form, Argon2Wipe wipe, bool inArena)
{
	const Argon2 argon2(FillForms::function(form), wipe);
	return {name, [argon2, inArena](const Cost& cost, void* arena, unsigned char* tag)
	{
		Argon2Parameters parameters;
		parameters.memoryKiB = cost.memoryKiB;
		parameters.passes = cost.passes;
		parameters.tagBytes = TAG_BYTES;
		check(argon2.hash(parameters, {PASSWORD, SALT, {}, {}}, inArena ? arena : nullptr, inArena ? parameters.memoryBytes() : 0, tag));
	}};
}


std::vector<Engine> allEngines()
{
	std::vector<Engine> engines{{"libsodium", bySodium}, {"libargon2", byLibargon2}};
	for (const FillForm form : FillForms::offered())
	{
		engines.push_back(fastEngine(std::string("fast ") + FillForms::name(form) + ", arena", form, Argon2Wipe::early, true));
	}
	const FillForm best = FillForms::offered().front();
	const std::string name = std::string("fast ") + FillForms::name(best);
	engines.push_back(fastEngine(name + ", arena, all wiped", best, Argon2Wipe::all, true));
	engines.push_back(fastEngine(name + ", mapped", best, Argon2Wipe::early, false));
	return engines;
}


double threadMillis()
{
	timespec time;
	::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}


using Samples = std::vector<std::vector<double>>;  // for each engine


Samples measure(const std::vector<Engine>& engines, const Cost& cost, std::size_t threads, std::size_t rounds)
{
	Samples samples(engines.size());
	std::mutex mutex;
	std::barrier turn(static_cast<std::ptrdiff_t>(threads));
	const auto work = [&]
	{
		Arena arena(std::size_t(cost.memoryKiB) * 1024);
		unsigned char first[TAG_BYTES];
		for (std::size_t round = 0; round <= rounds; ++round)
		{
			for (std::size_t i = 0; i < engines.size(); ++i)
			{
				turn.arrive_and_wait();
				unsigned char tag[TAG_BYTES] = {};
				// The second of two: a busy server computes one after the other.
				engines[i].hash(cost, arena.start(), tag);
				const double start = threadMillis();
				engines[i].hash(cost, arena.start(), tag);
				const double millis = threadMillis() - start;
				if (round == 0 && i == 0) std::memcpy(first, tag, TAG_BYTES);
				if (std::memcmp(first, tag, TAG_BYTES) != 0)
				{
					std::cerr << engines[i].name << " computes something else\n";
					std::exit(1);
				}
				// The first round warms up.
				const std::lock_guard<std::mutex> lock(mutex);
				if (round > 0) samples[i].push_back(millis);
			}
		}
	};
	std::vector<std::thread> others;
	for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
	work();
	for (std::thread& other : others) other.join();
	return samples;
}


double quantile(std::vector<double> values, double share)
{
	std::sort(values.begin(), values.end());
	return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}


std::string processor()
{
	std::ifstream info("/proc/cpuinfo");
	std::string line;
	while (std::getline(info, line))
	{
		if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
	}
	return "unknown processor";
}


void report(const std::vector<Engine>& engines, const Cost& cost, std::size_t threads, const Samples& samples, std::ostream& csv)
{
	std::cout << "\nm=" << cost.memoryKiB << " KiB, t=" << cost.passes << ", p=1, threads: " << threads << "\n"
		<< std::left << std::setw(32) << "engine" << std::right << std::setw(10) << "ms/hash" << std::setw(18) << "middle half"
		<< std::setw(12) << "hashes/s" << std::setw(22) << "time / libsodium's\n" << std::fixed;
	const double base = quantile(samples[0], 0.5);
	for (std::size_t i = 0; i < engines.size(); ++i)
	{
		const double median = quantile(samples[i], 0.5);
		const double low = quantile(samples[i], 0.25);
		const double high = quantile(samples[i], 0.75);
		const double rate = 1000 * static_cast<double>(threads) / median;
		std::ostringstream middle;
		middle << std::fixed << std::setprecision(2) << low << " - " << high;
		std::cout << std::left << std::setw(32) << engines[i].name << std::right << std::setprecision(2) << std::setw(10) << median
			<< std::setw(18) << middle.str() << std::setprecision(0) << std::setw(12) << rate
			<< std::setprecision(3) << std::setw(20) << median / base << "\n";
		csv << "\"" << engines[i].name << "\"," << cost.memoryKiB << "," << cost.passes << "," << threads << ","
			<< median << "," << low << "," << high << "," << rate << "," << median / base << "\n";
	}
}


} // namespace


int main(int argc, char** argv)
{
	std::size_t rounds = 15;
	std::ofstream csv;
	for (int i = 1; i < argc; i += 2)
	{
		const std::string option = argv[i];
		if (i + 1 < argc && option == "--rounds") rounds = std::strtoul(argv[i + 1], nullptr, 10);
		else if (i + 1 < argc && option == "--csv") csv.open(argv[i + 1]);
		else rounds = 0;
	}
	if (rounds == 0)
	{
		std::cerr << "usage: engine-bench [--rounds N] [--csv FILE]\n";
		return 2;
	}
	if (::sodium_init() < 0) return 1;

	csv << "engine,m_kib,t,threads,ms_median,ms_q1,ms_q3,hashes_per_s,ratio_to_libsodium\n";
	const std::vector<Engine> engines = allEngines();
	std::cout << processor() << ", Argon2id, processor time, median of " << rounds << " rounds\n";
	for (const std::size_t threads : {std::size_t(1), std::size_t(2)})
	{
		for (const Cost& cost : COSTS) report(engines, cost, threads, measure(engines, cost, threads, rounds), csv);
	}
	return 0;
}
