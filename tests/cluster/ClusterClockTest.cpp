//
// ClusterClockTest.cpp
//
// Tests: cluster
//
// `retryAfter` is exact to the second, whatever a server's clock, a session's
// time zone and the night say.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "Cases.h"
#include "CountingHosts.h"
#include "Traffic.h"
#include <chrono>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


constexpr int LIMIT = 5;
constexpr std::uint64_t SECOND = 1000000;
const char* const SETTINGS = "limit.window = 3\nlimit.doublings = 0\n";
const char* const NOW = "CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS UNSIGNED)";


std::vector<std::string> fakeTime(const std::string& shift)
	/// Environment of a program whose wall clock is wrong; that which only
	/// counts seconds is not.
{
	const std::string folder = "/usr/lib/" AUTHPLUG_MULTIARCH "/faketime/";
	const std::string library = folder + "libfaketimeMT.so.1";
	if (!std::filesystem::exists(library)) throw Skipped("libfaketime is not installed");
	// A sanitizer wants to be the first library, but does not have to be.
	return {"LD_PRELOAD=" + library, "FAKETIME=" + shift, "FAKETIME_DONT_FAKE_MONOTONIC=1", "ASAN_OPTIONS=verify_asan_link_order=0"};
}


class Watch
	/// Sends wrong passwords and compares each answer with the database's time
	/// right before and after it: no delay of this machine can make it wrong.
{
public:
	Watch(GaleraCluster& cluster, CountingHosts& hosts): _cluster(cluster), _hosts(hosts), _user(hosts.addUser(Canary::password("Right")))
	{
		cluster.awaitAll();
	}

	void lock(std::size_t server)
	{
		for (int i = 0; i < LIMIT; ++i)
		{
			const Answer answer = guess(server);
			CPPUNIT_ASSERT_MESSAGE(std::to_string(answer.status) + " " + answer.body, Traffic::isWrongPassword(answer));
		}
		_freeAt = _hosts.counter(_user, "free_at_us");
	}

	void follow()
		/// Asks all servers in turn until one checks a password again.
	{
		for (std::size_t turn = 0;; ++turn)
		{
			const std::size_t server = turn%_hosts.size();
			const std::uint64_t before = now();
			const Answer answer = guess(server);
			const std::uint64_t after = now();
			const std::string what = "server " + std::to_string(server) + " answers " + std::to_string(answer.status) + " " + answer.body
				+ " between " + written(before) + " and " + written(after) + " s";
			if (answer.status == 429)
			{
				CPPUNIT_ASSERT_MESSAGE(what, before < _freeAt);
				const std::uint64_t seconds = std::stoull(answer.header("Retry-After"));
				CPPUNIT_ASSERT_MESSAGE(what, seconds <= ceiling(_freeAt - before));
				CPPUNIT_ASSERT_MESSAGE(what, seconds >= (after < _freeAt ? ceiling(_freeAt - after) : 1));
				CPPUNIT_ASSERT(answer.body.find("\"retryAfter\":" + std::to_string(seconds) + "}") != std::string::npos);
				++refused;
				if (_freeAt - before <= SECOND) ++refusedInLastSecond;
				std::this_thread::sleep_for(std::chrono::milliseconds(10));
			}
			else
			{
				CPPUNIT_ASSERT_MESSAGE(what, Traffic::isWrongPassword(answer));
				CPPUNIT_ASSERT_MESSAGE(what, after >= _freeAt);
				acceptedAfterMicros = after - _freeAt;
				return;
			}
		}
	}

	std::uint64_t now() const
	{
		return std::stoull(_cluster.node(0).value(std::string("SELECT ") + NOW));
	}

	int refused = 0;
	int refusedInLastSecond = 0;
	std::uint64_t acceptedAfterMicros = 0;

private:
	Answer guess(std::size_t server)
	{
		return Traffic::send(_hosts.port(server), Traffic::guess(CountingHosts::token(_user), ++_number));
	}

	static std::uint64_t ceiling(std::uint64_t micros)
	{
		return (micros + SECOND - 1)/SECOND;
	}

	std::string written(std::uint64_t micros) const
		/// Relative to the end of the lock.
	{
		return std::to_string((static_cast<double>(micros) - static_cast<double>(_freeAt))/1e6);
	}

	GaleraCluster& _cluster;
	CountingHosts& _hosts;
	const std::string _user;
	std::uint64_t _freeAt = 0;
	int _number = 0;
};


