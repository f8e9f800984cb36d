//
// CalibrateTest.cpp
//
// Tests: unit/calibrate
//
// What is recommended for which machine; machines are formulas here.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arguments.h"
#include "AuthPlug/Host/HashSlotPool.h"
#include "AuthPlug/Host/PropertiesFile.h"
#include "AuthPlug/Host/SettingsSchema.h"
#include "Cases.h"
#include "PasswordSettings.h"
#include "PrivateMariaDb.h"
#include "PropertyLines.h"
#include "Search.h"
#include <iterator>


using namespace AuthPlug;
using namespace AuthPlug::Calibrate;
using Password::Argon2Options;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::PrivateMariaDb;


namespace {


constexpr double MILLIS_PER_MIB_PASS = 0.15;


double time(const Argon2Options& cost, std::size_t)
	/// Of a machine on which the floor takes 5.7 ms.
{
	return MILLIS_PER_MIB_PASS*cost.memoryKiB/1024*cost.passes;
}


Wish wish(double millis, std::uint64_t memoryMiB, std::size_t slots)
{
	Wish made;
	made.latencyMillis = millis;
	made.memoryMiB = memoryMiB;
	made.slots = slots;
	return made;
}


Recommendation recommended(const Wish& wish)
{
	return Search(time).find(wish);
}


void assertFaulty(const std::vector<std::string>& words)
{
	CPPUNIT_ASSERT_THROW(Arguments::parse(words), UsageError);
}


} // namespace


