//
// RoutesTest.cpp
//
// Tests: http
//
// Gate, RouteTable, Routes, and the options.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/HttpOptions.h"
#include "AuthPlug/Host/Routes.h"
#include "Cases.h"
#include "TrustedProxies.h"
#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/NumberParser.h>
#include <atomic>
#include <map>
#include <thread>


using namespace AuthPlug;
using namespace AuthPlug::Host;
using namespace AuthPlug::Tests;
using std::chrono::milliseconds;


namespace {


Route route(const std::string& method, const std::string& path)
{
	Route result;
	result.method = method;
	result.path = path;
	return result;
}


class MapSettings: public Api::Settings
{
public:
	MapSettings()
	{
		for (const Api::SettingSpec& spec: HTTP_SETTINGS) values[spec.key] = spec.defaultValue;
	}

	std::string_view text(std::string_view key) const noexcept override
	{
		return values.at(std::string(key));
	}

	std::int64_t integer(std::string_view key) const noexcept override
	{
		return Poco::NumberParser::parse64(values.at(std::string(key)));
	}

	bool flag(std::string_view /*key*/) const noexcept override
	{
		return false;
	}

	Api::SettingOrigin origin(std::string_view /*key*/) const noexcept override
	{
		return {"http.properties", 7};
	}

	std::map<std::string, std::string> values;
};


std::string clientOf(const std::string& proxies, const std::string& peer, const std::vector<std::string>& fields)
{
	Poco::Net::HTTPRequest request;
	for (const std::string& field: fields) request.add("x-forwarded-for", field);
	return TrustedProxies(proxies).clientOf(request, Poco::Net::IPAddress(peer));
}


} // namespace


AUTHPLUG_CASES(Gates)
{
	addCase(suite, "CountsPasses", []
	{
		Gate gate;
		{
			Gate::Pass one = gate.enter();
			const Gate::Pass two = gate.enter();
			CPPUNIT_ASSERT(one && two);
			CPPUNIT_ASSERT_EQUAL(std::size_t(2), gate.inside());
			const Gate::Pass moved = std::move(one);
			CPPUNIT_ASSERT(moved && !one);
			CPPUNIT_ASSERT_EQUAL(std::size_t(2), gate.inside());
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), gate.inside());
	});

	addCase(suite, "AssignmentGivesTheOldPassBack", []
	{
		Gate first;
		Gate second;
		Gate::Pass pass = first.enter();
		pass = second.enter();
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), first.inside());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), second.inside());
		pass = Gate::Pass();
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), second.inside());
	});

	addCase(suite, "ClosedLetsNobodyIn", []
	{
		Gate gate;
		const Gate::Pass before = gate.enter();
		gate.close();
		gate.close();
		CPPUNIT_ASSERT(gate.closed());
		CPPUNIT_ASSERT(!gate.enter());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), gate.inside());
		CPPUNIT_ASSERT(!gate.waitEmpty(milliseconds(10)));
	});

	addCase(suite, "WaitsUntilTheLastHasLeft", []
	{
		Gate gate;
		Gate::Pass pass = gate.enter();
		gate.close();
		std::atomic<bool> left{false};
		std::jthread leaving([&]
		{
			std::this_thread::sleep_for(milliseconds(50));
			left = true;
			pass = Gate::Pass();
		});
		CPPUNIT_ASSERT(gate.waitEmpty(milliseconds(20000)));
		CPPUNIT_ASSERT(left);
		leaving.join();
	});

	addCase(suite, "ManyThreads", []
	{
		Gate gate;
		std::atomic<bool> closed{false};
		std::atomic<int> late{0};
		std::vector<std::jthread> threads;
		for (int i = 0; i < 4; ++i)
		{
			threads.emplace_back([&]
			{
				for (;;)
				{
					const bool wasClosed = closed;
					const Gate::Pass pass = gate.enter();
					if (pass && wasClosed) ++late;
					if (!pass) return;
				}
			});
		}
		std::this_thread::sleep_for(milliseconds(20));
		gate.close();
		closed = true;
		CPPUNIT_ASSERT(gate.waitEmpty(milliseconds(20000)));
		for (std::jthread& thread: threads) thread.join();
		CPPUNIT_ASSERT_EQUAL(0, late.load());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), gate.inside());
	});
}


