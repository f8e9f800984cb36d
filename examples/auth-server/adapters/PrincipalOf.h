//
// PrincipalOf.h
//
// Example: auth-server
// Package: adapters
//
// From this server's session to what plugins see.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_PrincipalOf_INCLUDED
#define AuthServer_PrincipalOf_INCLUDED


#include "AuthPlug/Api/Principal.h"
#include "api/Authenticator.h"


namespace AuthServer {


bool fillPrincipal(const Caller& caller, AuthPlug::Api::Principal& principal);
	/// Describes the caller. Returns false, and leaves the principal alone, if
	/// something does not fit: nothing is ever truncated.


} // namespace AuthServer


#endif // AuthServer_PrincipalOf_INCLUDED
