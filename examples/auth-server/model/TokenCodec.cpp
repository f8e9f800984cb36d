//
// TokenCodec.cpp
//
// Example: auth-server
// Package: model
//
// SPDX-License-Identifier: BSL-1.0
//


#include "model/TokenCodec.h"
#include "model/Hex.h"
#include "model/SameBytes.h"
#include <Poco/Exception.h>
#include <Poco/JWT/Token.h>
#include <algorithm>
#include <iterator>


namespace AuthServer {


namespace {


struct KindName
{
	TokenKind kind;
	const char* name;
};


const KindName KINDS[] = {
	{TokenKind::refresh, "refresh"},
	{TokenKind::access, "access"},
	{TokenKind::sudo, "sudo"},
	{TokenKind::partial, "partial"}
};


const char* const CLAIM_SESSION = "sid";
const char* const CLAIM_KIND = "kind";


constexpr std::size_t MAX_TEXT = 2048;


std::string nameOf(TokenKind kind)
{
	return std::find_if(std::begin(KINDS), std::end(KINDS), [&](const KindName& row) { return row.kind == kind; })->name;
}


std::optional<TokenKind> kindNamed(const std::string& name)
{
	for (const KindName& row : KINDS)
	{
		if (name == row.name) return row.kind;
	}
	return std::nullopt;
}


bool readText(const Poco::JSON::Object& payload, const std::string& claim, std::string& text)
	/// Takes a claim that is a string: getValue<> would make one of a number.
{
	const Poco::Dynamic::Var value = payload.get(claim);
	if (!value.isString()) return false;
	text = value.extract<std::string>();
	return true;
}


bool readSeconds(const Poco::JSON::Object& payload, const std::string& claim, std::int64_t& seconds)
{
	const Poco::Dynamic::Var value = payload.get(claim);
	if (!value.isInteger()) return false;
	seconds = value.convert<Poco::Int64>();
	return true;
}


bool readId(const Poco::JSON::Object& payload, const std::string& claim, std::string& id)
{
	std::string text;
	if (!readText(payload, claim, text)) return false;
	const std::optional<std::string> bytes = fromHex(text);
	if (!bytes || bytes->size() != 16) return false;
	id = *bytes;
	return true;
}


bool readAccount(const Poco::JSON::Object& payload, std::uint64_t& accountId)
{
	std::string text;
	if (!readText(payload, Poco::JWT::Token::CLAIM_SUBJECT, text)) return false;
	if (text.empty() || text.size() > 19 || text[0] == '0') return false;
	if (text.find_first_not_of("0123456789") != std::string::npos) return false;
	accountId = std::stoull(text);
	return true;
}


} // namespace


TokenCodec::TokenCodec(AuthPlug::Api::SecretView key, const std::string& issuer, const std::string& audience, AuthPlug::Api::Clock& clock):
	_issuer(issuer), _audience(audience), _clock(clock), _signer(std::string(key.expose()))
{
	if (key.expose().size() < MIN_KEY_BYTES) throw Poco::InvalidArgumentException("the token key has fewer than 32 bytes");
	if (issuer.empty() || audience.empty()) throw Poco::InvalidArgumentException("the tokens need an issuer and an audience");
}


std::string TokenCodec::write(const Token& token) const
{
	Poco::JWT::Token jwt;
	jwt.setType("JWT");
	jwt.payload().set(CLAIM_KIND, nameOf(token.kind));
	jwt.setIssuer(_issuer);
	jwt.setAudience(_audience);
	jwt.setSubject(std::to_string(token.accountId));
	jwt.setId(toHex(token.tokenId));
	jwt.payload().set(CLAIM_SESSION, toHex(token.sessionId));
	// Whole seconds, as integers: setIssuedAt() writes a floating-point number.
	jwt.payload().set(Poco::JWT::Token::CLAIM_ISSUED_AT, static_cast<Poco::Int64>(token.issuedAt));
	jwt.payload().set(Poco::JWT::Token::CLAIM_EXPIRATION, static_cast<Poco::Int64>(token.expires));
	return _signer.sign(jwt, Poco::JWT::Signer::ALGO_HS256);
}


std::optional<Token> TokenCodec::read(AuthPlug::Api::SecretView text) const
{
	const std::string_view presented = text.expose();
	if (presented.empty() || presented.size() > MAX_TEXT) return std::nullopt;

	Token token;
	try
	{
		const Poco::JWT::Token jwt{std::string(presented)};
		const Poco::JSON::Object& payload = jwt.payload();
		std::string kind;
		std::string issuer;
		std::string audience;
		if (!readText(payload, CLAIM_KIND, kind)
			|| !readText(payload, Poco::JWT::Token::CLAIM_ISSUER, issuer) || issuer != _issuer
			|| !readText(payload, Poco::JWT::Token::CLAIM_AUDIENCE, audience) || audience != _audience
			|| !readAccount(payload, token.accountId)
			|| !readId(payload, Poco::JWT::Token::CLAIM_JWT_ID, token.tokenId)
			|| !readId(payload, CLAIM_SESSION, token.sessionId)
			|| !readSeconds(payload, Poco::JWT::Token::CLAIM_ISSUED_AT, token.issuedAt)
			|| !readSeconds(payload, Poco::JWT::Token::CLAIM_EXPIRATION, token.expires)) return std::nullopt;

		const std::optional<TokenKind> known = kindNamed(kind);
		if (!known) return std::nullopt;
		token.kind = *known;

		// The token is genuine if it is, byte for byte, what this server writes
		// for these claims. That settles algorithm, signature, duplicate members
		// and every other spelling at once, and in constant time; Signer::verify()
		// compares digests with an early exit and ignores a fourth part.
		if (!sameBytes(write(token), presented)) return std::nullopt;
	}
	catch (const std::exception&)
	{
		return std::nullopt;  // malformed; not logged: POCO's message holds the token
	}

	if (_clock.utc().micros/1000000 >= token.expires) return std::nullopt;
	return token;
}


} // namespace AuthServer
