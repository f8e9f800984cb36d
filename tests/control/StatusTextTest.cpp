//
// StatusTextTest.cpp
//
// Tests: control
//
// The status as JSON and as a table, whatever the texts in it hold.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/StatusJson.h"
#include "Cases.h"
#include "StatusTable.h"
#include "TerminalText.h"
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>


using namespace AuthPlug;
using namespace std::string_literals;
using Host::PluginState;
using Host::PluginStatus;
using Tests::addCase;


namespace {


PluginStatus serving()
{
	PluginStatus row;
	row.name = "one";
	row.state = PluginState::serving;
	row.version = "1.2";
	row.library = "thing.so";
	row.sha256 = std::string(64, 'a');
	row.signedBy = "SHA256:key";
	row.routes = {"GET /a", "PUT /b"};
	row.inFlight = 3;
	row.generation = 7;
	row.reloads = 2;
	row.required = true;
	return row;
}


Poco::JSON::Object::Ptr parsed(const std::string& json)
{
	return Poco::JSON::Parser().parse(json).extract<Poco::JSON::Object::Ptr>();
}


std::string tableOf(const std::vector<PluginStatus>& rows, std::size_t width)
{
	return Ctl::StatusTable(*parsed(Host::statusJson(rows)), width).text();
}


struct Printable
{
	const char* name;
	std::string text;
	std::string printed;
};


const Printable PRINTABLES[] = {
	{"plain text", "Hello, wörld ✓", "Hello, wörld ✓"},
	{"escape sequences", "\x1b[31mred", "\\x1b[31mred"},
	{"a title", "\x1b]0;x\x07", "\\x1b]0;x\\x07"},
	{"line feed and carriage return", "a\r\nb", "a\\x0d\\x0ab"},
	{"delete", "\x7f", "\\x7f"},
	{"controls of two bytes", "\xc2\x9b", "\\x9b"},
	{"NUL", "a\0b"s, "a\\x00b"},
	{"another direction", "\xe2\x80\xae" "evil", "\\u{202e}evil"},
	{"zero width", "a\xe2\x80\x8b" "b", "a\\u{200b}b"},
	{"a line separator", "\xe2\x80\xa8", "\\u{2028}"},
	{"no UTF-8", "a\xff\xc3", "a\\xff\\xc3"},
};


} // namespace


AUTHPLUG_CASES(StatusJsonTest)
{
	addCase(suite, "has all members, in this order", []
	{
		CPPUNIT_ASSERT_EQUAL("{\"format\":1,\"ok\":true,\"error\":\"\",\"taint\":\"\",\"plugins\":[{\"name\":\"one\",\"state\":\"serving\",\"version\":\"1.2\","
			"\"library\":\"thing.so\",\"sha256\":\"" + std::string(64, 'a') + "\",\"signedBy\":\"SHA256:key\",\"generation\":7,"
			"\"routes\":[\"GET /a\",\"PUT /b\"],\"inFlight\":3,\"reloads\":2,\"required\":true,\"lastError\":\"\"}]}", Host::statusJson({serving()}));
	});
	addCase(suite, "also if nothing is known", []
	{
		CPPUNIT_ASSERT_EQUAL("{\"format\":1,\"ok\":true,\"error\":\"\",\"taint\":\"\",\"plugins\":[{\"name\":\"\",\"state\":\"found\",\"version\":\"\","
			"\"library\":\"\",\"sha256\":\"\",\"signedBy\":\"\",\"generation\":0,\"routes\":[],\"inFlight\":0,\"reloads\":0,\"required\":false,\"lastError\":\"\"},"
			"{\"name\":\"\","s, Host::statusJson({PluginStatus(), PluginStatus()}).substr(0, 230));
		CPPUNIT_ASSERT_EQUAL("{\"format\":1,\"ok\":true,\"error\":\"\",\"taint\":\"\",\"plugins\":[]}"s, Host::statusJson(std::vector<PluginStatus>()));
	});
	addCase(suite, "hostile text stays text", []
	{
		PluginStatus row = serving();
		row.lastError = "\"},{\"name\":\"forged\"\n\x1b[2J\xc2\x9b\\\xff\xed\xa0\x80\0end"s;
		row.version = "\"";
		const std::string json = Host::statusJson({row}, "\n", "\x1b");
		for (const char byte: json) CPPUNIT_ASSERT(static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7F);
		CPPUNIT_ASSERT(json.find("\xc2\x9b") == std::string::npos);
		const auto object = parsed(json);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), object->getArray("plugins")->size());
		CPPUNIT_ASSERT_EQUAL("\"},{\"name\":\"forged\"\n\x1b[2J\xc2\x9b\\���\xef\xbf\xbd\0end"s,
			object->getArray("plugins")->getObject(0)->getValue<std::string>("lastError"));
		CPPUNIT_ASSERT_EQUAL("\n"s, object->getValue<std::string>("error"));
	});
	for (const PluginState state: {PluginState::found, PluginState::serving, PluginState::draining, PluginState::drained, PluginState::closed,
		PluginState::rejected, PluginState::lingering, PluginState::stuck})
	{
		const bool ok = state != PluginState::rejected && state != PluginState::lingering && state != PluginState::stuck;
		addCase(suite, std::string(toString(state)) + (ok ? " is ok" : " is not ok"), [state, ok]
		{
			PluginStatus row = serving();
			row.state = state;
			CPPUNIT_ASSERT_EQUAL(ok, parsed(Host::statusJson({serving(), row}))->getValue<bool>("ok"));
		});
	}
	addCase(suite, "an error of a row, of all, or a taint is not ok", []
	{
		PluginStatus row = serving();
		row.lastError = "x";
		CPPUNIT_ASSERT(!parsed(Host::statusJson({row}))->getValue<bool>("ok"));
		CPPUNIT_ASSERT(!parsed(Host::statusJson({serving()}, "x"))->getValue<bool>("ok"));
		CPPUNIT_ASSERT(!parsed(Host::statusJson({serving()}, "", "x"))->getValue<bool>("ok"));
	});
}


