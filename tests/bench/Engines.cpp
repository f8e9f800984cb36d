//
// Engines.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Engines.h"
#include "core/argon2/Argon2.h"
#include <argon2.h>
#include <cstring>
#include <numeric>
#include <sodium.h>
#include <stdexcept>
#include <string_view>
#include <sys/mman.h>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


using Password::Argon2;
using Password::Argon2Parameters;
using Password::Argon2Wipe;
using Password::FillForm;
using Password::FillForms;
using std::chrono::steady_clock;


constexpr std::string_view PASSWORD = "correct horse battery staple";
constexpr std::string_view SALT = "sixteen bytes...";
constexpr std::size_t HUGE_PAGE = std::size_t(2) << 20;


void check(bool done)
{
	if (!done) throw std::runtime_error("a hash could not be computed");
}


void bySodium(const Cost& cost, void*, unsigned char* tag)
{
	check(::crypto_pwhash(tag, Engine::TAG_BYTES, PASSWORD.data(), PASSWORD.size(), reinterpret_cast<const unsigned char*>(SALT.data()),
		cost.passes, cost.memoryBytes(), crypto_pwhash_ALG_ARGON2ID13) == 0);
}


void byLibargon2(const Cost& cost, void*, unsigned char* tag)
{
	check(::argon2id_hash_raw(cost.passes, cost.memoryKiB, 1, PASSWORD.data(), PASSWORD.size(), SALT.data(), SALT.size(), tag, Engine::TAG_BYTES) == ARGON2_OK);
}


Engine fastEngine(const std::string& name, FillForm form, Argon2Wipe wipe, bool inArena)
{
	const Argon2 argon2(FillForms::function(form), wipe);
	return {name, [argon2, inArena](const Cost& cost, void* arena, unsigned char* tag)
	{
		Argon2Parameters parameters;
		parameters.memoryKiB = cost.memoryKiB;
		parameters.passes = cost.passes;
		parameters.tagBytes = Engine::TAG_BYTES;
		check(argon2.hash(parameters, {PASSWORD, SALT, {}, {}}, inArena ? arena : nullptr, inArena ? parameters.memoryBytes() : 0, tag));
	}};
}


std::string nameOf(FillForm form)
{
	return std::string("fast ") + FillForms::name(form);
}


} // namespace


HashMemory::HashMemory(std::size_t bytes):
	_mapped(bytes + HUGE_PAGE),
	_mapping(::mmap(nullptr, _mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
{
	if (_mapping == MAP_FAILED) throw std::runtime_error("no memory for hashes");
	const auto address = reinterpret_cast<std::uintptr_t>(_mapping);
	_start = reinterpret_cast<void*>((address + HUGE_PAGE - 1)/HUGE_PAGE*HUGE_PAGE);
	::madvise(_start, bytes, MADV_HUGEPAGE);
	std::memset(_start, 0, bytes);
}


HashMemory::~HashMemory()
{
	::munmap(_mapping, _mapped);
}


std::vector<Engine> Engine::all()
{
	if (::sodium_init() < 0) throw std::runtime_error("libsodium does not start");
	std::vector<Engine> engines{{"libsodium", bySodium}, {"libargon2", byLibargon2}};
	for (const FillForm form : FillForms::offered()) engines.push_back(fastEngine(nameOf(form), form, Argon2Wipe::early, true));
	const FillForm best = FillForms::offered().front();
	engines.push_back(fastEngine(nameOf(best) + ", all wiped", best, Argon2Wipe::all, true));
	engines.push_back(fastEngine(nameOf(best) + ", no arena", best, Argon2Wipe::early, false));
	return engines;
}


Engine Engine::fastest()
{
	const FillForm best = FillForms::offered().front();
	return fastEngine(nameOf(best), best, Argon2Wipe::early, true);
}


double hashesPerSecond(const Engine& engine, const Cost& cost, std::size_t threads, std::chrono::milliseconds window)
{
	std::vector<double> rates(threads);
	const auto work = [&](std::size_t thread)
	{
		const HashMemory memory(cost.memoryBytes());
		unsigned char tag[Engine::TAG_BYTES];
		const auto begin = steady_clock::now();
		std::size_t count = 0;
		do
		{
			engine.hash(cost, memory.start(), tag);
			++count;
		}
		while (steady_clock::now() - begin < window);
		rates[thread] = static_cast<double>(count)/std::chrono::duration<double>(steady_clock::now() - begin).count();
	};
	std::vector<std::thread> others;
	for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work, i);
	work(0);
	for (std::thread& other : others) other.join();
	return std::accumulate(rates.begin(), rates.end(), 0.0);
}


} } // namespace AuthPlug::Tests
