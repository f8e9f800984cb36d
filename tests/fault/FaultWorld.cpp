//
// FaultWorld.cpp
//
// Tests: fault
//
// SPDX-License-Identifier: BSL-1.0
//


#include "FaultWorld.h"
#include "Canary.h"
#include "model/Hex.h"
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <filesystem>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr int CLIENT_SECONDS = 90;
const FaultServer::Settings PATIENT = {"route.deadline_ms = 60000\n", ""};
	/// A restart of MariaDB on a busy machine must not end the request that waits for it.


std::string randomKey(Host::SystemRandom& random)
{
	char bytes[16];
	if (!random.fill(bytes, sizeof(bytes))) throw std::runtime_error("no random bytes");
	return AuthServer::toHex(std::string_view(bytes, sizeof(bytes)));
}


void migrateServer(PrivateMariaDb& database)
	/// The sample server's own tables.
{
	std::string output;
	const std::string command = PrivateMariaDb::sqlFolder() + "/migrate " + database.clientOptions() + " --database=" + database.database()
		+ " --component=auth-server --dir=" AUTHPLUG_SERVER_SQL;
	if (PrivateMariaDb::run({"/bin/bash", "-c", command}, output) != 0) throw std::runtime_error("sql/migrate failed: " + output);
}


PrivateMariaDb& migrated(PrivateMariaDb& database)
{
	migrateServer(database);
	return database;
}


std::string hashOf(Password::StandardHasher& hasher, const std::string& password)
{
	char hash[512];
	std::size_t size = 0;
	if (!hasher.hash(Api::SecretView(password), Api::HashSlot(), hash, sizeof(hash), size)) throw std::runtime_error("can't hash");
	return std::string(hash, size);
}


} // namespace


FaultWorld::FaultWorld(const std::string& pluginFile):
	_place{_folder.path(), randomKey(_random)},
	_proxy(_database.port()),
	_witness(_folder.file("witness")),
	_hasher(Password::Argon2Options(), _random),
	_codec(Api::SecretView(_place.key), "https://auth.example.org", "https://api.example.org", _clock),
	_issuer(_codec, _clock, _random),
	_oldHash(hashOf(_hasher, oldPassword())),
	_first(migrated(_database), pluginFile, _place, _proxy.port(), FaultServer::Relay::on, PATIENT),
	_second(_database, pluginFile, _place, _database.port(), FaultServer::Relay::off, PATIENT)
{
}


Victim FaultWorld::newVictim(bool withCounters, bool bySudoToken)
{
	Victim victim;
	const int number = ++_victims;
	victim.id = std::to_string(number);
	const std::string session = _issuer.newId();
	victim.session = AuthServer::toHex(session);
	victim.other = AuthServer::toHex(_issuer.newId());
	victim.access = _issuer.issue(AuthServer::TokenKind::access, static_cast<std::uint64_t>(number), session);
	victim.token = bySudoToken ? _issuer.issue(AuthServer::TokenKind::sudo, static_cast<std::uint64_t>(number), session) : victim.access;

	std::string sql = "INSERT INTO account(id, login, email, has_2fa, created_us) VALUES(" + victim.id + ", 'user" + victim.id + "@example.org', 'user"
		+ victim.id + "@example.org', " + (bySudoToken ? "1" : "0") + ", 0); INSERT INTO pw(user_id, hash) VALUES('" + victim.id + "', '" + _oldHash + "');";
	for (const std::string& id: {victim.session, victim.other})
	{
		sql += "INSERT INTO session(id, account_id, epoch, is_partial, refresh_id, previous_refresh_id, rotated_us, created_us, last_use_us)"
			" VALUES(x'" + id + "', " + victim.id + ", 1, 0, x'" + id + "', x'" + id + "', 0, 0, 0);";
	}
	if (withCounters) sql += "INSERT INTO pw_check(user_id, purpose) VALUES('" + victim.id + "', 'change');";
	_database.query(sql, _database.database());
	return victim;
}


std::string FaultWorld::token(AuthServer::TokenKind kind, const Victim& victim, std::int64_t seconds)
{
	const std::int64_t now = _clock.utc().micros/1000000;
	const auto session = AuthServer::fromHex(victim.session);
	return _codec.write(AuthServer::Token{kind, std::stoull(victim.id), session.value(), _issuer.newId(), now, now + seconds});
}