AUTHPLUG_CASES(RouteTables)
{
	addCase(suite, "FindsByMethodAndPath", []
	{
		const RouteTable table({route("PUT", "/a"), route("GET", "/a"), route("GET", "/b")});
		CPPUNIT_ASSERT(table.find("GET", "/a") == &table.all()[1]);
		CPPUNIT_ASSERT(!table.find("get", "/a"));
		CPPUNIT_ASSERT(!table.find("GET", "/a/"));
		CPPUNIT_ASSERT(!table.find("GET", ""));
		CPPUNIT_ASSERT_EQUAL(std::string("PUT, GET"), table.allowedMethods("/a"));
		CPPUNIT_ASSERT_EQUAL(std::string("GET"), table.allowedMethods("/b"));
		CPPUNIT_ASSERT_EQUAL(std::string(), table.allowedMethods("/c"));
	});

	addCase(suite, "RefusesARouteTakenTwice", []
	{
		CPPUNIT_ASSERT_THROW(RouteTable({route("PUT", "/a"), route("GET", "/a"), route("PUT", "/a")}), Poco::ExistsException);
	});

	addCase(suite, "SnapshotOutlivesTheSwap", []
	{
		Routes routes;
		CPPUNIT_ASSERT(routes.current()->all().empty());
		routes.swap(std::make_shared<const RouteTable>(std::vector<Route>{route("PUT", "/a")}));
		const std::shared_ptr<const RouteTable> old = routes.current();
		routes.swap(std::make_shared<const RouteTable>());
		CPPUNIT_ASSERT(old->find("PUT", "/a"));
		CPPUNIT_ASSERT(!routes.current()->find("PUT", "/a"));
	});
}


AUTHPLUG_CASES(HttpSettings)
{
	addCase(suite, "DefaultsAreThoseOfTheStructure", []
	{
		const HttpOptions read = HttpOptions::from(MapSettings());
		const HttpOptions made;
		CPPUNIT_ASSERT_EQUAL(made.address, read.address);
		CPPUNIT_ASSERT_EQUAL(std::uint16_t(8080), read.port);
		CPPUNIT_ASSERT_EQUAL(made.threads, read.threads);
		CPPUNIT_ASSERT_EQUAL(made.connections, read.connections);
		CPPUNIT_ASSERT_EQUAL(made.backlog, read.backlog);
		CPPUNIT_ASSERT_EQUAL(made.keepAliveTimeoutMillis, read.keepAliveTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(made.keepAliveRequests, read.keepAliveRequests);
		CPPUNIT_ASSERT_EQUAL(made.headerTimeoutMillis, read.headerTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(made.bodyTimeoutMillis, read.bodyTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(made.retryAfterSeconds, read.retryAfterSeconds);
		CPPUNIT_ASSERT_EQUAL(made.trustedProxies, read.trustedProxies);
	});

	addCase(suite, "EveryKeyArrives", []
	{
		MapSettings settings;
		settings.values = {{"http.address", "::1"}, {"http.port", "1"}, {"http.threads", "2"}, {"http.connections", "3"}, {"http.backlog", "4"},
			{"http.keep_alive_timeout", "5"}, {"http.keep_alive_requests", "6"}, {"http.header_timeout", "7"}, {"http.body_timeout", "8"},
			{"http.retry_after", "9"}, {"http.trusted_proxies", "10.0.0.0/8"}};
		const HttpOptions options = HttpOptions::from(settings);
		CPPUNIT_ASSERT_EQUAL(std::string("::1"), options.address);
		CPPUNIT_ASSERT_EQUAL(std::uint16_t(1), options.port);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(2), options.threads);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(3), options.connections);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(4), options.backlog);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(5000), options.keepAliveTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(6), options.keepAliveRequests);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(7000), options.headerTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(8000), options.bodyTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(9), options.retryAfterSeconds);
		CPPUNIT_ASSERT_EQUAL(std::string("10.0.0.0/8"), options.trustedProxies);
	});

	for (const auto& [key, value]: std::map<std::string, std::string>{
		{"http.address", "localhost"}, {"http.trusted_proxies", "proxy.example"}})
	{
		addCase(suite, "Malformed_" + key, [key = key, value = value]
		{
			MapSettings settings;
			settings.values[key] = value;
			try
			{
				HttpOptions::from(settings);
				CPPUNIT_FAIL("accepted");
			}
			catch (const ConfigException& exception)
			{
				CPPUNIT_ASSERT_EQUAL(key, exception.key());
				CPPUNIT_ASSERT_EQUAL(7, exception.line());
			}
		});
	}
}


