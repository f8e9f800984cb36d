//
// AuthServer.cpp
//
// Example: auth-server
// Package: server
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthServer.h"
#include "AuthPlug/Host/DatabaseProbe.h"
#include "api/Problem.h"
#include <Poco/Crypto/DigestEngine.h>
#include <Poco/Exception.h>


namespace AuthServer {


namespace {


using AuthPlug::Password::GuessLimit;
using AuthPlug::Password::PasswordCheck;


constexpr std::int64_t PROBE_MICROS = 10*1000000LL;


PasswordCheck::Options loginOptions(const ServerSettings& settings, const AuthPlug::Password::StandardHasher& hasher)
{
	PasswordCheck::Options options;
	options.limit = settings.limit("login.limit");
	options.purpose = "login";
	options.outdated = [&hasher](std::string_view stored) { return hasher.needsUpgrade(stored); };
	return options;
}


std::string bucketKey(const ServerSettings& settings)
	/// A second key from the one that all processes share.
{
	Poco::Crypto::DigestEngine engine("SHA256");
	engine.update("buckets of unknown login names\n");
	const std::string_view key = settings.text("token.key_file");
	engine.update(key.data(), key.size());
	const Poco::DigestEngine::Digest digest = engine.digest();
	return std::string(digest.begin(), digest.end());
}


} // namespace


AuthServer::AuthServer(const ServerSettings& settings):
	_settings(settings),
	_host(settings),
	_codec(AuthPlug::Api::SecretView(settings.text("token.key_file")), std::string(settings.text("token.issuer")),
		std::string(settings.text("token.audience")), _host.clock()),
	_issuer(_codec, _host.clock(), _host.random()),
	_accounts(_host.database()),
	_sessionStore(_host.database()),
	_factors(_host.database()),
	_hasher(settings.argon2(), _host.random()),
	_passwords(_host.database(), _host.slots(), _hasher, _host.log(), loginOptions(settings, _hasher)),
	_unknownNames(_host.database(), settings.limit("login.limit"), "login"),
	_totpLimit(_host.database(), settings.limit("second_factor.limit"), "totp"),
	_codeLimit(_host.database(), settings.limit("second_factor.limit"), "recovery"),
	_authenticator(_codec, _sessionStore, static_cast<std::uint64_t>(settings.integer("token.refresh_grace"))),
	_mail(std::string(settings.text("mail.spool_directory")), std::string(settings.text("mail.domain"))),
	_loginBudget(settings.limit("login.limit").cap),
	_sessions(_authenticator, _sessionStore),
	_sudoTokens(_authenticator, _accounts),
	_notices(_accounts, _sessionStore, _mail, _host.clock()),
	_relay(_host.database(), _notices, _host.clock(), _host.log(), AuthPlug::Host::OutboxRelay::Options()),
	_events(_relay),
	_login(_accounts, _sessionStore, _passwords, _unknownNames, bucketKey(settings), _issuer, _host.log()),
	_sessionOperations(_authenticator, _sessionStore, _issuer, _host.log()),
	_totp(_authenticator, _factors, _totpLimit, std::string(settings.text("totp.issuer")), _host.clock(), _host.random(), _host.log()),
	_presence(_authenticator, _factors, _sessionStore, _host.database(), _totpLimit, _codeLimit, _issuer, _host.clock(), _host.log()),
	_routes(_host.routes(), _host.log())
{
	_host.offer<AuthPlug::Api::SessionService>(_sessions);
	_host.offer<AuthPlug::Api::SudoTokenService>(_sudoTokens);
	_host.offer<AuthPlug::Api::ChangeParticipant>(_participant);
	_host.offer<AuthPlug::Api::PasswordEvents>(_events);
	_host.offer<AuthPlug::Api::GuessBudget>(_loginBudget);
	addRoutes();
}


void AuthServer::start()
{
	_mail.prepare();
	probeDatabase();
	_relay.start();
	_host.start();
}


void AuthServer::reloadPlugins() noexcept
{
	_host.plugins().requestReload();
}


std::uint16_t AuthServer::port() noexcept
{
	return _host.http()->port();
}


bool AuthServer::stop()
{
	const bool complete = _host.stop(static_cast<std::uint32_t>(_settings.integer("stop.drain")));
	_relay.stop();
	return complete;
}


void AuthServer::probeDatabase()
{
	using AuthPlug::Host::DatabaseProbe;

	DatabaseProbe probe(_host.database(), DatabaseProbe::Options::from(_settings));
	const DatabaseProbe::Report report = probe.run(_host.clock().monotonic() + PROBE_MICROS);
	report.writeTo(_host.log());
	if (!report.reached) throw Poco::IOException("the database is not available; see the log");
	if (!report.acceptable()) throw Poco::DataException("the database is not as the server needs it; see the log");
}


void AuthServer::addRoutes()
{
	_routes.post("/auth/login", [this](const Call& call) { return _login.run(call); });
	_routes.get("/auth/refreshtoken", [this](const Call& call) { return _sessionOperations.refreshToken(call); });
	_routes.get("/auth/refreshtoken/validate", [this](const Call& call) { return _sessionOperations.whoHasRefreshToken(call); });
	_routes.get("/auth/accesstoken", [this](const Call& call) { return _sessionOperations.accessToken(call); });
	_routes.get("/auth/accesstoken/validate", [this](const Call& call) { return _sessionOperations.whoHasAccessToken(call); });
	_routes.postEmpty("/auth/logout", [this](const Call& call) { return _sessionOperations.logout(call); });

	_routes.get("/user/2fa", [this](const Call& call) { return _totp.methods(call); });
	_routes.postEmpty("/user/2fa/totp/setup", [this](const Call& call) { return _totp.setup(call); });
	_routes.post("/user/2fa/totp/enable", [this](const Call& call) { return _totp.enable(call); });
	_routes.remove("/user/2fa/totp", [this](const Call& call) { return _totp.deactivate(call); });
	_routes.post("/user/2fa/totp/authenticate", [this](const Call& call) { return _presence.byTotp(call); });
	_routes.get("/user/2fa/totp/next-guess", [this](const Call& call) { return _presence.nextTotpGuess(call); });
	_routes.post("/user/2fa/recovery-code/authenticate", [this](const Call& call) { return _presence.byRecoveryCode(call); });

	_routes.get("/health", [this](const Call& call) { return health(call); });
}


Reply AuthServer::health(const Call&)
{
	for (const AuthPlug::Host::PluginStatus& plugin : _host.plugins().status())
	{
		if (plugin.required && plugin.generation == 0) throw Refusal(Problem::tryAgainLater);
	}
	return Reply::json("{\"status\":\"ok\"}");
}


} // namespace AuthServer