Truth FaultWorld::truthOf(const Victim& victim)
{
	const std::string id = "'" + victim.id + "'";
	const PrivateMariaDb::Rows rows = _database.query(
		"SELECT p.hash, p.version, COALESCE(c.seq, 0), COALESCE(c.base, 0), COALESCE(c.used, 0), a.session_epoch,"
		" (SELECT COUNT(*) FROM pw_outbox WHERE user_id = " + id + "),"
		" (SELECT COUNT(*) FROM pw_outbox WHERE user_id = " + id + " AND done_us IS NOT NULL),"
		" (SELECT COUNT(*) FROM session WHERE id = x'" + victim.session + "' AND epoch = a.session_epoch AND ended_us = 0),"
		" (SELECT COUNT(*) FROM session WHERE id = x'" + victim.other + "' AND ended_us <> 0),"
		" COALESCE((SELECT uses FROM session WHERE id = x'" + victim.session + "'), 0)"
		" FROM pw p JOIN account a ON a.id = " + victim.id + " LEFT JOIN pw_check c ON c.user_id = p.user_id AND c.purpose = 'change'"
		" WHERE p.user_id = " + id, _database.database());
	const PrivateMariaDb::Row& row = rows.at(0);
	const auto number = [&](std::size_t column) { return std::stoi(row.at(column).value()); };
	Truth truth;
	truth.hash = row.at(0).value();
	truth.version = number(1);
	truth.seq = number(2);
	truth.base = number(3);
	truth.used = number(4);
	truth.epoch = number(5);
	truth.events = number(6);
	truth.delivered = number(7);
	truth.ownSessionLives = number(8) == 1;
	truth.otherSessionEnded = number(9) == 1;
	truth.uses = number(10);
	return truth;
}


int FaultWorld::mailsOf(const Victim& victim)
{
	int mails = 0;
	for (const auto& row: _database.query("SELECT LOWER(HEX(event_id)) FROM pw_outbox WHERE user_id = '" + victim.id + "'", _database.database()))
	{
		if (std::filesystem::exists(_folder.file("mail/" + row.at(0).value() + ".eml"))) ++mails;
	}
	return mails;
}


void FaultWorld::addOldEvents(const Victim& victim)
{
	for (const char* const done: {"1", "CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS UNSIGNED)"})
	{
		_database.query(std::string("INSERT INTO pw_outbox(event_id, user_id, kind, created_us, done_us) VALUES(RANDOM_BYTES(16), 'old") + victim.id
			+ "', 'PASSWORD_CHANGED', 1, " + done + ")", _database.database());
	}
}


int FaultWorld::oldEventsOf(const Victim& victim)
{
	return std::stoi(_database.query("SELECT COUNT(*) FROM pw_outbox WHERE user_id = 'old" + victim.id + "'", _database.database()).at(0).at(0).value());
}


bool FaultWorld::holds(const std::string& hash, const std::string& password)
{
	const auto key = std::make_pair(hash, password);
	const auto found = _known.find(key);
	if (found != _known.end()) return found->second;
	const Api::HashVerdict verdict = _hasher.verify(hash, Api::SecretView(password), Api::HashSlot());
	if (verdict != Api::HashVerdict::match && verdict != Api::HashVerdict::mismatch) throw std::runtime_error("the stored hash can't be checked");
	return _known[key] = verdict == Api::HashVerdict::match;
}


Reply FaultWorld::change(std::uint16_t port, const Victim& victim, const std::string& oldPassword, const std::string& newPassword)
{
	Reply reply;
	try
	{
		const std::string body = "{\"oldPassword\":\"" + oldPassword + "\",\"newPassword\":\"" + newPassword + "\"}";
		Poco::Net::HTTPClientSession session("127.0.0.1", port);
		session.setTimeout(Poco::Timespan(CLIENT_SECONDS, 0));
		Poco::Net::HTTPRequest request("PUT", "/user/password/old-password", "HTTP/1.1");
		request.setContentType("application/json");
		request.setContentLength(static_cast<std::streamsize>(body.size()));
		request.set("Authorization", "Bearer " + victim.token);
		session.sendRequest(request) << body;
		Poco::Net::HTTPResponse response;
		Poco::StreamCopier::copyToString(session.receiveResponse(response), reply.body);
		reply.status = response.getStatus();
	}
	catch (const Poco::Exception&)
	{
		reply = Reply();  // the server is gone: status 0 says so
	}
	return reply;
}


FaultServer& FaultWorld::first()
{
	return _first;
}


FaultServer& FaultWorld::second()
{
	return _second;
}


const FaultServer::Place& FaultWorld::place() const
{
	return _place;
}


MySqlProxy& FaultWorld::proxy()
{
	return _proxy;
}


PrivateMariaDb& FaultWorld::database()
{
	return _database;
}


const WitnessFile& FaultWorld::witness() const
{
	return _witness;
}


std::string FaultWorld::oldPassword()
{
	return Canary::password("Old");
}


std::string FaultWorld::newPassword()
{
	return Canary::password("New");
}


std::string FaultWorld::thirdPassword()
{
	return Canary::password("Third");
}


} } // namespace AuthPlug::Tests
