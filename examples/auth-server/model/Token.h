//
// Token.h
//
// Example: auth-server
// Package: model
//
// What a bearer token of this server says.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Token_INCLUDED
#define AuthServer_Token_INCLUDED


#include "AuthPlug/Api/Time.h"
#include <cstdint>
#include <string>
#include <string_view>


namespace AuthServer {


enum class TokenKind
	/// What a token is good for. It is part of what is signed, so that one kind
	/// never passes for another.
{
	refresh,  /// keeps a session alive
	access,   /// proof of identity
	sudo,     /// proof of presence: a second factor was just shown
	partial   /// the password was right, the second factor is still missing
};


constexpr std::int64_t lifetimeSeconds(TokenKind kind) noexcept
{
	return kind == TokenKind::refresh ? 14*24*3600 : 300;
}


struct Token
	/// The claims that this server makes. What they are worth is decided by
	/// the session's row.
{
	TokenKind kind = TokenKind::access;
	std::uint64_t accountId = 0;
	std::string sessionId;   /// 16 bytes
	std::string tokenId;     /// 16 bytes, different for every token
	std::int64_t issuedAt = 0;  /// seconds since 1970, UTC
	std::int64_t expires = 0;   /// the first second in which it is no longer valid
};


} // namespace AuthServer


#endif // AuthServer_Token_INCLUDED
