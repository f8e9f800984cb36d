//
// SessionOperations.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/SessionOperations.h"
#include "api/Problem.h"


namespace AuthServer {


namespace {


Reply userIdOf(const Caller& caller)
{
	return Reply::json("{\"userId\":" + std::to_string(caller.session.account.id) + "}");
}


} // namespace


SessionOperations::SessionOperations(Authenticator& authenticator, SessionStore& sessions, const TokenIssuer& issuer, AuthPlug::Api::Log& log):
	_authenticator(authenticator), _sessions(sessions), _issuer(issuer), _log(log)
{
}


Reply SessionOperations::refreshToken(const Call& call)
{
	const Caller caller = _authenticator.require(call, {TokenKind::refresh});
	const std::string& id = caller.session.id;

	// Refused if the caller's token is the one before the newest: it then gets
	// the newest once more.
	if (_sessions.rotate(id, caller.token.tokenId, _issuer.newId(), call.deadline()) == Stored::unavailable)
	{
		throw Refusal(Problem::tryAgainLater);
	}
	std::optional<Session> session;
	if (!_sessions.find(id, call.deadline(), session)) throw Refusal(Problem::tryAgainLater);
	if (!session) throw Refusal(Problem::invalidToken);
	return Reply::text(_issuer.refresh(session->account.id, id, session->refreshId, session->rotatedMicros));
}


Reply SessionOperations::accessToken(const Call& call)
{
	const Caller caller = _authenticator.require(call, {TokenKind::refresh});
	switch (_sessions.touch(caller.session.id, call.deadline()))
	{
	case Stored::done:
		return Reply::text(_issuer.issue(TokenKind::access, caller.session.account.id, caller.session.id));
	case Stored::refused:
		throw Refusal(Problem::invalidToken);
	case Stored::unavailable:
		break;
	}
	throw Refusal(Problem::tryAgainLater);
}


Reply SessionOperations::logout(const Call& call)
{
	const Caller caller = _authenticator.require(call, {TokenKind::refresh});
	switch (_sessions.end(caller.session.id, call.deadline()))
	{
	case Stored::done:
	{
		const std::string user = caller.session.account.userId();
		const AuthPlug::Api::LogField fields[] = {{"user_id", user}, {"request_id", call.context.requestId()}};
		_log.write(AuthPlug::Api::LogLevel::info, "logout", fields, 2);
		return Reply::empty();
	}
	case Stored::refused:
		throw Refusal(Problem::invalidToken);
	case Stored::unavailable:
		break;
	}
	throw Refusal(Problem::tryAgainLater);
}


Reply SessionOperations::whoHasRefreshToken(const Call& call)
{
	return userIdOf(_authenticator.require(call, {TokenKind::refresh}));
}


Reply SessionOperations::whoHasAccessToken(const Call& call)
{
	return userIdOf(_authenticator.require(call, {TokenKind::access}));
}


} // namespace AuthServer