void followLocks(GaleraCluster& cluster, CountingHosts& hosts)
	/// A lock set on each server, followed on all of them. Busy machines may
	/// miss the last second; then again.
{
	int lastSecond = 0;
	std::uint64_t latest = 0;
	for (std::size_t round = 0; round < hosts.size() || (lastSecond == 0 && round < 10); ++round)
	{
		Watch watch(cluster, hosts);
		watch.lock(round%hosts.size());
		watch.follow();
		lastSecond += watch.refusedInLastSecond;
		latest = std::max(latest, watch.acceptedAfterMicros);
	}
	CPPUNIT_ASSERT(lastSecond > 0);
	std::cout << "     " << lastSecond << " refusals in a last second, each right; accepted at most " << latest/1000 << " ms after the end" << std::endl;
}


class Night
	/// A node whose clock reaches the given moment soon, in a country whose
	/// clocks change then.
{
public:
	Night(const std::string& name, std::time_t moment): _name(name), _moment(moment)
	{
	}

	void run() const
	{
		// From the start of the node to the lock; more if this machine is slow.
		for (int lead = 8; lead <= 64; lead *= 2)
		{
			const std::time_t shift = _moment - std::time(nullptr) - lead;
			std::vector<std::string> environment = fakeTime((shift < 0 ? "" : "+") + std::to_string(shift));
			environment.emplace_back("TZ=Europe/Berlin");
			GaleraCluster cluster(1, environment);
			CountingHosts hosts(cluster, {SETTINGS, "", {{}}});
			if (lockAcross(cluster, hosts)) return;
		}
		CPPUNIT_FAIL("the moment had passed four times before the lock was set");
	}

private:
	bool lockAcross(GaleraCluster& cluster, CountingHosts& hosts) const
		/// Sets a lock just before the moment and follows it beyond. Returns
		/// false if it is too late for that.
	{
		Watch watch(cluster, hosts);
		const std::uint64_t moment = static_cast<std::uint64_t>(_moment)*SECOND;
		while (watch.now() + 3*SECOND/2 < moment) std::this_thread::sleep_for(std::chrono::milliseconds(20));
		watch.lock(0);
		if (watch.now() >= moment) return false;
		const std::string before = offset(cluster);
		watch.follow();
		// This is a night that a clock of the session's zone would get wrong.
		CPPUNIT_ASSERT(before != offset(cluster));
		std::cout << "     " << _name << ": the node's zone went from UTC" << before << " to UTC" << offset(cluster) << "; "
			<< watch.refused << " refusals, each right" << std::endl;
		return true;
	}

	static std::string offset(GaleraCluster& cluster)
	{
		return cluster.node(0).value("SELECT TIME_FORMAT(TIMEDIFF(NOW(), UTC_TIMESTAMP()), '+%H:%i')");
	}

	const std::string _name;
	const std::time_t _moment;
};


} // namespace


AUTHPLUG_CASES(ClusterClock)
{
	addCase(suite, "retryAfter is exact on all nodes while the servers' clocks are an hour off and the nodes' time zones differ", []
	{
		GaleraCluster& cluster = GaleraCluster::shared();
		const char* const zones[] = {"+13:00", "SYSTEM", "-12:59"};
		for (std::size_t i = 0; i < GaleraCluster::NODES; ++i) cluster.node(i).query(std::string("SET GLOBAL time_zone='") + zones[i] + "'");
		CountingHosts hosts(cluster, {SETTINGS, "", {fakeTime("+1h"), fakeTime("-1h"), {}}});
		followLocks(cluster, hosts);
		for (std::size_t i = 0; i < GaleraCluster::NODES; ++i) cluster.node(i).query("SET GLOBAL time_zone='SYSTEM'");
	});

	addCase(suite, "retryAfter is exact in the night that is an hour longer", []
	{
		Night("autumn", 1792890000).run();  // 2026-10-25 01:00:00 UTC
	});

	addCase(suite, "retryAfter is exact in the night that is an hour shorter", []
	{
		Night("spring", 1806195600).run();  // 2027-03-28 01:00:00 UTC
	});
}
