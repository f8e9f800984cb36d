//
// ConfigAttackTest.cpp
//
// Tests: attack
//
// Attack 09: settings at their extremes, changed while requests are served.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arena.h"
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


Deployment& site()
{
	return Arena::deployment();
}


class Settings
	/// The plugin's settings, put back as they were in the end.
{
public:
	Settings(): _path(site().state() + "/plugins.d/password-change.properties"), _before(textOf(_path))
	{
	}

	~Settings()
	{
		set("");
		if (_isInForce) awaitEvent("\"plugin.serving\"");
	}

	void set(const std::string& lines)
		/// As an upgrade does: beside, and renamed.
	{
		_serving = count("\"plugin.serving\"");
		_rejected = count("rejected");
		std::ofstream(_path + ".next") << _before << lines;
		std::filesystem::permissions(_path + ".next", static_cast<std::filesystem::perms>(0644));
		std::filesystem::rename(_path + ".next", _path);
	}

	bool awaitEvent(const std::string& event)
		/// Returns true when both servers have logged it since set().
	{
		const std::size_t before = event == "rejected" ? _rejected : _serving;
		for (int i = 0; i < 600 && count(event) < before + 2; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
		const bool done = count(event) >= before + 2;
		if (event != "rejected") _isInForce = done;
		return done;
	}

private:
	static std::string textOf(const std::string& path)
	{
		std::ifstream file(path);
		return std::string(std::istreambuf_iterator<char>(file), {});
	}

	static std::size_t count(const std::string& event)
	{
		std::size_t found = 0;
		for (const auto& entry: std::filesystem::directory_iterator(site().state() + "/log"))
		{
			if (entry.path().filename().string().rfind("auth-server", 0) != 0) continue;
			const std::string text = textOf(entry.path());
			for (auto at = text.find(event); at != std::string::npos; at = text.find(event, at + 1)) ++found;
		}
		return found;
	}

	const std::string _path;
	const std::string _before;
	bool _isInForce = false;  // others than before
	std::size_t _serving = 0;
	std::size_t _rejected = 0;
};


const char* const BAD[] = {
	"limit.attempts = 0", "limit.attempts = 9223372036854775807", "limit.attempts = 51", "limit.window = 2592000\nlimit.doublings = 20"};


} // namespace


AUTHPLUG_CASES(Attack)
{
	// Keycloak#30939, #30969, #28821: a threshold that overflows, or one setting
	// that breaks another, and there is no lock any more.
	addCase(suite, "09 extreme settings: each is refused under load, and five guesses are all there are", []
	{
		Settings settings;
		TestUser user(site());
		const std::string token = user.access();
		std::atomic<bool> stopping{false};
		std::atomic<int> wrong{0};
		std::atomic<int> locked{0};
		std::atomic<int> others{0};
		std::thread attacker([&]
		{
			for (int i = 0; !stopping; ++i)
			{
				Wire wire(site().port(i % 2));
				wire.send(Arena::change(token, TestUser::password("wrong"), TestUser::password("next")).bytes());
				const int status = wire.receive().status;
				++(status == 401 ? wrong : status == 429 ? locked : others);
				std::this_thread::sleep_for(std::chrono::milliseconds(5));
			}
		});
		bool refused = true;
		std::string which;
		for (const char* const lines: BAD)
		{
			which = lines;
			settings.set(std::string(lines) + "\n");
			refused = settings.awaitEvent("rejected");
			if (!refused) break;
		}
		stopping = true;
		attacker.join();
		CPPUNIT_ASSERT_MESSAGE(which, refused);
		CPPUNIT_ASSERT_EQUAL(5, wrong.load());
		CPPUNIT_ASSERT_EQUAL(0, others.load());
		CPPUNIT_ASSERT(locked > 0);
		CPPUNIT_ASSERT_EQUAL(std::string("5"), user.counter("seq"));
	});

	addCase(suite, "09 extreme settings: another threshold counts what was counted before", []
	{
		Settings settings;
		TestUser user(site());
		TestUser fresh(site());
		const std::string token = user.access();
		const std::string freshToken = fresh.access();
		for (int i = 0; i < 3; ++i) expectUnauthorized(user.change(token, TestUser::password("wrong"), TestUser::password("next"), i % 2), "PASSWORD_INCORRECT");
		settings.set("limit.attempts = 1\nlimit.cap = 1\n");
		CPPUNIT_ASSERT(settings.awaitEvent("\"plugin.serving\""));
		for (int i = 0; i < 2; ++i) expectLocked(user.change(token, TestUser::PASSWORD, TestUser::password("next"), i), 57600);
		expectUnauthorized(fresh.change(freshToken, TestUser::password("wrong"), TestUser::password("next")), "PASSWORD_INCORRECT");
		expectLocked(fresh.change(freshToken, TestUser::PASSWORD, TestUser::password("next"), 1), 57600);
		CPPUNIT_ASSERT_EQUAL(std::string("1"), fresh.counter("seq"));

		settings.set("limit.attempts = 50\nlimit.window = 2592000\nlimit.doublings = 0\n");
		CPPUNIT_ASSERT(settings.awaitEvent("\"plugin.serving\""));
		CPPUNIT_ASSERT_EQUAL(std::string("3"), user.counter("seq"));
		CPPUNIT_ASSERT_EQUAL(std::string("null"), user.change(token, TestUser::PASSWORD, TestUser::password("next")).body);
	});
}
