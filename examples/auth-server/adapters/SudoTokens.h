//
// SudoTokens.h
//
// Example: auth-server
// Package: adapters
//
// This server's proof of presence for plugins.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_SudoTokens_INCLUDED
#define AuthServer_SudoTokens_INCLUDED


#include "AuthPlug/Api/SudoTokenService.h"
#include "api/Authenticator.h"
#include "store/AccountStore.h"


namespace AuthServer {


class SudoTokens: public AuthPlug::Api::SudoTokenService
	/// What an existing server does here: check whatever it hands out after a
	/// second factor was shown, and say from its database, not from a token,
	/// whether the user has a second factor at this moment.
{
public:
	SudoTokens(Authenticator& authenticator, AccountStore& accounts);

	AuthPlug::Api::TokenCheck verify(AuthPlug::Api::SecretView bearer, AuthPlug::Api::Deadline deadline,
		AuthPlug::Api::Principal& principal) noexcept override;

	AuthPlug::Api::StepUp stepUp(std::string_view userId, AuthPlug::Api::Deadline deadline) noexcept override;

private:
	Authenticator& _authenticator;
	AccountStore& _accounts;
};


} // namespace AuthServer


#endif // AuthServer_SudoTokens_INCLUDED