AUTHPLUG_CASES(StatusTableTest)
{
	addCase(suite, "an ordinary status", []
	{
		CPPUNIT_ASSERT_EQUAL(
			"PLUGIN  VERSION  SHA-256   STATE    IN-FLIGHT  RELOADS\n"
			"one     1.2      aaaaaaaa  serving          3        2\n"
			"    route  GET /a\n"
			"    route  PUT /b\n"s, tableOf({serving()}, 80));
	});
	addCase(suite, "the widest one has 80 columns", []
	{
		PluginStatus row = serving();
		row.name = std::string(90, 'n');
		row.version = std::string(90, 'v');
		row.state = PluginState::negotiated;
		row.inFlight = 123456789;
		row.reloads = 1234567;
		row.routes.clear();
		CPPUNIT_ASSERT_EQUAL(
			"PLUGIN                    VERSION       SHA-256   STATE       IN-FLIGHT  RELOADS\n"
			"nnnnnnnnnnnnnnnnnnnnnnn…  vvvvvvvvvvv…  aaaaaaaa  negotiated  123456789  1234567\n"s, tableOf({row}, 80));
	});
	addCase(suite, "errors are wrapped at blanks", []
	{
		PluginStatus row = serving();
		row.routes.clear();
		row.lastError = "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789";
		CPPUNIT_ASSERT_EQUAL(
			"PLUGIN  VERSION  SHA-256   STATE    IN-FLIGHT  RELOADS\n"
			"one     1.2      aaaaaaaa  serving          3        2\n"
			"    error  0123456789 0123456789 0123456789 0123456789\n"
			"           0123456789 0123456789\n"s, tableOf({row}, 60));
	});
	addCase(suite, "errors and taint of all come last", []
	{
		const std::string text = Ctl::StatusTable(*parsed(Host::statusJson({serving()}, "no folder", "two OpenSSLs")), 80).text();
		CPPUNIT_ASSERT(text.find("    error  no folder\n    taint  two OpenSSLs\n") != std::string::npos);
	});
	for (const Printable& row: PRINTABLES)
	{
		addCase(suite, std::string(row.name) + " is harmless", [&row] { CPPUNIT_ASSERT_EQUAL(row.printed, Ctl::printable(row.text)); });
	}
	addCase(suite, "wrapping cuts words that are too long, and no character", []
	{
		CPPUNIT_ASSERT((std::vector<std::string>{"äöü", "äöü", "x"} == Ctl::wrapped("äöüäöüx", 3)));
		CPPUNIT_ASSERT((std::vector<std::string>{"ab", "cd"} == Ctl::wrapped("ab cd", 3)));
		CPPUNIT_ASSERT((std::vector<std::string>{""} == Ctl::wrapped("", 3)));
	});
}
