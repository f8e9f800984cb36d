//
// CheckToken.h
//
// Example: auth-server
// Package: adapters
//
// From this server's session to what plugins see.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_CheckToken_INCLUDED
#define AuthServer_CheckToken_INCLUDED


#include "AuthPlug/Api/Principal.h"
#include "AuthPlug/Api/SecretView.h"
#include "AuthPlug/Api/TokenCheck.h"
#include "api/Authenticator.h"


namespace AuthServer {


AuthPlug::Api::TokenCheck checkToken(Authenticator& authenticator, TokenKind kind, AuthPlug::Api::SecretView bearer,
	AuthPlug::Api::Deadline deadline, AuthPlug::Api::Principal& principal) noexcept;
	/// Checks a token and describes its caller, if it is genuine and of this
	/// kind. Leaves the principal alone otherwise, and if something does not
	/// fit into it: nothing is ever truncated.


} // namespace AuthServer


#endif // AuthServer_CheckToken_INCLUDED
