//
// GuessLimitTest.cpp
//
// Tests: contract
//
// The guess limit, as a client sees it: exact, whatever is sent at once.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestUser.h"
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>


using namespace AuthPlug::Tests;


namespace {


std::map<std::string, int> flood(const std::string& token, int requests, int connections)
	/// Sends wrong passwords over connections that are spread over both server
	/// processes and start together; counts the answers by status and message.
{
	std::map<std::string, int> counts;
	std::mutex mutex;
	std::atomic<int> ready{0};
	std::atomic<int> left{requests};
	std::vector<std::thread> threads;
	for (int i = 0; i < connections; ++i)
	{
		threads.emplace_back([&, i]
		{
			std::string outcome;
			try
			{
				Wire wire(Deployment::shared().port(i % 2));
				++ready;
				while (ready < connections) std::this_thread::yield();
				for (int number = left--; number > 0; number = left--)
				{
					const Request request = Request::json("PUT", TestUser::ROUTE,
						TestUser::changeBody(TestUser::password("wrong" + std::to_string(number)), TestUser::password("next"))).bearer(token);
					wire.send(request.bytes());
					const Answer answer = wire.receive();
					outcome = std::to_string(answer.status);
					if (answer.status == 401) outcome += " " + member(answer.body, "message");
					const std::lock_guard<std::mutex> lock(mutex);
					++counts[outcome];
				}
			}
			catch (const std::exception& exception)
			{
				++ready;
				const std::lock_guard<std::mutex> lock(mutex);
				++counts[exception.what()];
			}
		});
	}
	for (std::thread& thread : threads) thread.join();
	return counts;
}


std::string written(const std::map<std::string, int>& counts)
{
	std::string text;
	for (const auto& entry : counts) text += (text.empty() ? "" : ", ") + std::to_string(entry.second) + " x " + entry.first;
	return text;
}


void lock(TestUser& user, const std::string& token)
{
	for (int i = 0; i < 5; ++i)
	{
		expectUnauthorized(user.change(token, TestUser::password("wrong"), TestUser::password("next"), i % 2), "PASSWORD_INCORRECT");
	}
}


} // namespace


AUTHPLUG_CASES(GuessLimit)
{
	addCase(suite, "five wrong ones are 401, the sixth is 429", []
	{
		TestUser user;
		const std::string token = user.access();
		lock(user, token);
		expectLocked(user.change(token, TestUser::password("wrong"), TestUser::password("next")));
		CPPUNIT_ASSERT_EQUAL(std::string("5"), user.counter("seq"));
	});

	addCase(suite, "the right password is locked out, too", []
	{
		TestUser user;
		const std::string token = user.access();
		lock(user, token);
		expectLocked(user.change(token, TestUser::PASSWORD, TestUser::password("next"), 1));
	});

	addCase(suite, "the lock holds on the other process", []
	{
		TestUser user;
		const std::string token = user.access();
		for (int i = 0; i < 5; ++i) user.change(token, TestUser::password("wrong"), TestUser::password("next"), 0);
		expectLocked(user.change(token, TestUser::password("wrong"), TestUser::password("next"), 1));
	});

	addCase(suite, "a refusal doesn't lengthen the lock", []
	{
		TestUser user;
		const std::string token = user.access();
		lock(user, token);
		const std::string before = user.counter("free_at_us");
		for (int i = 0; i < 10; ++i) expectLocked(user.change(token, TestUser::password("wrong"), TestUser::password("next")));
		CPPUNIT_ASSERT_EQUAL(before, user.counter("free_at_us"));
	});

	addCase(suite, "a new token and a new session don't reset it", []
	{
		TestUser user;
		lock(user, user.access());
		expectLocked(user.change(user.access(), TestUser::PASSWORD, TestUser::password("next")));
	});

	addCase(suite, "after the window it works again", []
	{
		TestUser user;
		const std::string token = user.access();
		lock(user, token);
		Deployment::shared().sql("UPDATE pw_check SET free_at_us=1 WHERE user_id='" + user.id() + "' AND purpose='change'");
		const Answer answer = user.change(token, TestUser::PASSWORD, TestUser::password("next"));
		CPPUNIT_ASSERT_EQUAL(std::string("null"), answer.body);
	});

	addCase(suite, "the second window is longer", []
	{
		TestUser user;
		const std::string token = user.access();
		lock(user, token);
		Deployment::shared().sql("UPDATE pw_check SET free_at_us=1 WHERE user_id='" + user.id() + "' AND purpose='change'");
		lock(user, token);
		const Answer answer = user.change(token, TestUser::password("wrong"), TestUser::password("next"));
		expectLocked(answer, 1800);
		CPPUNIT_ASSERT_MESSAGE(answer.body, std::stol(answer.header("Retry-After")) > 900);
	});

	addCase(suite, "a change's lock doesn't lock signing in", []
	{
		TestUser user;
		lock(user, user.access());
		user.refresh();
	});

	addCase(suite, "failed sign-ins don't lock the change", []
	{
		TestUser user;
		const std::string token = user.access();
		for (int i = 0; i < 6; ++i)
		{
			Deployment::shared().exchange(Request::json("POST", "/auth/login", "{\"username\":\"" + user.login() + "\",\"password\":\"" + TestUser::password("wrong") + "\"}"));
		}
		CPPUNIT_ASSERT_EQUAL(std::string("null"), user.change(token, TestUser::PASSWORD, TestUser::password("next")).body);
	});

	addCase(suite, "refused tokens cost nothing", []
	{
		TestUser user;
		user.access();
		for (int i = 0; i < 8; ++i) user.change("a.b.c", TestUser::password("wrong"), TestUser::password("next"));
		const std::string charged = user.counter("seq");
		CPPUNIT_ASSERT_MESSAGE("seq is " + charged, charged.empty() || charged == "0");
	});

	addCase(suite, "500 wrong ones over 64 connections and two processes: 5 x 401 and 495 x 429", []
	{
		TestUser user;
		const std::map<std::string, int> counts = flood(user.access(), 500, 64);
		CPPUNIT_ASSERT_EQUAL(std::string("5 x 401 PASSWORD_INCORRECT, 495 x 429"), written(counts));
		CPPUNIT_ASSERT_EQUAL(std::string("5"), user.counter("seq"));
	});

	addCase(suite, "64 wrong ones at once, each on a new connection: none is dropped", []
	{
		TestUser user;
		const std::map<std::string, int> counts = flood(user.access(), 64, 64);
		CPPUNIT_ASSERT_EQUAL(std::string("5 x 401 PASSWORD_INCORRECT, 59 x 429"), written(counts));
		CPPUNIT_ASSERT_EQUAL(std::string("5"), user.counter("seq"));
	});
}
