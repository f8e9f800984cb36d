//
// Authenticator.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/Authenticator.h"
#include "api/Problem.h"
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/String.h>
#include <algorithm>


namespace AuthServer {


namespace {


constexpr std::string_view SCHEME = "bearer ";


std::string bearerOf(const Poco::Net::HTTPServerRequest& request)
	/// Returns the token in the Authorization header, or nothing. The scheme's
	/// case does not matter (RFC 9110, section 11.1).
{
	const std::string header = request.get("Authorization", "");
	if (header.size() < SCHEME.size() || Poco::toLower(header.substr(0, SCHEME.size())) != SCHEME) return "";
	const std::string::size_type start = header.find_first_not_of(' ', SCHEME.size());
	return start == std::string::npos ? "" : header.substr(start);
}


} // namespace


Authenticator::Authenticator(const TokenCodec& codec, SessionStore& sessions, std::uint64_t refreshGraceSeconds):
	_codec(codec), _sessions(sessions), _refreshGraceSeconds(refreshGraceSeconds)
{
}


Caller Authenticator::require(const Call& call, std::initializer_list<TokenKind> kinds)
{
	const std::string bearer = bearerOf(call.request);
	if (bearer.empty()) throw Refusal(Problem::noToken);

	Caller caller;
	switch (check(AuthPlug::Api::SecretView(bearer), call.deadline(), caller))
	{
	case Check::valid:
		break;
	case Check::unavailable:
		throw Refusal(Problem::tryAgainLater);
	case Check::invalid:
		throw Refusal(Problem::invalidToken);
	}
	if (std::find(kinds.begin(), kinds.end(), caller.token.kind) == kinds.end()) throw Refusal(Problem::invalidToken);
	return caller;
}


Authenticator::Check Authenticator::check(AuthPlug::Api::SecretView bearer, AuthPlug::Api::Deadline deadline, Caller& caller)
{
	const std::optional<Token> token = _codec.read(bearer);
	if (!token) return Check::invalid;

	std::optional<Session> session;
	if (!_sessions.find(token->sessionId, deadline, session)) return Check::unavailable;
	if (!session || session->account.id != token->accountId) return Check::invalid;
	if (session->partial != (token->kind == TokenKind::partial)) return Check::invalid;

	if (token->kind == TokenKind::refresh && !refreshTokenHolds(*token, *session))
	{
		// An old refresh token that turns up again was copied by somebody, and
		// nobody can tell who is who: the session ends (RFC 9700, section 4.14).
		_sessions.end(session->id, deadline);
		return Check::invalid;
	}
	caller = Caller{*token, *session};
	return Check::valid;
}


bool Authenticator::refreshTokenHolds(const Token& token, const Session& session) const
{
	if (token.tokenId == session.refreshId) return true;
	const std::uint64_t graceEnd = session.rotatedMicros + _refreshGraceSeconds*1000000;
	return token.tokenId == session.previousRefreshId && session.nowMicros < graceEnd;
}


} // namespace AuthServer