AUTHPLUG_CASES(CalibrateTest)
{
	addCase(suite, "takes all memory first, then passes", []
	{
		const Recommendation found = recommended(wish(100, 128, 2));
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(64*1024), found.cost.memoryKiB);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(10), found.cost.passes);  // 96 ms; 11 would take 105.6
		CPPUNIT_ASSERT_EQUAL(std::size_t(2), found.slots);
		CPPUNIT_ASSERT_DOUBLES_EQUAL(96, found.hashMillis, 0.01);
		CPPUNIT_ASSERT(!found.tooSlow && !found.fewerSlots);
	});

	addCase(suite, "takes as much memory as the time allows, with the fewest passes", []
	{
		const Recommendation found = recommended(wish(20, 4096, 2));
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(66*1024), found.cost.memoryKiB);  // 19.8 ms; 67 MiB would take 20.1
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(2), found.cost.passes);
	});

	addCase(suite, "never goes below the floor, and says that it is slow", []
	{
		const Recommendation found = recommended(wish(1, 4096, 2));
		CPPUNIT_ASSERT_EQUAL(Password::SodiumEngine::LEAST_MEMORY_KIB, found.cost.memoryKiB);
		CPPUNIT_ASSERT_EQUAL(Password::SodiumEngine::LEAST_PASSES, found.cost.passes);
		CPPUNIT_ASSERT(found.tooSlow);
		CPPUNIT_ASSERT_DOUBLES_EQUAL(5.7, found.hashMillis, 0.01);
	});

	addCase(suite, "takes fewer slots rather than less memory than the floor", []
	{
		const Recommendation found = recommended(wish(10, 64, 8));
		CPPUNIT_ASSERT_EQUAL(std::size_t(3), found.slots);
		CPPUNIT_ASSERT(found.fewerSlots);
		CPPUNIT_ASSERT(found.cost.memoryKiB >= Password::SodiumEngine::LEAST_MEMORY_KIB);
		CPPUNIT_ASSERT(found.cost.memoryKiB*found.slots <= 64*1024);
	});

	addCase(suite, "refuses a budget below one hash", []
	{
		CPPUNIT_ASSERT_THROW(recommended(wish(100, 18, 1)), BudgetTooSmall);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), recommended(wish(100, 19, 4)).slots);
	});

	addCase(suite, "stays within what the settings take", []
	{
		const Recommendation found = recommended(wish(60000, 1 << 20, 1));
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(1048576), found.cost.memoryKiB);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(64), found.cost.passes);
	});

	addCase(suite, "measures with the slots that it recommends", []
	{
		const Recommendation found = Search([](const Argon2Options& cost, std::size_t slots) { return time(cost, slots)*static_cast<double>(slots); }).find(wish(60, 4096, 4));
		CPPUNIT_ASSERT_EQUAL(std::size_t(4), found.slots);
		CPPUNIT_ASSERT_DOUBLES_EQUAL(60, found.hashMillis, 1.3);
	});

	addCase(suite, "for every wish: within time and memory, or the floor", []
	{
		for (const double millis : {1.0, 5.7, 6.0, 13.0, 50.0, 777.0})
		{
			for (const std::uint64_t memory : {19, 20, 38, 39, 100, 1000, 100000})
			{
				for (const std::size_t slots : {1, 2, 7, 64})
				{
					const Recommendation found = recommended(wish(millis, memory, slots));
					CPPUNIT_ASSERT(found.cost.memoryKiB >= Password::SodiumEngine::LEAST_MEMORY_KIB && found.cost.passes >= Password::SodiumEngine::LEAST_PASSES);
					CPPUNIT_ASSERT(found.cost.memoryKiB*found.slots <= memory*1024);
					CPPUNIT_ASSERT(found.tooSlow || time(found.cost, found.slots) <= millis);
					CPPUNIT_ASSERT_DOUBLES_EQUAL(time(found.cost, found.slots), found.hashMillis, 1e-9);
				}
			}
		}
	});

	addCase(suite, "the lines are what host and plugin take", []
	{
		const Recommendation found = recommended(wish(100, 128, 2));
		const auto host = Host::SettingsSchema().add(Host::HASH_SETTINGS).check(Host::PropertiesFile::parse("host.properties", hostLines(found)));
		CPPUNIT_ASSERT_EQUAL(std::int64_t(2), host->integer("hash.slots"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t(65536), host->integer("hash.arena"));
		const auto plugin = Host::SettingsSchema().add(Password::PasswordSettings::SPECS).check(Host::PropertiesFile::parse("p.properties", pluginLines(found, "fast")));
		CPPUNIT_ASSERT_EQUAL(std::int64_t(65536), plugin->integer("hash.memory_kib"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t(10), plugin->integer("hash.passes"));
		CPPUNIT_ASSERT_EQUAL(std::string("fast"), std::string(plugin->text("hash.engine")));
		CPPUNIT_ASSERT(pluginLines(found, "auto").find("hash.engine") == std::string::npos);
	});

	addCase(suite, "remarks are comments, and tell what could not be had", []
	{
		const Recommendation found = recommended(wish(1, 64, 8));
		const std::string text = remarks(found, wish(1, 64, 8), "avx2");
		CPPUNIT_ASSERT_EQUAL(std::string(
			"# 5.7 ms a hash by avx2 with 3 at a time: at most 526.3 guesses or 263.2 changes a second.\n"
			"# 64 MiB is not enough for 8 slots.\n"
			"# This is the floor, although it takes longer than 1.0 ms.\n"), text);
	});

	addCase(suite, "arguments are taken in both forms", []
	{
		const Arguments arguments = Arguments::parse({"--latency=12.5", "--memory", "64", "--slots", "3", "--engine=libsodium"});
		CPPUNIT_ASSERT_EQUAL(12.5, arguments.wish.latencyMillis);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(64), arguments.wish.memoryMiB);
		CPPUNIT_ASSERT_EQUAL(std::size_t(3), arguments.wish.slots);
		CPPUNIT_ASSERT(arguments.engineChoice() == Password::EngineChoice::libsodium);
		CPPUNIT_ASSERT(Arguments::parse({}).engineChoice() == Password::EngineChoice::automatic);
		CPPUNIT_ASSERT(Arguments::parse({"--help"}).help);
	});

	const struct
	{
		const char* name;
		std::vector<std::string> words;
	} faulty[] = {
		{"an unknown option", {"--fast"}},
		{"a word", {"64"}},
		{"no value", {"--memory"}},
		{"not a number", {"--latency", "soon"}},
		{"no time", {"--latency", "0"}},
		{"a part of a MiB", {"--memory", "64.5"}},
		{"no slots", {"--slots", "0"}},
		{"slots below zero", {"--slots", "-1"}},
		{"too many slots", {"--slots", "1025"}},
		{"an unknown engine", {"--engine", "faster"}},
		{"a value for --help", {"--help=yes"}}
	};
	for (const auto& each : faulty)
	{
		addCase(suite, std::string("wrong usage: ") + each.name, [words = each.words] { assertFaulty(words); });
	}

	addCase(suite, "the program prints lines for this machine", []
	{
		std::string output;
		// So long that no machine is too slow for the floor.
		const int status = PrivateMariaDb::run({AUTHPLUG_CALIBRATE, "--memory", "20", "--latency", "60000", "--engine", "fast"}, output);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, status);
		CPPUNIT_ASSERT(output.find("\nhash.slots = 1\n") != std::string::npos);
		CPPUNIT_ASSERT(output.find("\nhash.memory_kib = 20480\nhash.passes = 64\nhash.engine = fast\n") != std::string::npos);
	});

	const struct
	{
		const char* name;
		std::vector<std::string> words;
		int status;
		const char* text;
	} runs[] = {
		{"help", {"--help"}, 0, "--latency MS"},
		{"version", {"--version"}, 0, "authplug-calibrate 0."},
		{"wrong usage", {"--what"}, 64, "see --help"},
		{"too little memory", {"--memory", "1"}, 69, "19456 KiB at least"}
	};
	for (const auto& each : runs)
	{
		addCase(suite, std::string("the program: ") + each.name, [each]
		{
			std::vector<std::string> command{AUTHPLUG_CALIBRATE};
			command.insert(command.end(), each.words.begin(), each.words.end());
			std::string output;
			CPPUNIT_ASSERT_EQUAL(each.status, PrivateMariaDb::run(command, output));
			CPPUNIT_ASSERT_MESSAGE(output, output.find(each.text) != std::string::npos);
		});
	}
}
