//
// TimeAttackTest.cpp
//
// Tests: attack
//
// Attack 08: clocks and time zones that are wrong.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arena.h"
#include "CountingServer.h"
#include <cstdlib>
#include <filesystem>


using namespace AuthPlug::Tests;


namespace {


const char* const HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";
constexpr std::uint64_t MICROS_PER_SECOND = 1000000;


struct Row
{
	const char* name;
	std::uint64_t micros;  /// where the database's clock stands
	const char* zone;      /// of the database's sessions, unless they set their own
	const char* shift;     /// of the server process's clock
};


const Row ROWS[] = {
	{"as it should be", 1790000000500000, "+00:00", ""},
	{"the server's clock is an hour ahead", 1790000000500000, "+00:00", "+1h"},
	{"the server's clock is an hour behind", 1790000000500000, "+00:00", "-1h"},
	{"the database's zone is +13:00", 1790000000500000, "+13:00", ""},
	{"the database's zone is -09:30", 1790000000500000, "-09:30", ""},
	{"half a second before summer time begins", 1774745999500000, "SYSTEM", ""},
	{"half a second before summer time ends", 1792889999500000, "SYSTEM", ""},
	{"in the hour that comes twice", 1792891800000000, "SYSTEM", ""},
	{"half a second before the end of a leap second", 1483228799500000, "SYSTEM", ""},
};


PrivateMariaDb& database()
	/// A server in a place with summer time.
{
	static const std::unique_ptr<PrivateMariaDb> instance = []
	{
		const char* const before = std::getenv("TZ");
		const std::string zone = before ? before : "";
		::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
		auto made = std::make_unique<PrivateMariaDb>();
		if (before) ::setenv("TZ", zone.c_str(), 1);
		else ::unsetenv("TZ");
		made->query(std::string("INSERT INTO pw(user_id, hash) VALUES('1', '") + HASH + "')", made->database());
		made->query("INSERT INTO pw_check(user_id, purpose) VALUES('1', 'change')", made->database());
		return made;
	}();
	return *instance;
}


std::vector<std::string> environment(const std::string& shift)
{
	if (shift.empty()) return {};
	const std::string library = "/usr/lib/" AUTHPLUG_MULTIARCH "/faketime/libfaketimeMT.so.1";
	if (!std::filesystem::exists(library)) throw Skipped("libfaketime is not installed");
	// A sanitizer wants to be the first library, but does not have to be.
	return {"LD_PRELOAD=" + library, "FAKETIME=" + shift, "FAKETIME_DONT_FAKE_MONOTONIC=1", "ASAN_OPTIONS=verify_asan_link_order=0"};
}


void stopClock(const Row& row)
	/// For every connection from now on; root's go on.
{
	const std::string fraction = std::to_string(MICROS_PER_SECOND + row.micros % MICROS_PER_SECOND).substr(1);
	database().query(std::string("SET GLOBAL time_zone='") + row.zone + "'");
	database().query("SET GLOBAL init_connect='SET timestamp=" + std::to_string(row.micros/MICROS_PER_SECOND) + "." + fraction + "'");
}


} // namespace


AUTHPLUG_CASES(Attack)
{
	// contember#914, PasarGuard#281, nextly#777: lock and retry time by different
	// clocks, or by a session's zone.
	for (const Row& row: ROWS)
	{
		addCase(suite, std::string("08 retry time to the microsecond: ") + row.name, [row]
		{
			stopClock(row);
			const DatabaseAccess access{database().port(), database().user(), database().password(), database().database()};
			const CountingServer server(AUTHPLUG_COUNTING_HOST, access, AUTHPLUG_PLUGIN_FILE, Canary::token(), std::string(), environment(row.shift));
			const auto guessBefore = [&](std::uint64_t freeAt)
			{
				database().query("UPDATE pw_check SET seq=5, base=0, used=5, free_at_us=" + std::to_string(freeAt), database().database());
				return Arena::ask(server.port(), Arena::change(Canary::token(), Canary::password("Guess"), Canary::password("Next")));
			};
			const struct { std::uint64_t left; const char* seconds; } locked[] = {
				{1, "1"}, {999999, "1"}, {1000000, "1"}, {1000001, "2"}, {899999999, "900"}, {900000000, "900"}};
			for (const auto& [left, seconds]: locked)
			{
				const Answer answer = guessBefore(row.micros + left);
				expectLocked(answer);
				CPPUNIT_ASSERT_EQUAL(std::string(seconds), answer.header("Retry-After"));
			}
			expectUnauthorized(guessBefore(row.micros), "PASSWORD_INCORRECT");
			CPPUNIT_ASSERT_EQUAL(std::to_string(row.micros + 2*900*MICROS_PER_SECOND),
				database().value("SELECT free_at_us FROM " + database().database() + ".pw_check"));
		});
	}
}