AUTHPLUG_CASES(Proxies)
{
	struct Row
	{
		const char* name;
		const char* proxies;
		const char* peer;
		std::vector<std::string> fields;
		const char* client;
	};
	const std::vector<Row> rows = {
		{"NoProxyIsTrusted", "", "10.0.0.1", {"1.2.3.4"}, "10.0.0.1"},
		{"PeerIsNoProxy", "10.0.0.2", "10.0.0.1", {"1.2.3.4"}, "10.0.0.1"},
		{"PeerIsTheProxy", "10.0.0.1", "10.0.0.1", {"1.2.3.4"}, "1.2.3.4"},
		{"NoField", "10.0.0.1", "10.0.0.1", {}, "10.0.0.1"},
		{"LastOneCounts", "10.0.0.1", "10.0.0.1", {"6.6.6.6, 1.2.3.4"}, "1.2.3.4"},
		{"ChainOfProxies", "10.0.0.0/8", "10.0.0.1", {"6.6.6.6, 1.2.3.4, 10.9.9.9"}, "1.2.3.4"},
		{"SeveralFields", "10.0.0.0/8", "10.0.0.1", {"6.6.6.6, 1.2.3.4", "10.9.9.9"}, "1.2.3.4"},
		{"OnlyProxies", "10.0.0.0/8", "10.0.0.1", {"10.1.1.1"}, "10.1.1.1"},
		{"Garbage", "10.0.0.1", "10.0.0.1", {"1.2.3.4, <script>"}, "10.0.0.1"},
		{"EdgeOfTheBlock", "10.0.0.0/31", "10.0.0.2", {"1.2.3.4"}, "10.0.0.2"},
		{"HostBitsInTheBlock", "10.0.0.77/24", "10.0.0.1", {"1.2.3.4"}, "1.2.3.4"},
		{"Ipv6Block", "fd00::/8", "fd00::1", {"2001:db8::7"}, "2001:db8::7"},
		{"Ipv6OutsideTheBlock", "fd00::/16", "fd01::1", {"2001:db8::7"}, "fd01::1"},
		{"Ipv4MappedPeer", "10.0.0.1", "::ffff:10.0.0.1", {"1.2.3.4"}, "1.2.3.4"},
		{"TwoBlocks", " 192.0.2.1 , 10.0.0.0/8 ", "192.0.2.1", {"1.2.3.4, 10.2.3.4"}, "1.2.3.4"},
	};
	for (const Row& row: rows)
	{
		addCase(suite, row.name, [row] { CPPUNIT_ASSERT_EQUAL(std::string(row.client), clientOf(row.proxies, row.peer, row.fields)); });
	}

	for (const std::string list: {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "fd00::/129", "name"})
	{
		addCase(suite, "Malformed " + list, [list] { CPPUNIT_ASSERT_THROW(TrustedProxies{list}, Poco::SyntaxException); });
	}
}
