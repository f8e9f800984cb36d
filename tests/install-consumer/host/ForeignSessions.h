//
// ForeignSessions.h
//
// Tests: install-consumer
//
// The sessions of a server that knows one of them.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef ForeignSessions_INCLUDED
#define ForeignSessions_INCLUDED


#include <AuthPlug/Api/SessionService.h>
#include <AuthPlug/Api/SudoTokenService.h>


class ForeignSessions: public AuthPlug::Api::SessionService, public AuthPlug::Api::SudoTokenService
{
public:
	AuthPlug::Api::TokenCheck authenticate(AuthPlug::Api::SecretView bearer, AuthPlug::Api::Deadline, AuthPlug::Api::Principal& principal) noexcept override
	{
		if (bearer.expose() != "the-only-token") return AuthPlug::Api::TokenCheck::invalid;
		principal.userId.assign("1");
		principal.tokenId.assign("1");
		return AuthPlug::Api::TokenCheck::valid;
	}

	bool endOthers(std::string_view, std::string_view, AuthPlug::Api::Deadline) noexcept override
	{
		return true;
	}

	AuthPlug::Api::TokenCheck verify(AuthPlug::Api::SecretView, AuthPlug::Api::Deadline, AuthPlug::Api::Principal&) noexcept override
	{
		return AuthPlug::Api::TokenCheck::otherKind;
	}

	AuthPlug::Api::StepUp stepUp(std::string_view, AuthPlug::Api::Deadline) noexcept override
	{
		return AuthPlug::Api::StepUp::notNeeded;
	}
};


#endif // ForeignSessions_INCLUDED
