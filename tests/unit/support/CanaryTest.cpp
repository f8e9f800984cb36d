//
// CanaryTest.cpp
//
// Tests: unit
//
// The search for secrets finds one that is planted, in every form and place.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/CountingMetrics.h"
#include "AuthPlug/Testing/RecordingEvents.h"
#include "AuthPlug/Testing/RecordingLog.h"
#include "Canary.h"
#include "Cases.h"
#include "ChildProcess.h"
#include "LeakWatch.h"
#include "SearchedEvents.h"
#include "SearchedLog.h"
#include "SearchedMetrics.h"
#include "TemporaryFolder.h"
#include <Poco/Base64Encoder.h>
#include <Poco/HexBinaryEncoder.h>
#include <Poco/String.h>
#include <Poco/URI.h>
#include <filesystem>
#include <functional>
#include <memory>
#include <sstream>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


const char* const PLANT = "AUTHPLUG_TEST_PLANT";


std::string base64Of(const std::string& text, bool ofUrl)
{
	std::ostringstream out;
	Poco::Base64Encoder encoder(out, ofUrl ? Poco::BASE64_URL_ENCODING : 0);
	encoder.rdbuf()->setLineLength(0);
	encoder << text;
	encoder.close();
	return out.str();
}


std::string hexOf(const std::string& text, bool capitals)
{
	std::ostringstream out;
	Poco::HexBinaryEncoder encoder(out);
	encoder.rdbuf()->setLineLength(0);
	encoder.rdbuf()->setUppercase(capitals);
	encoder << text;
	encoder.close();
	return out.str();
}


std::string inPairs(const std::string& hex, const std::string& before)
{
	std::string text;
	for (std::size_t i = 0; i < hex.size(); i += 2) text += before + hex.substr(i, 2);
	return text;
}


struct Encoding
{
	const char* name;
	std::function<std::string(const std::string&)> encode;
};


const Encoding ENCODINGS[] = {
	{"as it is", [](const std::string& text) { return text; }},
	{"in capitals", [](const std::string& text) { return Poco::toUpper(text); }},
	{"in hexadecimal", [](const std::string& text) { return hexOf(text, false); }},
	{"in hexadecimal capitals", [](const std::string& text) { return hexOf(text, true); }},
	{"percent-encoded where needed", [](const std::string& text) { std::string out; Poco::URI::encode(text, "", out); return out; }},
	{"percent-encoded throughout", [](const std::string& text) { return inPairs(hexOf(text, true), "%"); }},
	{"percent-encoded throughout, in small letters", [](const std::string& text) { return inPairs(hexOf(text, false), "%"); }},
	{"as JSON escapes", [](const std::string& text) { return inPairs(hexOf(text, false), "\\u00"); }},
	{"as JSON escapes in capitals", [](const std::string& text) { return inPairs(hexOf(text, true), "\\u00"); }},
	{"in base64", [](const std::string& text) { return base64Of(text, false); }},
	{"in base64 behind one byte", [](const std::string& text) { return base64Of("\"" + text + "\n", false); }},
	{"in base64 behind two bytes", [](const std::string& text) { return base64Of("u:" + text, false); }},
	{"in base64url behind 16 bytes", [](const std::string& text) { return base64Of("{\"sid\":\"\xff\xfe\",\"p\":" + text + "}", true); }},
};


bool found()
	/// Tells whether exactly one thing was found, and that it is not shown.
{
	const std::vector<std::string> texts = LeakWatch::take();
	return texts.size() == 1 && !Canary::isIn(texts[0]);
}


} // namespace


