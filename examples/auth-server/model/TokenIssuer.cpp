//
// TokenIssuer.cpp
//
// Example: auth-server
// Package: model
//
// SPDX-License-Identifier: BSL-1.0
//


#include "model/TokenIssuer.h"
#include <Poco/Exception.h>


namespace AuthServer {


TokenIssuer::TokenIssuer(const TokenCodec& codec, AuthPlug::Api::Clock& clock, AuthPlug::Api::Random& random):
	_codec(codec), _clock(clock), _random(random)
{
}


std::string TokenIssuer::newId() const
{
	char bytes[16];
	if (!_random.fill(bytes, sizeof(bytes))) throw Poco::RuntimeException("the random generator has failed");
	return std::string(bytes, sizeof(bytes));
}


std::string TokenIssuer::issue(TokenKind kind, std::uint64_t accountId, const std::string& sessionId) const
{
	const std::int64_t now = _clock.utc().micros/1000000;
	return _codec.write(Token{kind, accountId, sessionId, newId(), now, now + lifetimeSeconds(kind)});
}


std::string TokenIssuer::refresh(std::uint64_t accountId, const std::string& sessionId, const std::string& refreshId, std::uint64_t rotatedMicros) const
{
	const auto made = static_cast<std::int64_t>(rotatedMicros/1000000);
	return _codec.write(Token{TokenKind::refresh, accountId, sessionId, refreshId, made, made + lifetimeSeconds(TokenKind::refresh)});
}


} // namespace AuthServer
