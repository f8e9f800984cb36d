//
// Problem.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/Problem.h"
#include <algorithm>
#include <iterator>
#include <limits>


namespace AuthServer {


namespace {


const char* const BEARER = "Bearer";
const char* const BEARER_INVALID = "Bearer error=\"invalid_token\"";
const char* const BEARER_STEP_UP = "Bearer error=\"insufficient_user_authentication\", max_age=300";


struct Row
{
	Problem problem;
	int status;
	const char* message;
	const char* challenge;  /// WWW-Authenticate: RFC 6750, RFC 9470
};


const Row TABLE[] = {
	{Problem::noToken, 401, "NO_TOKEN_PROVIDED", BEARER},
	{Problem::invalidToken, 401, "INVALID_TOKEN", BEARER_INVALID},
	{Problem::sudoTokenRequired, 401, "SUDO_TOKEN_REQUIRED", BEARER_STEP_UP},
	{Problem::passwordIncorrect, 401, "PASSWORD_INCORRECT", BEARER},
	{Problem::tooManyPasswordChecks, 429, "TOO_MANY_FAILED_PASSWORD_CHECKS", ""},
	{Problem::noPasswordInfo, 500, "NO_PASSWORD_INFO", ""},
	{Problem::totpUninitialized, 409, "TOTP_UNINITIALIZED", ""},
	{Problem::totpAlreadyInactive, 409, "TOTP_ALREADY_INACTIVE", ""},
	{Problem::totpInvalid, 401, "TOTP_INVALID", BEARER},
	{Problem::totpCorrupt, 500, "TOTP_CORRUPT", ""},
	{Problem::tooManyTotpChecks, 429, "TOO_MANY_TOTP_CHECKS", ""},
	{Problem::recoveryCodesUninitialized, 409, "RECOVERY_CODES_UNINITIALIZED", ""},
	{Problem::recoveryCodeInvalid, 401, "RECOVERY_CODE_INVALID", BEARER},
	{Problem::tooManyRecoveryCodeChecks, 429, "TOO_MANY_RECOVERY_CODE_CHECKS", ""},
	{Problem::tryAgainLater, 503, "TRY_AGAIN_LATER", ""},
	{Problem::internalError, 500, "INTERNAL_ERROR", ""}
};


std::uint32_t atLeastOne(std::uint64_t seconds)
{
	return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(seconds, 1, std::numeric_limits<std::uint32_t>::max()));
}


} // namespace


Refusal::Refusal(Problem problem, std::uint64_t retryAfterSeconds)
{
	const Row* const row = std::find_if(std::begin(TABLE), std::end(TABLE),
		[&](const Row& candidate) { return candidate.problem == problem; });
	_answer.status = row->status;
	_answer.message = row->message;
	_answer.challenge = row->challenge;
	if (row->status == 429 || row->status == 503) _answer.retryAfterSeconds = atLeastOne(retryAfterSeconds);
}


Refusal Refusal::badRequest(const std::string& sentence)
{
	Refusal refusal(Problem::internalError);
	refusal._answer.status = 400;
	refusal._answer.message = sentence;
	return refusal;
}


Refusal Refusal::internalError(const std::string& reference)
{
	Refusal refusal(Problem::internalError);
	refusal._answer.reference = reference;
	return refusal;
}


const char* Refusal::what() const noexcept
{
	return _answer.message.c_str();
}


const AuthPlug::Host::ErrorAnswer& Refusal::answer() const noexcept
{
	return _answer;
}


} // namespace AuthServer
