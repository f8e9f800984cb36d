//
// Principal.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Principal
//
// Who a token speaks for.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Principal_INCLUDED
#define AuthPlug_Api_Principal_INCLUDED


#include "AuthPlug/Api/FixedBytes.h"
#include "AuthPlug/Api/Time.h"


namespace AuthPlug {
namespace Api {


struct Principal
	/// The person and the session for whom a token was issued, as the host's
	/// own services found it. Filled in by the host, read by plugins.
{
	FixedBytes<64> userId;
		/// Immutable identifier of the account: the key of its password and of
		/// its guess limit. Never a name or an address. Not empty.

	FixedBytes<64> sessionId;
		/// The session that presented the token: the one that stays when the
		/// others are ended. Empty if the host has no such notion.

	FixedBytes<64> tokenId;
		/// Identifies this very token among all that were ever issued, for
		/// example the `jti` of RFC 7519. Not empty.

	FixedBytes<256> loginName;
		/// What the person types to sign in; refused as a password. May be empty.

	FixedBytes<256> email;
		/// A mail address; its local part is refused as a password. May be empty.

	UtcTime expires{0};
		/// The moment from which on the token is no longer valid.
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Principal_INCLUDED
