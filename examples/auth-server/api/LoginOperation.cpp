//
// LoginOperation.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/LoginOperation.h"
#include "model/Hex.h"
#include "api/JsonBody.h"
#include "api/Problem.h"
#include <Poco/Crypto/DigestEngine.h>


namespace AuthServer {


namespace {


using AuthPlug::Api::SecretView;
using AuthPlug::Password::Charge;
using AuthPlug::Password::PasswordCheck;


} // namespace


LoginOperation::LoginOperation(AccountStore& accounts, SessionStore& sessions, PasswordCheck& passwords,
	AuthPlug::Password::GuessLimit& unknownNames, const std::string& bucketKey,
	const TokenIssuer& issuer, AuthPlug::Api::Log& log):
	_accounts(accounts), _sessions(sessions), _passwords(passwords), _unknownNames(unknownNames),
	_bucketKey(bucketKey), _issuer(issuer), _log(log)
{
}


Reply LoginOperation::run(const Call& call)
{
	const JsonBody body(call.context.body(), {{"username", 0, 256}, {"password", 0, 256}});
	const std::string_view login = body["username"].expose();
	const SecretView password = body["password"];

	// Twice, since a password change in between makes the first try void: the
	// second then finds out whether this is the new password.
	for (int i = 0; i < 2; ++i)
	{
		// The epoch is read before the password is checked. A session that was
		// earned with the old password can so never carry the new epoch.
		std::optional<Account> account;
		if (!_accounts.findByLogin(login, call.deadline(), account)) throw Refusal(Problem::tryAgainLater);
		if (!account || !account->enabled) refuseUnknown(call, login, password);

		Reply reply;
		if (signIn(call, *account, password, reply)) return reply;
	}
	throw Refusal(Problem::tryAgainLater);
}


bool LoginOperation::signIn(const Call& call, const Account& account, SecretView password, Reply& reply)
{
	const std::string user = account.userId();
	require(call, user, _passwords.check(user, password, call.deadline()));

	const std::string sessionId = _issuer.newId();
	switch (_sessions.create(sessionId, account, _issuer.newId(), call.deadline()))
	{
	case Stored::done:
		break;
	case Stored::refused:
		return false;
	case Stored::unavailable:
		throw Refusal(Problem::tryAgainLater);
	}
	std::optional<Session> session;
	if (!_sessions.find(sessionId, call.deadline(), session)) throw Refusal(Problem::tryAgainLater);
	if (!session) return false;

	report(call, user, session->partial ? "second_factor_wanted" : "ok");
	reply = Reply::text(session->partial
		? _issuer.issue(TokenKind::partial, account.id, sessionId)
		: _issuer.refresh(account.id, sessionId, session->refreshId, session->rotatedMicros));
	reply.headers.emplace_back("X-Auth-Token-Kind", session->partial ? "partial" : "refresh");
	return true;
}


void LoginOperation::refuseUnknown(const Call& call, std::string_view login, SecretView password)
{
	// A name that nobody has gets a counter too, else the missing 429 would
	// tell. The counters are a fixed number, so that invented names can't fill
	// the table; which names share one depends on a secret.
	const std::string bucket = bucketOf(login);
	const Charge charge = _unknownNames.charge(bucket, call.deadline());
	PasswordCheck::Result result;
	result.retryAfterSeconds = charge.retryAfterSeconds;
	if (charge.verdict == Charge::Verdict::locked) result.verdict = PasswordCheck::Verdict::locked;
	if (charge.verdict == Charge::Verdict::granted) result = _passwords.checkUnknown(bucket, password, call.deadline());

	require(call, "", result);
	throw Refusal(Problem::passwordIncorrect);
}


void LoginOperation::require(const Call& call, const std::string& user, const PasswordCheck::Result& result)
{
	switch (result.verdict)
	{
	case PasswordCheck::Verdict::ok:
		return;
	case PasswordCheck::Verdict::wrong:
		report(call, user, "bad_password");
		throw Refusal(Problem::passwordIncorrect);
	case PasswordCheck::Verdict::locked:
		report(call, user, "locked");
		throw Refusal(Problem::tooManyPasswordChecks, result.retryAfterSeconds);
	case PasswordCheck::Verdict::noPasswordInfo:
		report(call, user, "no_info");
		throw Refusal(Problem::noPasswordInfo);
	case PasswordCheck::Verdict::busy:
		break;
	}
	report(call, user, "shed");
	throw Refusal(Problem::tryAgainLater, result.retryAfterSeconds);
}


void LoginOperation::report(const Call& call, const std::string& user, const char* outcome)
	/// Never the name that was typed: people type passwords there.
{
	const AuthPlug::Api::LogField fields[] = {
		{"outcome", outcome},
		{"user_id", user},
		{"client", call.context.clientAddress()},
		{"request_id", call.context.requestId()}
	};
	_log.write(AuthPlug::Api::LogLevel::info, "login", fields, 4);
}


std::string LoginOperation::bucketOf(std::string_view login) const
{
	Poco::Crypto::DigestEngine engine("SHA256");
	engine.update("unknown login name\n" + _bucketKey + "\n");
	engine.update(login.data(), login.size());
	const Poco::DigestEngine::Digest digest = engine.digest();
	const char number[] = {static_cast<char>(digest[0]), static_cast<char>(digest[1])};
	return "unknown-" + toHex(std::string_view(number, sizeof(number)));
}


} // namespace AuthServer
