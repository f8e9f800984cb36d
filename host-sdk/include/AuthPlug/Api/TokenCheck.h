//
// TokenCheck.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  TokenCheck
//
// Verdict of a host's service on a bearer token.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_TokenCheck_INCLUDED
#define AuthPlug_Api_TokenCheck_INCLUDED


namespace AuthPlug {
namespace Api {


enum class TokenCheck
	/// What a service says of a bearer token.
{
	valid = 0,       /// genuine, current, and of the kind that the service issues
	otherKind = 1,   /// not of this service's kind: ask the next service
	invalid = 2,     /// malformed, expired, revoked, or of an ended session
	unavailable = 3  /// can't be told at the moment, for example because the database is down
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_TokenCheck_INCLUDED
