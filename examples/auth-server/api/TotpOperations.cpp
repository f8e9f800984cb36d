//
// TotpOperations.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/TotpOperations.h"
#include "api/GuessedCode.h"
#include "api/Json.h"
#include "api/JsonBody.h"
#include "api/Problem.h"
#include "model/RecoveryCodes.h"
#include "model/Totp.h"
#include <Poco/Exception.h>


namespace AuthServer {


namespace {


std::string completedAt(std::uint64_t micros)
	/// The state of one method: when it was completed, or null.
{
	return micros == 0 ? "null" : "{\"completedAt\":" + jsonText(isoTime(micros)) + "}";
}


void requireEmptyOrObject(const Call& call)
	/// An operation without members takes `{}`, and no body as well.
{
	if (!call.context.body().empty()) JsonBody(call.context.body(), {});
}


} // namespace


TotpOperations::TotpOperations(Authenticator& authenticator, FactorStore& factors, AuthPlug::Password::GuessLimit& limit,
	const std::string& issuer, AuthPlug::Api::Clock& clock, AuthPlug::Api::Random& random, AuthPlug::Api::Log& log):
	_authenticator(authenticator), _factors(factors), _limit(limit), _issuer(issuer), _clock(clock), _random(random), _log(log)
{
}


Reply TotpOperations::methods(const Call& call)
{
	const Caller caller = _authenticator.require(call, {TokenKind::access, TokenKind::partial});
	const Account& account = caller.session.account;
	Factors factors;
	if (!_factors.find(account.id, call.deadline(), factors)) throw Refusal(Problem::tryAgainLater);
	return Reply::json(std::string("{\"enabled\":") + (account.has2fa ? "true" : "false")
		+ ",\"emailOtp\":null"
		+ ",\"totp\":" + completedAt(factors.totpCompletedMicros)
		+ ",\"recoveryCodes\":" + completedAt(factors.codesMadeMicros) + "}");
}


Reply TotpOperations::setup(const Call& call)
{
	const Caller caller = _authenticator.require(call, {TokenKind::access, TokenKind::sudo});
	const Account& account = caller.session.account;
	if (caller.token.kind == TokenKind::access && account.has2fa) throw Refusal(Problem::sudoTokenRequired);
	requireEmptyOrObject(call);

	char bytes[Totp::SECRET_BYTES];
	if (!_random.fill(bytes, sizeof(bytes))) throw Poco::RuntimeException("the random generator has failed");
	const std::string secret(bytes, sizeof(bytes));
	if (_factors.setPending(account.id, secret, call.deadline()) != Stored::done) throw Refusal(Problem::tryAgainLater);

	report(call, caller, "set_up");
	return Reply::json("{\"url\":" + jsonText(Totp::url(_issuer, account.login, secret)) + "}");
}


Reply TotpOperations::enable(const Call& call)
{
	const Caller caller = _authenticator.require(call, {TokenKind::access});
	const Account& account = caller.session.account;
	const JsonBody body(call.context.body(), {{"totp", 6, 6}});

	Factors factors;
	if (!_factors.find(account.id, call.deadline(), factors)) throw Refusal(Problem::tryAgainLater);
	if (factors.totpPending.empty()) throw Refusal(Problem::totpUninitialized);
	if (factors.totpPending.size() != Totp::SECRET_BYTES) throw Refusal(Problem::totpCorrupt);

	GuessedCode guess(_limit, account.userId(), call, Problem::tooManyTotpChecks);
	const auto step = Totp::matchingStep(factors.totpPending, body["totp"].expose(), static_cast<std::uint64_t>(_clock.utc().micros)/1000000);
	if (!step) throw Refusal(Problem::totpInvalid);

	const auto codes = RecoveryCodes::make(_random);
	if (!codes) throw Poco::RuntimeException("the random generator has failed");
	std::vector<std::string> digests;
	for (const std::string& code : *codes) digests.push_back(RecoveryCodes::digestOf(account.id, code));
	switch (_factors.activate(account.id, factors.totpPending, *step, digests, call.deadline()))
	{
	case Stored::done:
		break;
	case Stored::refused:
		throw Refusal(Problem::totpUninitialized);
	case Stored::unavailable:
		throw Refusal(Problem::tryAgainLater);
	}
	guess.wasRight();
	report(call, caller, "enabled");
	return Reply::json("{\"recoveryCodes\":" + jsonTexts(*codes) + "}");
}


Reply TotpOperations::deactivate(const Call& call)
{
	const Caller caller = _authenticator.require(call, {TokenKind::sudo, TokenKind::access});
	if (caller.token.kind != TokenKind::sudo) throw Refusal(Problem::sudoTokenRequired);
	requireEmptyOrObject(call);

	switch (_factors.deactivateTotp(caller.session.account.id, call.deadline()))
	{
	case Stored::done:
		break;
	case Stored::refused:
		throw Refusal(Problem::totpAlreadyInactive);
	case Stored::unavailable:
		throw Refusal(Problem::tryAgainLater);
	}
	report(call, caller, "deactivated");
	return Reply::json("null");
}


void TotpOperations::report(const Call& call, const Caller& caller, const char* outcome)
{
	const std::string user = caller.session.account.userId();
	const AuthPlug::Api::LogField fields[] = {
		{"outcome", outcome},
		{"user_id", user},
		{"client", call.context.clientAddress()},
		{"request_id", call.context.requestId()}
	};
	_log.write(AuthPlug::Api::LogLevel::info, "totp", fields, 4);
}


} // namespace AuthServer
