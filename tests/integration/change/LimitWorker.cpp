//
// LimitWorker.cpp
//
// Tests: integration
//
// A process that sends wrong passwords, for the tests of exactness.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ChangeWorld.h"
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <vector>


using namespace AuthPlug;


int main(int argc, char** argv)
	/// Reads a line, to start at one moment with others; prints three numbers:
	/// answers `wrong password`, answers `locked`, verifications.
{
	if (argc != 9)
	{
		std::cerr << "usage: limit-worker PORT USER PASSWORD DATABASE ACCOUNT exact|naive THREADS REQUESTS\n";
		return 2;
	}
	Tests::ChangeOptions options;
	options.database.host = "127.0.0.1";
	options.database.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
	options.database.user = argv[2];
	options.database.password = argv[3];
	options.database.name = argv[4];
	options.naive = std::string(argv[6]) == "naive";
	options.queue = false;
	Tests::ChangeWorld world(options);
	world.hasher.duringVerify = [] { std::this_thread::sleep_for(std::chrono::milliseconds(5)); };
	const int threads = std::atoi(argv[7]);
	const int requests = std::atoi(argv[8]);
	for (int i = 0; i < threads; ++i) world.signIn(argv[5], "token " + std::to_string(i));

	const std::string wrongPassword = Tests::Canary::password("Wrong");
	const std::string newPassword = Tests::Canary::password("New");
	std::string line;
	std::cout << "ready" << std::endl;
	std::getline(std::cin, line);

	std::atomic<int> left{requests};
	std::atomic<int> wrong{0};
	std::atomic<int> locked{0};
	std::vector<std::thread> workers;
	for (int i = 0; i < threads; ++i)
	{
		workers.emplace_back([&, i]
		{
			while (left.fetch_sub(1) > 0)
			{
				const Password::ChangeResult result = world.change("token " + std::to_string(i), wrongPassword, newPassword);
				if (result.refusal.outcome == Password::Outcome::passwordIncorrect) ++wrong;
				else if (result.refusal.outcome == Password::Outcome::locked) ++locked;
				else std::cerr << "unexpected outcome " << static_cast<int>(result.refusal.outcome) << "\n";
			}
		});
	}
	for (std::thread& worker: workers) worker.join();
	std::cout << wrong << " " << locked << " " << world.counting.verified() << std::endl;
	for (const std::string& leak: Tests::LeakWatch::take())
	{
		std::cerr << leak << "\n";
		return 1;
	}
	return 0;
}
