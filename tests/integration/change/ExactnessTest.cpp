//
// ExactnessTest.cpp
//
// Tests: integration
//
// The guess limit is exact, with threads and processes; a naive one is not.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ChangeFixture.h"
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <memory>
#include <thread>
#include <vector>


using namespace AuthPlug;
using namespace AuthPlug::Password;
using AuthPlug::Tests::Account;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::assertOutcome;
using AuthPlug::Tests::ChangeWorld;
using AuthPlug::Tests::PrivateMariaDb;


namespace {


struct Witnesses
	/// What the processes saw.
{
	int wrong = 0;
	int locked = 0;
	int verified = 0;
};


class Worker
{
public:
	Worker(const Account& account, const std::string& kind, int threads, int requests):
		_handle(Poco::Process::launch(AUTHPLUG_LIMIT_WORKER, arguments(account, kind, threads, requests), &_in, &_out, nullptr)),
		_input(_in),
		_output(_out)
	{
		std::string word;
		_output >> word;
		CPPUNIT_ASSERT_EQUAL(std::string("ready"), word);
	}

	void begin()
	{
		_input << "go" << std::endl;
	}

	void addTo(Witnesses& witnesses)
	{
		int wrong = 0;
		int locked = 0;
		int verified = 0;
		_output >> wrong >> locked >> verified;
		CPPUNIT_ASSERT_EQUAL(0, _handle.wait());
		witnesses.wrong += wrong;
		witnesses.locked += locked;
		witnesses.verified += verified;
	}

private:
	static Poco::Process::Args arguments(const Account& account, const std::string& kind, int threads, int requests)
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		return {std::to_string(server.port()), server.user(), server.password(), server.database(),
			account.id(), kind, std::to_string(threads), std::to_string(requests)};
	}

	Poco::Pipe _in;
	Poco::Pipe _out;
	Poco::ProcessHandle _handle;
	Poco::PipeOutputStream _input;
	Poco::PipeInputStream _output;
};


Witnesses attack(const Account& account, const std::string& kind, int processes, int threads, int requests)
{
	std::vector<std::unique_ptr<Worker>> workers;
	for (int i = 0; i < processes; ++i)
	{
		workers.push_back(std::make_unique<Worker>(account, kind, threads/processes, requests/processes));
	}
	for (const auto& worker: workers) worker->begin();
	Witnesses witnesses;
	for (const auto& worker: workers) worker->addTo(witnesses);
	return witnesses;
}


} // namespace


AUTHPLUG_CASES(LimitExactness)
{
	addCase(suite, "500 wrong requests by 64 threads in 2 processes: 5 checks, by three witnesses", []
	{
		const Account account;
		const Witnesses seen = attack(account, "exact", 2, 64, 500);
		CPPUNIT_ASSERT_EQUAL(5, seen.wrong);
		CPPUNIT_ASSERT_EQUAL(495, seen.locked);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(5), account.counter("seq"));
		CPPUNIT_ASSERT_EQUAL(5, seen.verified);
	});

	addCase(suite, "the same for an account whose row exists", []
	{
		const Account account;
		PrivateMariaDb& server = PrivateMariaDb::shared();
		server.query("INSERT INTO pw_check(user_id, purpose, seq, base) VALUES('" + account.id() + "', 'change', 1000, 1000)", server.database());
		const Witnesses seen = attack(account, "exact", 2, 64, 500);
		CPPUNIT_ASSERT_EQUAL(5, seen.wrong);
		CPPUNIT_ASSERT_EQUAL(495, seen.locked);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1005), account.counter("seq"));
		CPPUNIT_ASSERT_EQUAL(5, seen.verified);
	});

	addCase(suite, "a read-then-write limit fails this very check", []
	{
		const Account account;
		const Witnesses seen = attack(account, "naive", 2, 64, 500);
		CPPUNIT_ASSERT(seen.wrong > 5);
		CPPUNIT_ASSERT_EQUAL(seen.wrong, seen.verified);
		CPPUNIT_ASSERT_EQUAL(static_cast<std::uint64_t>(seen.wrong), account.counter("seq"));
	});

	addCase(suite, "at the cap: exactly as many checks as it says, however often the window ends", []
	{
		const Account account;
		Tests::ChangeOptions options = optionsFor(PrivateMariaDb::shared());
		options.limit.cap = 12;
		ChangeWorld world(options);
		world.signIn(account.id(), "token");
		int wrong = 0;
		for (int block = 0; block < 6; ++block)
		{
			while (world.change("token", Tests::WRONG, Tests::NEW).refusal.outcome == Outcome::passwordIncorrect) ++wrong;
			account.update("pw_check", "free_at_us = 1");
		}
		CPPUNIT_ASSERT_EQUAL(12, wrong);
		const ChangeResult refused = world.change("token", Tests::OLD, Tests::NEW);
		assertOutcome(Outcome::locked, refused);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(57600), refused.refusal.retryAfterSeconds);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), world.log.events("password.limit_cap_reached").size());
		CPPUNIT_ASSERT(world.limit.reset(account.id(), world.soon()));
		assertOutcome(Outcome::changed, world.change("token", Tests::OLD, Tests::NEW));
	});

	addCase(suite, "12 identical valid requests over 2 processes: all succeed, one change", []
	{
		const Account account;
		const int processes = 2;
		std::vector<std::unique_ptr<ChangeWorld>> worlds;
		for (int i = 0; i < processes; ++i)
		{
			worlds.push_back(std::make_unique<ChangeWorld>(optionsFor(PrivateMariaDb::shared())));
			worlds.back()->signIn(account.id(), "token");
		}
		std::atomic<int> changed{0};
		std::atomic<int> replayed{0};
		std::vector<std::thread> clients;
		for (int i = 0; i < 12; ++i)
		{
			clients.emplace_back([&, i]
			{
				const ChangeResult result = worlds[static_cast<std::size_t>(i % processes)]->change("token", Tests::OLD, Tests::NEW);
				if (result.refusal.outcome == Outcome::changed) ++changed;
				if (result.refusal.outcome == Outcome::replayed) ++replayed;
			});
		}
		for (std::thread& client: clients) client.join();
		CPPUNIT_ASSERT_EQUAL(1, changed.load());
		CPPUNIT_ASSERT_EQUAL(11, replayed.load());
		CPPUNIT_ASSERT_EQUAL(std::string("1"), account.password("version"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), account.events());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), account.counter("seq - base"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), account.counter("used"));
	});

	addCase(suite, "20 identical valid requests over 3 processes, then one more", []
	{
		const Account account;
		std::vector<std::unique_ptr<ChangeWorld>> worlds;
		for (int i = 0; i < 3; ++i)
		{
			worlds.push_back(std::make_unique<ChangeWorld>(optionsFor(PrivateMariaDb::shared())));
			worlds.back()->signIn(account.id(), "token");
		}
		std::atomic<int> good{0};
		std::vector<std::thread> clients;
		for (std::size_t i = 0; i < 20; ++i)
		{
			clients.emplace_back([&, i]
			{
				const Outcome outcome = worlds[i % 3]->change("token", Tests::OLD, Tests::NEW).refusal.outcome;
				if (outcome == Outcome::changed || outcome == Outcome::replayed) ++good;
			});
		}
		for (std::thread& client: clients) client.join();
		CPPUNIT_ASSERT_EQUAL(20, good.load());
		assertOutcome(Outcome::replayed, worlds[0]->change("token", Tests::OLD, Tests::NEW));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), account.password("version"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), account.counter("seq - base"));
	});
}
