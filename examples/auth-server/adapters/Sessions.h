//
// Sessions.h
//
// Example: auth-server
// Package: adapters
//
// This server's sessions for plugins.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Sessions_INCLUDED
#define AuthServer_Sessions_INCLUDED


#include "AuthPlug/Api/SessionService.h"
#include "api/Authenticator.h"
#include "store/SessionStore.h"


namespace AuthServer {


class Sessions: public AuthPlug::Api::SessionService
	/// What an existing server does here: call the function that its own
	/// routes call to check an access token, and copy what it found into the
	/// principal. Nothing is checked that the server does not check elsewhere.
{
public:
	Sessions(Authenticator& authenticator, SessionStore& sessions);

	AuthPlug::Api::TokenCheck authenticate(AuthPlug::Api::SecretView bearer, AuthPlug::Api::Deadline deadline,
		AuthPlug::Api::Principal& principal) noexcept override;

	bool endOthers(std::string_view userId, std::string_view keepSessionId, AuthPlug::Api::Deadline deadline) noexcept override;
		/// Ends the sessions of an earlier epoch. EpochParticipant has raised the
		/// epoch with the change, so those are all the others that there were.
		/// A late repetition spares who signed in with the new password since.

private:
	Authenticator& _authenticator;
	SessionStore& _sessions;
};


} // namespace AuthServer


#endif // AuthServer_Sessions_INCLUDED
