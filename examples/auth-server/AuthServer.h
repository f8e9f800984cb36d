//
// AuthServer.h
//
// Example: auth-server
// Package: server
//
// The whole server, put together.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_AuthServer_INCLUDED
#define AuthServer_AuthServer_INCLUDED


#include "AuthPlug/Host/OutboxRelay.h"
#include "AuthPlug/Host/PluginHost.h"
#include "ServerSettings.h"
#include "adapters/ChangeNotices.h"
#include "adapters/EpochParticipant.h"
#include "adapters/LoginBudget.h"
#include "adapters/MailSpool.h"
#include "adapters/RelayNudge.h"
#include "adapters/Sessions.h"
#include "adapters/SudoTokens.h"
#include "api/ApiRoutes.h"
#include "api/Authenticator.h"
#include "api/LoginOperation.h"
#include "api/PresenceOperations.h"
#include "api/SessionOperations.h"
#include "api/TotpOperations.h"
#include "AuthPlug/Password/GuessLimit.h"
#include "AuthPlug/Password/PasswordCheck.h"
#include "AuthPlug/Password/StandardHasher.h"
#include "model/TokenCodec.h"
#include "model/TokenIssuer.h"
#include "store/AccountStore.h"
#include "store/FactorStore.h"
#include "store/SessionStore.h"
#include <cstdint>


namespace AuthServer {


class AuthServer
	/// The parts of the server in the order in which they depend on each other.
	/// PluginHost brings what every host of plugins needs; the rest is what
	/// this server has of its own, and hands to plugins through its adapters.
	/// start() and stop() are for one thread.
{
public:
	explicit AuthServer(const ServerSettings& settings);
		/// Connects to nothing yet. Throws Poco::Exception, naming the key, if a
		/// setting is wrong.

	void start();
		/// Checks the database, loads the plugins, and then binds the port.
		/// Throws Poco::Exception if one of them can't be done.

	void reloadPlugins() noexcept;
		/// Has the plugins' files read again; returns at once. Thread-safe.

	std::uint16_t port() noexcept;
		/// Returns the port that is bound. Only after start().

	bool stop();
		/// Finishes what was begun and stops. Returns true if no request was cut.

private:
	void probeDatabase();
	void addRoutes();
	Reply health(const Call& call);

	const ServerSettings& _settings;
	AuthPlug::Host::PluginHost _host;
	TokenCodec _codec;
	TokenIssuer _issuer;
	AccountStore _accounts;
	SessionStore _sessionStore;
	FactorStore _factors;
	AuthPlug::Password::StandardHasher _hasher;
	AuthPlug::Password::PasswordCheck _passwords;
	AuthPlug::Password::GuessLimit _unknownNames;
	AuthPlug::Password::GuessLimit _totpLimit;
	AuthPlug::Password::GuessLimit _codeLimit;
	Authenticator _authenticator;
	MailSpool _mail;

	LoginBudget _loginBudget;
	Sessions _sessions;
	SudoTokens _sudoTokens;
	EpochParticipant _participant;
	ChangeNotices _notices;
	AuthPlug::Host::OutboxRelay _relay;
	RelayNudge _events;

	LoginOperation _login;
	SessionOperations _sessionOperations;
	TotpOperations _totp;
	PresenceOperations _presence;
	ApiRoutes _routes;
};


} // namespace AuthServer


#endif // AuthServer_AuthServer_INCLUDED
