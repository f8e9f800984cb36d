//
// DrainedRouteTest.cpp
//
// Tests: http
//
// What clients get of a plugin that was taken out of force on request.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "TestServer.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


void serveDrained(TestServer& server)
	// As the plugin manager leaves it: no factory, no gate.
{
	server.plugin.push_back(Host::Route{"PUT", "/echo", "application/json", 8192, 10000, "demo", nullptr, nullptr, true});
	server.start();
}


} // namespace


AUTHPLUG_CASES(DrainedRouteTest)
{
	for (const Kind kind: {Kind::service, Kind::poco})
	{
		addCase(suite, nameOf(kind) + " asks to try again later", [kind]
		{
			TestServer server(quickOptions(), kind);
			serveDrained(server);
			const Answer answer = server.ask(put("/echo", "{}"));
			CPPUNIT_ASSERT_EQUAL(503, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("1"), answer.header("retry-after"));
			CPPUNIT_ASSERT(answer.body.find("TRY_AGAIN_LATER") != std::string::npos);
		});
		addCase(suite, nameOf(kind) + " knows the path's methods", [kind]
		{
			TestServer server(quickOptions(), kind);
			serveDrained(server);
			const Answer answer = server.ask("GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
			CPPUNIT_ASSERT_EQUAL(405, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("PUT"), answer.header("allow"));
		});
	}
	addCase(suite, "the host's fallback does not step in", []
	{
		TestServer server;
		server.fallback = new FunctionFactory([](Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) { Host::sendJson(response, 200, "{}"); });
		serveDrained(server);
		CPPUNIT_ASSERT_EQUAL(503, server.ask(put("/echo", "{}")).status);
	});
}
