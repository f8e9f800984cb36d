//
// ChangeJournal.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangeJournal
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/ChangeJournal.h"
#include <array>
#include <charconv>
#include <iterator>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::size_t FINGERPRINT_BYTES = 8;
	/// As many as tell one token from another in a log.


using FingerprintText = std::array<char, 2*FINGERPRINT_BYTES>;


FingerprintText textOf(const TokenFingerprint& fingerprint) noexcept
{
	constexpr char DIGITS[] = "0123456789abcdef";
	FingerprintText text{};
	for (std::size_t i = 0; i < FINGERPRINT_BYTES; ++i)
	{
		const auto byte = static_cast<unsigned char>(fingerprint[i]);
		text[2*i] = DIGITS[byte >> 4];
		text[2*i + 1] = DIGITS[byte & 15];
	}
	return text;
}


Api::LogLevel levelFor(Outcome outcome) noexcept
{
	switch (outcome)
	{
	case Outcome::failed:
		return Api::LogLevel::error;
	case Outcome::passwordIncorrect:
	case Outcome::locked:
	case Outcome::noPasswordInfo:
	case Outcome::busy:
		return Api::LogLevel::warning;
	default:
		return Api::LogLevel::info;
	}
}


} // namespace


ChangeJournal::ChangeJournal(Api::Clock& clock, Api::Log& log, Api::Metrics* metrics) noexcept:
	_clock(clock),
	_log(log),
	_metrics(metrics)
{
}


std::string_view ChangeJournal::wordFor(const ChangeResult& result) noexcept
{
	switch (result.refusal.outcome)
	{
	case Outcome::changed:
		return "ok";
	case Outcome::replayed:
		return "replay";
	case Outcome::noToken:
	case Outcome::invalidToken:
		return "bad_token";
	case Outcome::sudoTokenRequired:
		return "step_up";
	case Outcome::passwordIncorrect:
		return result.conflict ? "conflict" : "bad_old";
	case Outcome::locked:
		return "locked";
	case Outcome::newPasswordTooShort:
	case Outcome::newPasswordTooLong:
	case Outcome::newPasswordHasNul:
	case Outcome::newPasswordHasLineBreak:
	case Outcome::newPasswordLacksUpper:
	case Outcome::newPasswordLacksLower:
	case Outcome::newPasswordLacksDigit:
	case Outcome::newPasswordListed:
	case Outcome::newPasswordPersonal:
	case Outcome::newPasswordIsCurrent:
		// One word for all: which rule failed says something about the password.
		return "policy";
	case Outcome::noPasswordInfo:
		return "no_info";
	case Outcome::busy:
		return "shed";
	case Outcome::failed:
		return "error";
	default:
		return "bad_request";
	}
}


void ChangeJournal::record(const ChangeResult& result, const Caller* caller, Api::RequestContext& request, Api::MonotonicTime begun) const noexcept
{
	const std::string_view word = wordFor(result);
	const FingerprintText fingerprint = result.token ? textOf(*result.token) : FingerprintText{};
	std::array<char, 20> ordinal{};
	const std::to_chars_result end = std::to_chars(ordinal.data(), ordinal.data() + ordinal.size(), result.ordinal);

	const Api::LogField fields[] = {
		{"outcome", word},
		{"request_id", request.requestId()},
		{"client", request.clientAddress()},
		{"user_id", caller ? caller->principal.userId.view() : std::string_view()},
		{"attempt", std::string_view(ordinal.data(), static_cast<std::size_t>(end.ptr - ordinal.data()))},
		{"token", std::string_view(fingerprint.data(), fingerprint.size())}};
	const std::size_t count = std::size(fields) - (result.token ? 0 : 1);
	_log.write(levelFor(result.refusal.outcome), "password.change", fields, count);

	if (!_metrics) return;
	_metrics->count("authplug_password_change_total", word, 1);
	_metrics->observe("authplug_password_change_micros", _clock.monotonic() - begun);
}


void ChangeJournal::recordError(std::string_view reason, Api::RequestContext* request) const noexcept
{
	const Api::LogField fields[] = {
		{"reason", reason},
		{"request_id", request ? request->requestId() : std::string_view()}};
	_log.write(Api::LogLevel::error, "password.change_error", fields, std::size(fields));
}


} } // namespace AuthPlug::Password
