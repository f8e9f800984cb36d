//
// AnswerTable.cpp
//
// Library: AuthPlug/Password
// Package: Http
// Module:  AnswerTable
//
// SPDX-License-Identifier: BSL-1.0
//


#include "http/AnswerTable.h"
#include <algorithm>
#include <iterator>


namespace AuthPlug {
namespace Password {


namespace {


const char* const BEARER = "Bearer";
const char* const BEARER_INVALID = "Bearer error=\"invalid_token\"";
const char* const BEARER_STEP_UP = "Bearer error=\"insufficient_user_authentication\", max_age=300";


struct Row
{
	Outcome outcome;
	int status;
	const char* message;    /// `#` stands for Refusal::limit
	const char* challenge;
};


const Row TABLE[] = {
	{Outcome::noToken, 401, "NO_TOKEN_PROVIDED", BEARER},
	{Outcome::invalidToken, 401, "INVALID_TOKEN", BEARER_INVALID},
	{Outcome::sudoTokenRequired, 401, "SUDO_TOKEN_REQUIRED", BEARER_STEP_UP},
	{Outcome::passwordIncorrect, 401, "PASSWORD_INCORRECT", BEARER},
	{Outcome::locked, 429, "TOO_MANY_FAILED_PASSWORD_CHECKS", nullptr},
	{Outcome::bodyMalformed, 400, "The request body is not valid JSON", nullptr},
	{Outcome::bodyNotUtf8, 400, "The request body is not valid UTF-8", nullptr},
	{Outcome::bodyTooDeep, 400, "The request body is nested too deeply", nullptr},
	{Outcome::bodyNotObject, 400, "body must be object", nullptr},
	{Outcome::duplicateMember, 400, "The request body holds a member more than once", nullptr},
	{Outcome::oldPasswordMissing, 400, "body must have required property 'oldPassword'", nullptr},
	{Outcome::newPasswordMissing, 400, "body must have required property 'newPassword'", nullptr},
	{Outcome::oldPasswordNotString, 400, "body/oldPassword must be string", nullptr},
	{Outcome::newPasswordNotString, 400, "body/newPassword must be string", nullptr},
	{Outcome::newPasswordTooShort, 400, "body/newPassword must NOT have fewer than # characters", nullptr},
	{Outcome::oldPasswordTooLong, 400, "body/oldPassword must NOT have more than # characters", nullptr},
	{Outcome::newPasswordTooLong, 400, "body/newPassword must NOT have more than # characters", nullptr},
	{Outcome::newPasswordHasNul, 400, "Password must not contain the character U+0000", nullptr},
	{Outcome::newPasswordHasLineBreak, 400, "Password must not contain a line break", nullptr},
	{Outcome::newPasswordLacksUpper, 400, "Password must contain at least one uppercase character", nullptr},
	{Outcome::newPasswordLacksLower, 400, "Password must contain at least one lowercase character", nullptr},
	{Outcome::newPasswordLacksDigit, 400, "Password must contain at least one digit", nullptr},
	{Outcome::newPasswordListed, 400, "Password is among the most common ones and easily guessed, choose another one", nullptr},
	{Outcome::newPasswordPersonal, 400, "Password must not be your name, your address or the name of this service, choose another one", nullptr},
	{Outcome::newPasswordIsCurrent, 400, "The new password must differ from the current one", nullptr},
	{Outcome::noPasswordInfo, 500, "NO_PASSWORD_INFO", nullptr},
	{Outcome::busy, 503, "TRY_AGAIN_LATER", nullptr},
	{Outcome::failed, 500, "INTERNAL_ERROR", nullptr}
};


const char* errorText(int status)
	/// The member `error` of a body, in the letters of the API.
{
	switch (status)
	{
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 429: return "Too many requests";
	case 503: return "Service Unavailable";
	default:  return "Internal server error";
	}
}


const char* reasonPhrase(int status)
	/// The reason phrase of RFC 9110 or RFC 6585.
{
	switch (status)
	{
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 429: return "Too Many Requests";
	case 503: return "Service Unavailable";
	default:  return "Internal Server Error";
	}
}


std::string withLimit(std::string message, std::uint32_t limit)
{
	const std::string::size_type mark = message.find('#');
	if (mark != std::string::npos) message.replace(mark, 1, std::to_string(limit));
	return message;
}


} // namespace


Answer answerFor(const Refusal& refusal, const std::string& reference)
{
	if (refusal.outcome == Outcome::changed || refusal.outcome == Outcome::replayed)
	{
		return Answer{200, "OK", "null", nullptr, 0};
	}

	const Row* row = std::find_if(std::begin(TABLE), std::end(TABLE),
		[&](const Row& candidate) { return candidate.outcome == refusal.outcome; });
	if (row == std::end(TABLE)) --row;

	const bool waits = row->status == 429 || row->status == 503;
	const std::uint64_t retryAfter = waits ? std::max<std::uint64_t>(refusal.retryAfterSeconds, 1) : 0;

	// All texts are constants of ASCII without quotes or backslashes, and the
	// reference is made by the host of the same: nothing to escape.
	std::string body = "{\"statusCode\":" + std::to_string(row->status)
		+ ",\"error\":\"" + errorText(row->status)
		+ "\",\"message\":\"" + withLimit(row->message, refusal.limit) + "\"";
	if (waits) body += ",\"retryAfter\":" + std::to_string(retryAfter);
	if (row->outcome == Outcome::failed) body += ",\"reference\":\"" + reference + "\"";
	body += "}";

	return Answer{row->status, reasonPhrase(row->status), std::move(body), row->challenge, retryAfter};
}


} } // namespace AuthPlug::Password
