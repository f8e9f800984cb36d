//
// GuessedCode.h
//
// Example: auth-server
// Package: api
//
// One-time codes under a guess limit.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_GuessedCode_INCLUDED
#define AuthServer_GuessedCode_INCLUDED


#include "api/Operation.h"
#include "api/Problem.h"
#include "AuthPlug/Password/GuessLimit.h"
#include <cstdint>
#include <string>


namespace AuthServer {


class GuessedCode
	/// One guess at a one-time code: charged before it is checked, given back
	/// when it was right. For one request.
{
public:
	GuessedCode(AuthPlug::Password::GuessLimit& limit, const std::string& userId, const Call& call, Problem tooMany);
		/// Takes one attempt. Throws Refusal: tooMany with retryAfter, or
		/// TRY_AGAIN_LATER if the charge is not known to be committed.

	void wasRight();
		/// Settles the limit. If that fails the account stays on the strict side.

private:
	AuthPlug::Password::GuessLimit& _limit;
	const std::string _userId;
	const AuthPlug::Api::Deadline _deadline;
	std::uint64_t _ordinal = 0;
};


} // namespace AuthServer


#endif // AuthServer_GuessedCode_INCLUDED