AUTHPLUG_CASES(CanaryTest)
{
	for (const Encoding& row: ENCODINGS)
	{
		addCase(suite, std::string("a planted password is found ") + row.name, [&row]
		{
			const std::string text = row.encode("before" + Canary::password() + "after");
			CPPUNIT_ASSERT(Canary::isIn(text));
			LeakWatch::search("a text", text);
			CPPUNIT_ASSERT(found());
		});
	}

	addCase(suite, "nothing is found where nothing is", []
	{
		CPPUNIT_ASSERT(!Canary::isIn(""));
		CPPUNIT_ASSERT(!Canary::isIn(Canary::word().substr(1)));
		CPPUNIT_ASSERT(!Canary::isIn(base64Of(Canary::word().substr(1), false)));
		LeakWatch::search("a text", "canary");
		CPPUNIT_ASSERT(LeakWatch::take().empty());
	});

	addCase(suite, "a token is planted in a log: event, key, value", []
	{
		Testing::RecordingLog log;
		SearchedLog searched(log);
		const std::string token = Canary::token();
		for (const Api::LogField& field: {Api::LogField{"k", token}, Api::LogField{token, "v"}})
		{
			searched.write(Api::LogLevel::info, "event", &field, 1);
			CPPUNIT_ASSERT(found());
		}
		searched.write(Api::LogLevel::info, token, nullptr, 0);
		CPPUNIT_ASSERT(found());
		CPPUNIT_ASSERT_EQUAL(std::size_t(3), log.events().size());
	});

	addCase(suite, "a token is planted in metrics: names and label", []
	{
		Testing::CountingMetrics metrics;
		SearchedMetrics searched(metrics);
		searched.count("name", Canary::token(), 1);
		CPPUNIT_ASSERT(found());
		searched.count(Canary::token(), "label", 1);
		CPPUNIT_ASSERT(found());
		searched.observe(Canary::token(), 1);
		CPPUNIT_ASSERT(found());
	});

	addCase(suite, "a token is planted in the events of a change", []
	{
		Testing::RecordingEvents events;
		SearchedEvents searched(events);
		searched.onChanged(Canary::token(), "id");
		CPPUNIT_ASSERT(found());
		searched.onChanged("user", Canary::token());
		CPPUNIT_ASSERT(found());
		searched.onLocked(Canary::token(), 1);
		CPPUNIT_ASSERT(found());
	});

	addCase(suite, "a password is planted in a file, and in a file's name", []
	{
		auto folder = std::make_unique<TemporaryFolder>();
		std::ofstream(folder->folder("run") + "/cache") << std::string(100000, '\0') << Canary::password();
		folder.reset();
		CPPUNIT_ASSERT(found());
		folder = std::make_unique<TemporaryFolder>();
		folder->write(Canary::token(), "x");
		folder.reset();
		CPPUNIT_ASSERT(found());
	});

	addCase(suite, "what the test itself has put into a file is no finding, also under another name", []
	{
		{
			TemporaryFolder folder;
			folder.write("one", Canary::password(), 0600);
			folder.write("two", Canary::password(), 0600);
			std::filesystem::rename(folder.file("two"), folder.file("three"));
		}
		CPPUNIT_ASSERT(LeakWatch::take().empty());
	});

	addCase(suite, "but a copy of it is, and what was added to it", []
	{
		auto folder = std::make_unique<TemporaryFolder>();
		folder->write("one", Canary::password(), 0600);
		std::filesystem::copy_file(folder->file("one"), folder->file("two"));
		folder.reset();
		CPPUNIT_ASSERT(found());
		folder = std::make_unique<TemporaryFolder>();
		folder->write("one", Canary::password(), 0600);
		std::ofstream(folder->file("one"), std::ios::app) << "\nmore";
		folder.reset();
		CPPUNIT_ASSERT(found());
	});

	addCase(suite, "a test that writes a secret fails, and the message holds none", []
	{
		if (std::getenv(PLANT))
		{
			LeakWatch::search("the planted log", Canary::password());
			CPPUNIT_ASSERT_EQUAL(Canary::password(), Canary::token());
		}
		ChildProcess again({"/proc/self/exe", "a test that writes a secret fails"}, {std::string(PLANT) + "=1", "AUTHPLUG_CANARY=" + Canary::word()});
		std::string output;
		for (std::string line; again.readLine(line);) output += line + "\n";
		CPPUNIT_ASSERT_EQUAL(1, again.wait());
		CPPUNIT_ASSERT_MESSAGE(output, output.find("a secret in the planted log") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(output, output.find("Expected: Secret-Aa1-<secret>") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(output, output.find("0 passed, 1 failed, 0 skipped") != std::string::npos);
		CPPUNIT_ASSERT(!Canary::isIn(output));
	});
}
