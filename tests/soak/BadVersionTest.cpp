//
// BadVersionTest.cpp
//
// Tests: soak
//
// Whatever bad version is put in place under load: no request fails, what served
// goes on serving, and the operator is told once.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Load.h"
#include "LockedUsers.h"
#include "Site.h"
#include <chrono>
#include <functional>
#include <memory>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


class Busy
	/// A site that all cases share, under load while one of them runs.
{
public:
	static Busy& shared()
	{
		static Busy instance;
		return instance;
	}

	Site site;

	Load& load()
	{
		return *_load;
	}

	void end()
	{
		_load.reset();
		site.stop();
	}

private:
	Busy()
	{
		site.start();
		lockUsers(site);
		_load = std::make_unique<Load>(site, Load::modest());
		_load->pause();
	}

	std::unique_ptr<Load> _load;
};


class UnderLoad
{
public:
	explicit UnderLoad(Load& load): _load(load)
	{
		_load.resume();
	}

	~UnderLoad()
	{
		_load.pause();
	}

private:
	Load& _load;
};


void expectAnswers(Load& load)
	/// Right ones, and many.
{
	const std::uint64_t before = load.answers();
	Site::await("answers", [&] { return load.answers() >= before + 200; });
	for (const std::string& failure: load.failures()) CPPUNIT_FAIL(failure);
}


void expectRefused(const std::function<void(Site&)>& spoil, const std::string& reason)
{
	Busy& busy = Busy::shared();
	Site& site = busy.site;
	const UnderLoad underLoad(busy.load());
	const Row good = site.row(Site::MAIN);
	const std::size_t from = site.log().size();

	spoil(site);
	Site::await("a refusal", [&] { return !site.row(Site::MAIN).lastError.empty(); });
	expectAnswers(busy.load());
	// Some ten polls later it is not news any more.
	std::this_thread::sleep_for(std::chrono::milliseconds(500));
	const Row row = site.row(Site::MAIN);
	CPPUNIT_ASSERT_MESSAGE(row.lastError, row.lastError.find(reason) != std::string::npos);
	CPPUNIT_ASSERT_EQUAL(std::string("serving"), row.state);
	CPPUNIT_ASSERT_EQUAL(good.generation, row.generation);
	CPPUNIT_ASSERT_EQUAL(good.version, row.version);
	const auto lines = site.log().lines("plugin", from);
	CPPUNIT_ASSERT_EQUAL(std::size_t(1), lines.size());
	for (const std::string& part: {std::string("\"level\":\"error\",\"event\":\"plugin.rejected\",\"plugin\":\"password-change\""),
		reason, "\"serving\":\"generation " + std::to_string(good.generation) + "\""})
	{
		CPPUNIT_ASSERT_MESSAGE(lines[0], lines[0].find(part) != std::string::npos);
	}

	site.installMain(Site::plugin(false));
	site.configureMain("");
	Site::await("the refusal to be forgotten", [&] { return site.row(Site::MAIN).lastError.empty(); });
	CPPUNIT_ASSERT_EQUAL(good.generation, site.row(Site::MAIN).generation);
	CPPUNIT_ASSERT_EQUAL(std::size_t(1), site.log().lines("plugin", from).size());
	if (!SANITIZED) CPPUNIT_ASSERT_EQUAL(std::size_t(1), site.copies().size());
	expectAnswers(busy.load());
}


std::function<void(Site&)> installing(const std::string& bytes)
{
	return [bytes](Site& site) { site.installMain(bytes); };
}


std::function<void(Site&)> configuring(const std::string& lines)
{
	return [lines](Site& site) { site.configureMain(lines); };
}


std::function<void(Site&)> naming(const std::string& fixture)
	/// A fixture knows none of the password plugin's settings.
{
	return [fixture](Site& site)
	{
		site.installSecond(fixture);
		site.configure(Site::MAIN, "library = second\nrequired = true\n");
	};
}


} // namespace


AUTHPLUG_CASES(BadVersionTest)
{
	const struct
	{
		const char* name;
		std::function<void(Site&)> spoil;
		const char* reason;
	} rows[] = {
		{"truncated", installing(Site::plugin(true).substr(0, Site::plugin(true).size()/2)), "authplug-password.so: "},
		{"empty", installing(""), "authplug-password.so: "},
		{"no library at all", installing(std::string(100000, 'x')), "authplug-password.so: "},
		{"wrong API", installing(Site::fixture("wrong-api")), "API number: wanted"},
		{"wrong POCO", installing(Site::fixture("wrong-poco")), "POCO version: wanted"},
		{"not to be unloaded", installing(Site::fixture("thread-local")), "__cxa_thread_atexit"},
		{"throws in create", naming("create-throws"), "create: no service authplug.Nothing"},
		{"fails in start", naming("start-fails"), "start: table pw is missing"},
		{"throws in start", naming("start-throws"), "start: no table pw"},
		{"create, of the real plugin", configuring("policy.breached = /nowhere\n"), "policy.breached"},
		{"start, of the real plugin", configuring("storage.user_id.type = uuid\n"), "start: "},
		{"unknown key", configuring("no.such.key = 1\n"), "no.such.key"},
		{"bad value", configuring("limit.attempts = 0\n"), "limit.attempts"}};
	for (const auto& row: rows)
	{
		addCase(suite, row.name, [spoil = row.spoil, reason = std::string(row.reason)] { expectRefused(spoil, reason); });
	}
	addCase(suite, "after all of them the host stops in order", [] { Busy::shared().end(); });
}
