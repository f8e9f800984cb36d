//
// ChangeNotices.h
//
// Example: auth-server
// Package: adapters
//
// What follows a password change.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_ChangeNotices_INCLUDED
#define AuthServer_ChangeNotices_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Host/OutboxConsumer.h"
#include "adapters/MailSpool.h"
#include "store/AccountStore.h"
#include "store/SessionStore.h"
#include <string>


namespace AuthServer {


class ChangeNotices: public AuthPlug::Host::OutboxConsumer
	/// What an existing server does here: what must not be lost after a
	/// password change, in a way that is safe to repeat. Ends the sessions of
	/// the epoch before, and tells the owner by mail. Both are keyed so that a
	/// second delivery changes nothing.
{
public:
	ChangeNotices(AccountStore& accounts, SessionStore& sessions, MailSpool& mail, AuthPlug::Api::Clock& clock);

	AuthPlug::Host::Delivery deliver(const AuthPlug::Host::OutboxEvent& event) noexcept override;

private:
	bool carryOut(const AuthPlug::Host::OutboxEvent& event);

	AccountStore& _accounts;
	SessionStore& _sessions;
	MailSpool& _mail;
	AuthPlug::Api::Clock& _clock;
};


} // namespace AuthServer


#endif // AuthServer_ChangeNotices_INCLUDED
