//
// BorderTypesTest.cpp
//
// Tests: unit
//
// The value types that cross the border.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/ErrorText.h"
#include "AuthPlug/Api/Handshake.h"
#include "AuthPlug/Api/SecretBuffer.h"
#include "AuthPlug/Host/Gate.h"
#include "AuthPlug/Host/RouteTable.h"
#include "Cases.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <sstream>
#include <type_traits>


using namespace AuthPlug::Api;
using AuthPlug::Host::Gate;
using AuthPlug::Host::Route;
using AuthPlug::Host::RouteTable;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


namespace {


template <class T, class = void>
struct Printable: std::false_type
{
};


template <class T>
struct Printable<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>>: std::true_type
{
};


static_assert(!Printable<SecretView>::value, "a secret must not be printable");
static_assert(!Printable<SecretBuffer>::value, "a secret must not be printable");
static_assert(!std::is_convertible_v<SecretView, std::string_view>, "a secret must be exposed in so many words");
static_assert(std::is_trivially_copyable_v<PluginDescriptor>, "the descriptor is plain data");
static_assert(std::is_trivially_copyable_v<FixedBytes<8>>, "it crosses the border by value");
static_assert(offsetof(PluginDescriptor, magic) == 0 && offsetof(PluginDescriptor, size) == 8, "these two keep their place for ever");


RouteTable tableOf(std::initializer_list<std::pair<const char*, const char*>> routes)
{
	std::vector<Route> made;
	for (const auto& [method, path]: routes)
	{
		made.emplace_back();
		made.back().method = method;
		made.back().path = path;
	}
	return RouteTable(std::move(made));
}


} // namespace


AUTHPLUG_CASES(BorderTypesTest)
{
	addCase(suite, "FixedBytesKeepsNulBytes", []
	{
		FixedBytes<4> bytes;
		CPPUNIT_ASSERT(bytes.assign("a\0b"s));
		CPPUNIT_ASSERT(bytes.view() == "a\0b"s);
	});

	addCase(suite, "FixedBytesNeverTruncates", []
	{
		FixedBytes<4> bytes;
		CPPUNIT_ASSERT(bytes.assign("abcd"));
		CPPUNIT_ASSERT(!bytes.assign("abcde"));
		CPPUNIT_ASSERT(bytes.view() == "abcd");
	});

	addCase(suite, "ErrorTextMarksACut", []
	{
		ErrorText error;
		error.set(std::string(2000, 'x'));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1000), error.view().size());
		CPPUNIT_ASSERT(error.view().substr(997) == "...");
	});

	addCase(suite, "SecretBufferRefusesWhatDoesNotFit", []
	{
		SecretBuffer buffer(4);
		CPPUNIT_ASSERT(buffer.append("abc"));
		CPPUNIT_ASSERT(!buffer.append("de"));
		CPPUNIT_ASSERT(buffer.push('d'));
		CPPUNIT_ASSERT(!buffer.push('e'));
		CPPUNIT_ASSERT(buffer.view().expose() == "abcd");
	});

	addCase(suite, "SecretBufferWipesAllOfItsStorage", []
	{
		SecretBuffer buffer(16);
		buffer.append("0123456789abcdef");
		buffer.resize(4);
		char* storage = buffer.data();
		buffer.wipe();
		CPPUNIT_ASSERT(std::all_of(storage, storage + 16, [](char c) { return c == 0; }));
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), buffer.size());
	});

	addCase(suite, "MovedSecretBufferLeavesNothingBehind", []
	{
		SecretBuffer from(8);
		from.append("secret");
		const SecretBuffer to(std::move(from));
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), from.size());
		CPPUNIT_ASSERT(!from.push('x'));
		CPPUNIT_ASSERT(to.view().expose() == "secret");
	});

	addCase(suite, "ClosedGateLetsNobodyIn", []
	{
		Gate gate;
		Gate::Pass inside = gate.enter();
		CPPUNIT_ASSERT(inside);
		gate.close();
		CPPUNIT_ASSERT(!gate.enter());
		CPPUNIT_ASSERT(!gate.waitEmpty(std::chrono::milliseconds(1)));
		inside = Gate::Pass();
		CPPUNIT_ASSERT(gate.waitEmpty(std::chrono::milliseconds(0)));
	});

	addCase(suite, "MovedPassLeavesOnce", []
	{
		Gate gate;
		Gate::Pass first = gate.enter();
		Gate::Pass second(std::move(first));
		CPPUNIT_ASSERT(!first);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), gate.inside());
		first = std::move(second);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), gate.inside());
		first = gate.enter();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), gate.inside());
	});

	addCase(suite, "RouteTableFindsByMethodAndPath", []
	{
		const RouteTable table = tableOf({{"PUT", "/a"}, {"GET", "/a"}, {"PUT", "/b"}});
		CPPUNIT_ASSERT(table.find("PUT", "/b") != nullptr);
		CPPUNIT_ASSERT(table.find("GET", "/b") == nullptr);
		CPPUNIT_ASSERT(table.find("put", "/a") == nullptr);
		CPPUNIT_ASSERT_EQUAL("PUT, GET"s, table.allowedMethods("/a"));
		CPPUNIT_ASSERT_EQUAL(""s, table.allowedMethods("/A"));
	});

	addCase(suite, "RouteTakenTwiceIsRefusedByName", []
	{
		try
		{
			tableOf({{"PUT", "/a"}, {"PUT", "/a"}});
			CPPUNIT_FAIL("accepted");
		}
		catch (const Poco::ExistsException& exception)
		{
			CPPUNIT_ASSERT(exception.displayText().find("PUT /a") != std::string::npos);
		}
	});
}
