//
// PresenceOperations.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/PresenceOperations.h"
#include "api/GuessedCode.h"
#include "api/Json.h"
#include "api/JsonBody.h"
#include "api/Problem.h"
#include "AuthPlug/Password/LimitMath.h"
#include "AuthPlug/Password/Statements.h"
#include "model/RecoveryCodes.h"
#include "model/Totp.h"


namespace AuthServer {


namespace {


std::string_view partialSessionOf(const Caller& caller)
	/// The session that a right code completes; empty if it is complete.
{
	return caller.session.partial ? std::string_view(caller.session.id) : std::string_view();
}


} // namespace


PresenceOperations::PresenceOperations(Authenticator& authenticator, FactorStore& factors, SessionStore& sessions,
	AuthPlug::Api::DatabaseService& database, AuthPlug::Password::GuessLimit& totpLimit,
	AuthPlug::Password::GuessLimit& codeLimit, const TokenIssuer& issuer, AuthPlug::Api::Clock& clock, AuthPlug::Api::Log& log):
	_authenticator(authenticator), _factors(factors), _sessions(sessions), _database(database),
	_totpLimit(totpLimit), _codeLimit(codeLimit), _issuer(issuer), _clock(clock), _log(log)
{
}


Reply PresenceOperations::byTotp(const Call& call)
{
	const Caller caller = _authenticator.require(call, {TokenKind::access, TokenKind::partial});
	const Account& account = caller.session.account;
	const JsonBody body(call.context.body(), {{"totp", 6, 6}});

	const Factors factors = factorsOf(call, caller);
	if (factors.totpSecret.empty()) throw Refusal(Problem::totpUninitialized);
	if (factors.totpSecret.size() != Totp::SECRET_BYTES) throw Refusal(Problem::totpCorrupt);

	GuessedCode guess(_totpLimit, account.userId(), call, Problem::tooManyTotpChecks);
	const auto now = static_cast<std::uint64_t>(_clock.utc().micros)/1000000;
	const auto step = Totp::matchingStep(factors.totpSecret, body["totp"].expose(), now);
	const Stored stored = step
		? _factors.acceptStep(account.id, factors.totpSecret, *step, partialSessionOf(caller), call.deadline())
		: Stored::refused;
	require(call, caller, stored, Problem::totpInvalid);
	guess.wasRight();
	return present(call, caller, "totp");
}


Reply PresenceOperations::byRecoveryCode(const Call& call)
{
	const Caller caller = _authenticator.require(call, {TokenKind::access, TokenKind::partial});
	const Account& account = caller.session.account;
	const JsonBody body(call.context.body(), {{"recoveryCode", RecoveryCodes::LENGTH, RecoveryCodes::LENGTH}});
	if (factorsOf(call, caller).codesMadeMicros == 0) throw Refusal(Problem::recoveryCodesUninitialized);

	GuessedCode guess(_codeLimit, account.userId(), call, Problem::tooManyRecoveryCodeChecks);
	const std::string digest = RecoveryCodes::digestOf(account.id, body["recoveryCode"].expose());
	require(call, caller, _factors.acceptCode(account.id, digest, partialSessionOf(caller), call.deadline()), Problem::recoveryCodeInvalid);
	guess.wasRight();
	return present(call, caller, "recovery_code");
}


Reply PresenceOperations::nextTotpGuess(const Call& call)
{
	using AuthPlug::Password::LimitMath;
	using AuthPlug::Password::LimitState;

	const Caller caller = _authenticator.require(call, {TokenKind::access, TokenKind::partial});
	if (factorsOf(call, caller).totpSecret.empty()) throw Refusal(Problem::totpUninitialized);

	LimitState state;
	std::uint64_t now = 0;
	const std::string user = caller.session.account.userId();
	const WorkOutcome outcome = runWork(_database, WorkMode::single, call.deadline(), [&](Transaction& transaction)
	{
		const bool done = read(transaction, AuthPlug::Password::Statements::readCounters(), {value(user), value(_totpLimit.purpose())},
			[&](const Value* columns)
			{
				state = LimitState{columns[0].number, columns[1].number, columns[2].number, columns[3].number};
				now = columns[4].number;
			});
		return done ? WorkVerdict::commit : WorkVerdict::rollback;
	});
	if (outcome != WorkOutcome::committed) throw Refusal(Problem::tryAgainLater);
	return Reply::json("{\"duration\":" + std::to_string(LimitMath::retryAfterSeconds(state, now, _totpLimit.options())) + "}");
}


Factors PresenceOperations::factorsOf(const Call& call, const Caller& caller)
{
	Factors factors;
	if (!_factors.find(caller.session.account.id, call.deadline(), factors)) throw Refusal(Problem::tryAgainLater);
	return factors;
}


Reply PresenceOperations::present(const Call& call, const Caller& caller, const char* method)
{
	const std::uint64_t accountId = caller.session.account.id;
	const std::string& sessionId = caller.session.id;
	report(call, caller, method, "ok");

	const std::string sudo = jsonText(_issuer.issue(TokenKind::sudo, accountId, sessionId));
	if (!caller.session.partial) return Reply::json("{\"sudoToken\":" + sudo + "}");

	std::optional<Session> session;
	if (!_sessions.find(sessionId, call.deadline(), session)) throw Refusal(Problem::tryAgainLater);
	if (!session) throw Refusal(Problem::invalidToken);
	const std::string access = jsonText(_issuer.issue(TokenKind::access, accountId, sessionId));
	const std::string refresh = jsonText(_issuer.refresh(accountId, sessionId, session->refreshId, session->rotatedMicros));
	return Reply::json("{\"accessToken\":" + access + ",\"refreshToken\":" + refresh + ",\"sudoToken\":" + sudo + "}");
}


void PresenceOperations::require(const Call& call, const Caller& caller, Stored stored, Problem problem)
{
	if (stored == Stored::done) return;
	if (stored == Stored::unavailable) throw Refusal(Problem::tryAgainLater);
	report(call, caller, problem == Problem::totpInvalid ? "totp" : "recovery_code", "wrong");
	throw Refusal(problem);
}


void PresenceOperations::report(const Call& call, const Caller& caller, const char* method, const char* outcome)
{
	const std::string user = caller.session.account.userId();
	const AuthPlug::Api::LogField fields[] = {
		{"outcome", outcome},
		{"method", method},
		{"user_id", user},
		{"client", call.context.clientAddress()},
		{"request_id", call.context.requestId()}
	};
	_log.write(AuthPlug::Api::LogLevel::info, "second_factor", fields, 5);
}


} // namespace AuthServer
