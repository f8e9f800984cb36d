//
// JsonLogTest.cpp
//
// Tests: unit
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/JsonLog.h"
#include "Cases.h"
#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/TemporaryFile.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>


using AuthPlug::Api::LogField;
using AuthPlug::Api::LogLevel;
using AuthPlug::Host::JsonLog;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


namespace {


class FixedClock: public AuthPlug::Api::Clock
{
public:
	AuthPlug::Api::MonotonicTime monotonic() noexcept override
	{
		return {0};
	}

	AuthPlug::Api::UtcTime utc() noexcept override
	{
		return {1785283200000042};
	}
};


std::string logged(const std::string& value)
	// Returns the one line that is written for an event with this value.
{
	FixedClock clock;
	const Poco::TemporaryFile file;
	{
		JsonLog log(file.path(), clock);
		const LogField field{"value", value};
		log.write(LogLevel::warning, "event", &field, 1);
	}
	std::ifstream in(file.path());
	std::stringstream text;
	text << in.rdbuf();
	return text.str();
}


struct EscapeRow
{
	const char* name;
	std::string value;
	std::string json;
};


const EscapeRow ESCAPES[] = {
	{"PlainText", "abc", "abc"},
	{"Quote", "a\"b", "a\\\"b"},
	{"Backslash", "a\\b", "a\\\\b"},
	{"LineFeedCantForgeALine", "a\n{\"ts\":\"x\"}", "a\\u000a{\\\"ts\\\":\\\"x\\\"}"},
	{"CarriageReturn", "a\rb", "a\\u000db"},
	{"Nul", "a\0b"s, "a\\u0000b"},
	{"Delete", "a\x7f", "a\\u007f"},
	{"ControlOfTwoBytes", "a\xC2\x9Bz", "a\\u009bz"},
	{"NoBreakSpace", "a\xC2\xA0z", "a\xC2\xA0z"},
	{"FourByteCharacter", "\xF0\x9F\x94\x91", "\xF0\x9F\x94\x91"},
	{"LoneContinuation", "a\x80z", "a\\ufffdz"},
	{"OverlongSlash", "\xC0\xAF", "\\ufffd\\ufffd"},
	{"Surrogate", "\xED\xA0\x80", "\\ufffd\\ufffd\\ufffd"},
	{"TruncatedSequence", "a\xE2\x82", "a\\ufffd\\ufffd"}
};


} // namespace


AUTHPLUG_CASES(JsonLogTest)
{
	for (const EscapeRow& row: ESCAPES)
	{
		addCase(suite, std::string("Escapes") + row.name, [&row]
		{
			CPPUNIT_ASSERT_EQUAL(
				"{\"ts\":\"2026-07-29T00:00:00.000042Z\",\"level\":\"warning\",\"event\":\"event\",\"value\":\"" + row.json + "\"}\n",
				logged(row.value));
		});
	}

	addCase(suite, "LineIsJson", []
	{
		Poco::JSON::Parser parser;
		const auto object = parser.parse(logged("x\ny")).extract<Poco::JSON::Object::Ptr>();
		CPPUNIT_ASSERT_EQUAL("x\ny"s, object->getValue<std::string>("value"));
	});

	addCase(suite, "BelowTheThresholdNothingIsWritten", []
	{
		FixedClock clock;
		const Poco::TemporaryFile file;
		{
			JsonLog log(file.path(), clock, LogLevel::error);
			log.write(LogLevel::warning, "quiet", nullptr, 0);
			log.write(LogLevel::alarm, "loud", nullptr, 0);
		}
		std::ifstream in(file.path());
		std::string line;
		CPPUNIT_ASSERT(std::getline(in, line));
		CPPUNIT_ASSERT(line.find("\"alarm\"") != std::string::npos);
		CPPUNIT_ASSERT(!std::getline(in, line));
	});

	addCase(suite, "FileIsPrivate", []
	{
		FixedClock clock;
		const Poco::TemporaryFile file;
		const mode_t old = ::umask(0);
		{
			JsonLog log(file.path(), clock);
		}
		::umask(old);
		struct stat status{};
		CPPUNIT_ASSERT_EQUAL(0, ::stat(file.path().c_str(), &status));
		CPPUNIT_ASSERT_EQUAL(mode_t(0600), status.st_mode & 0777);
	});

	addCase(suite, "MissingFolderIsRefused", []
	{
		FixedClock clock;
		CPPUNIT_ASSERT_THROW(JsonLog("/nonexistent/folder/log", clock), Poco::OpenFileException);
	});
}
