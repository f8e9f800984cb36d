//
// FaultHost.cpp
//
// Tests: fault
//
// A server process that hosts a password plugin, with the sample server's
// sessions and outbox, and a fault point at every step:
//
//   fault-host FILE.properties FOLDER KEY relay|no-relay
//
// FOLDER, which all processes share, gets `witness` and `mail`. KEY signs the
// tokens. Without a relay, the outbox is left to other processes. Tells "port N" when it serves. Standard input takes orders:
//
//   kill POINT N [FROM]   ends itself when it passes the point for the n-th time
//   hold POINT N [FROM]   stops there until `go`
//   go
//   trace on|off
//   refuse                the host refuses the next change in its part of the transaction
//   fail                  the next delivery fails
//   rest                  ends the relay
//   relay                 starts a new one in its place
//
// each answered by "done". It ends with its standard input.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/OutboxRelay.h"
#include "AuthPlug/Host/PluginHost.h"
#include "FaultConsumer.h"
#include "FaultDatabase.h"
#include "FaultHasher.h"
#include "FaultLog.h"
#include "FaultParticipant.h"
#include "adapters/ChangeNotices.h"
#include "adapters/EpochParticipant.h"
#include "adapters/MailSpool.h"
#include "adapters/RelayNudge.h"
#include "adapters/Sessions.h"
#include "adapters/SudoTokens.h"
#include "core/StandardHasher.h"
#include <Poco/Exception.h>
#include <iostream>
#include <optional>
#include <sstream>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


Host::OutboxRelay::Options relayOptions()
{
	Host::OutboxRelay::Options options;
	options.pollMillis = 50;
	options.leaseSeconds = 1;
	return options;
}


class FaultHost
	/// The services of the sample server's kind, each handed out with fault
	/// points round it.
{
public:
	FaultHost(const Api::Settings& settings, const std::string& folder, const std::string& key):
		_witness(folder + "/witness"),
		_host(settings),
		_changes(_host.database(), _points, _witness, ""),
		_deliveries(_host.database(), _points, _witness, "relay."),
		_codec(Api::SecretView(key), "https://auth.example.org", "https://api.example.org", _host.clock()),
		_accounts(_changes),
		_sessionStore(_changes),
		_authenticator(_codec, _sessionStore, 60),
		_sessions(_authenticator, _sessionStore),
		_sudoTokens(_authenticator, _accounts),
		_faultParticipant(_participant),
		_relayAccounts(_deliveries),
		_relaySessions(_deliveries),
		_mail(folder + "/mail", "auth.example.org"),
		_notices(_relayAccounts, _relaySessions, _mail, _host.clock()),
		_consumer(_notices, _points),
		_relay(std::in_place, _deliveries, _consumer, _host.clock(), _host.log(), relayOptions()),
		_events(*_relay),
		_engines(Password::Argon2Options(), _host.random()),
		_hasher(_engines, _points, _witness),
		_log(_host.log(), _points)
	{
		_host.offer<Api::DatabaseService>(_changes);
		_host.offer<Api::PasswordHasher>(_hasher);
		_host.offer<Api::Log>(_log);
		_host.offer<Api::SessionService>(_sessions);
		_host.offer<Api::SudoTokenService>(_sudoTokens);
		_host.offer<Api::ChangeParticipant>(_faultParticipant);
		_host.offer<Api::PasswordEvents>(_events);
	}

	void serve(bool withRelay)
	{
		_mail.prepare();
		if (withRelay) _relay->start();
		_host.start();
		FaultPoints::say("port " + std::to_string(_host.http()->port()));
		std::string line;
		while (std::getline(std::cin, line))
		{
			obey(line);
			FaultPoints::say("done");
		}
		_host.stop(0);
		_relay->stop();
	}

private:
	void obey(const std::string& line)
	{
		std::istringstream words(line);
		std::string verb;
		std::string first;
		words >> verb >> first;
		if (verb == "go") _points.release();
		else if (verb == "trace") _points.trace(first == "on");
		else if (verb == "refuse") _faultParticipant.refuseNext();
		else if (verb == "fail") _consumer.failNext();
		else if (verb == "rest") _relay->stop();
		else if (verb == "relay") restartRelay();
		else
		{
			FaultPoints::Order order;
			order.action = verb == "kill" ? FaultPoints::Action::kill : FaultPoints::Action::hold;
			order.point = first;
			words >> order.count >> order.from;
			_points.arm(order);
		}
	}

	void restartRelay()
		/// In the same place, where others look for it; nobody does meanwhile.
	{
		_relay.emplace(_deliveries, _consumer, _host.clock(), _host.log(), relayOptions());
		_relay->start();
	}

	FaultPoints _points;
	Witness _witness;
	Host::PluginHost _host;
	FaultDatabase _changes;
	FaultDatabase _deliveries;
	AuthServer::TokenCodec _codec;
	AuthServer::AccountStore _accounts;
	AuthServer::SessionStore _sessionStore;
	AuthServer::Authenticator _authenticator;
	AuthServer::Sessions _sessions;
	AuthServer::SudoTokens _sudoTokens;
	AuthServer::EpochParticipant _participant;
	FaultParticipant _faultParticipant;
	AuthServer::AccountStore _relayAccounts;
	AuthServer::SessionStore _relaySessions;
	AuthServer::MailSpool _mail;
	AuthServer::ChangeNotices _notices;
	FaultConsumer _consumer;
	std::optional<Host::OutboxRelay> _relay;
	AuthServer::RelayNudge _events;
	Password::StandardHasher _engines;
	FaultHasher _hasher;
	FaultLog _log;
};


} // namespace


int main(int argc, char** argv)
{
	if (argc != 5) return 64;
	try
	{
		const auto settings = Host::PluginHost::schema().check(Host::PropertiesFile::load(argv[1]));
		FaultHost(*settings, argv[2], argv[3]).serve(std::string(argv[4]) == "relay");
		return 0;
	}
	catch (const Poco::Exception& exception)
	{
		std::cerr << exception.displayText() << std::endl;
		return 1;
	}
}
