//
// GuessedCode.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/GuessedCode.h"


namespace AuthServer {


GuessedCode::GuessedCode(AuthPlug::Password::GuessLimit& limit, const std::string& userId, const Call& call, Problem tooMany):
	_limit(limit), _userId(userId), _deadline(call.deadline())
{
	using AuthPlug::Password::Charge;

	const Charge charge = limit.charge(userId, _deadline);
	if (charge.verdict == Charge::Verdict::locked) throw Refusal(tooMany, charge.retryAfterSeconds);
	if (charge.verdict == Charge::Verdict::unavailable) throw Refusal(Problem::tryAgainLater);
	_ordinal = charge.ordinal;
}


void GuessedCode::wasRight()
{
	_limit.settle(_userId, _ordinal, _deadline);
}


} // namespace AuthServer
