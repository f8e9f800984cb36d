//
// RelayNudge.h
//
// Example: auth-server
// Package: adapters
//
// Notices without delay.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_RelayNudge_INCLUDED
#define AuthServer_RelayNudge_INCLUDED


#include "AuthPlug/Api/PasswordEvents.h"
#include "AuthPlug/Host/OutboxRelay.h"


namespace AuthServer {


class RelayNudge: public AuthPlug::Api::PasswordEvents
	/// Has the relay look at the outbox as soon as there is something in it.
	/// Only a convenience: the relay finds the row by itself a second later,
	/// and after a crash as well.
{
public:
	explicit RelayNudge(AuthPlug::Host::OutboxRelay& relay): _relay(relay)
	{
	}

	void onChanged(std::string_view, std::string_view) noexcept override
	{
		_relay.nudge();
	}

	void onLocked(std::string_view, std::uint64_t) noexcept override
	{
	}

private:
	AuthPlug::Host::OutboxRelay& _relay;
};


} // namespace AuthServer


#endif // AuthServer_RelayNudge_INCLUDED
