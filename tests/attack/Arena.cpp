//
// Arena.cpp
//
// Tests: attack
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arena.h"


namespace AuthPlug {
namespace Tests {


FaultWorld& Arena::world()
{
	static FaultWorld instance(AUTHPLUG_PLUGIN_FILE);
	return instance;
}


Deployment& Arena::deployment()
{
	static Deployment instance("attack", 2, 40);
	return instance;
}


Request Arena::change(const std::string& token, const std::string& oldPassword, const std::string& newPassword)
{
	return Request::json("PUT", TestUser::ROUTE, TestUser::changeBody(oldPassword, newPassword)).bearer(token);
}


Answer Arena::ask(std::uint16_t port, const Request& request)
{
	for (const auto& [name, value]: request.headers)
	{
		if (name == "Authorization") Deployment::rememberSecret(value.substr(value.find(' ') + 1));
	}
	Wire wire(port);
	wire.send(request.bytes());
	const Answer answer = wire.receive();
	checkAnswer(request, answer);
	return answer;
}


Answer Arena::guess(std::uint16_t port, const Victim& victim, const std::string& password)
{
	return ask(port, change(victim.token, password, FaultWorld::newPassword()));
}


std::string Arena::counters(const Victim& victim)
{
	return world().database().value("SELECT CONCAT_WS('/', seq, base, used, free_at_us) FROM " + world().database().database()
		+ ".pw_check WHERE user_id='" + victim.id + "' AND purpose='change'");
}


void Arena::setCounters(const Victim& victim, const std::string& assignments)
{
	PrivateMariaDb& database = world().database();
	database.query("UPDATE pw_check SET " + assignments + " WHERE user_id='" + victim.id + "' AND purpose='change'", database.database());
}


void Arena::killConnections()
{
	for (const auto& row: world().database().query("SELECT id FROM information_schema.processlist WHERE user='authplug'"))
	{
		// Some have ended meanwhile, so without complaint.
		world().database().query("BEGIN NOT ATOMIC DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END; KILL " + row.at(0).value() + "; END");
	}
}


std::string Arena::secondFactor(const Victim& victim, bool on)
{
	PrivateMariaDb& database = world().database();
	database.query("UPDATE account SET has_2fa=" + std::string(on ? "1" : "0") + " WHERE id=" + victim.id, database.database());
	return world().token(AuthServer::TokenKind::sudo, victim);
}


void expectUntouched(const Victim& victim)
{
	const Truth truth = Arena::world().truthOf(victim);
	CPPUNIT_ASSERT_EQUAL(0, truth.version);
	CPPUNIT_ASSERT_EQUAL(0, truth.events);
	CPPUNIT_ASSERT_EQUAL(1, truth.epoch);
	CPPUNIT_ASSERT(Arena::world().holds(truth.hash, FaultWorld::oldPassword()));
}


void expectChangedTo(const Victim& victim, const std::string& password)
{
	const Truth truth = Arena::world().truthOf(victim);
	CPPUNIT_ASSERT_EQUAL(1, truth.version);
	CPPUNIT_ASSERT_EQUAL(1, truth.events);
	CPPUNIT_ASSERT_EQUAL(2, truth.epoch);
	CPPUNIT_ASSERT(Arena::world().holds(truth.hash, password));
	CPPUNIT_ASSERT(!Arena::world().holds(truth.hash, FaultWorld::oldPassword()));
}


void expectBusy(const Answer& answer)
{
	const std::string seconds = answer.header("Retry-After");
	CPPUNIT_ASSERT_EQUAL("{\"statusCode\":503,\"error\":\"Service Unavailable\",\"message\":\"TRY_AGAIN_LATER\",\"retryAfter\":" + seconds + "}", answer.body);
	CPPUNIT_ASSERT_MESSAGE("Retry-After: " + seconds, !seconds.empty() && std::stol(seconds) >= 1);
}


} } // namespace AuthPlug::Tests
