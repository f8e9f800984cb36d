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


constexpr std::int64_t MICROS_PER_SECOND = 1000000;


enum class Ending: std::size_t
{
	ok, replay, badToken, stepUp, badOld, conflict, locked, policy, noInfo, shed, error, badRequest
};


constexpr std::array<std::string_view, ChangeJournal::OUTCOMES> WORDS = {
	"ok", "replay", "bad_token", "step_up", "bad_old", "conflict", "locked", "policy", "no_info", "shed", "error", "bad_request"};
	/// In the order of Ending.


Ending endingOf(const ChangeResult& result) noexcept
{
	switch (result.refusal.outcome)
	{
	case Outcome::changed:
		return Ending::ok;
	case Outcome::replayed:
		return Ending::replay;
	case Outcome::noToken:
	case Outcome::invalidToken:
		return Ending::badToken;
	case Outcome::sudoTokenRequired:
		return Ending::stepUp;
	case Outcome::passwordIncorrect:
		return result.conflict ? Ending::conflict : Ending::badOld;
	case Outcome::locked:
		return Ending::locked;
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
		return Ending::policy;
	case Outcome::noPasswordInfo:
		return Ending::noInfo;
	case Outcome::busy:
		return Ending::shed;
	case Outcome::failed:
		return Ending::error;
	default:
		return Ending::badRequest;
	}
}


bool hasCostAHash(Ending ending) noexcept
{
	return ending == Ending::ok || ending == Ending::replay || ending == Ending::badOld || ending == Ending::conflict;
}


class NumberText
	/// A number in decimal digits, without allocation.
{
public:
	explicit NumberText(std::uint64_t number) noexcept:
		_end(std::to_chars(_digits.data(), _digits.data() + _digits.size(), number).ptr)
	{
	}

	std::string_view view() const noexcept
	{
		return std::string_view(_digits.data(), static_cast<std::size_t>(_end - _digits.data()));
	}

private:
	std::array<char, 20> _digits{};
	const char* _end;
};


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


ChangeJournal::ChangeJournal(Api::Clock& clock, Api::Log& log, Api::Metrics* metrics, std::uint32_t refusalsPerSecond) noexcept:
	_clock(clock),
	_log(log),
	_metrics(metrics),
	_refusalsPerSecond(refusalsPerSecond)
{
}


ChangeJournal::~ChangeJournal()
{
	tellOmitted();
}


std::string_view ChangeJournal::wordFor(const ChangeResult& result) noexcept
{
	return WORDS[static_cast<std::size_t>(endingOf(result))];
}


void ChangeJournal::record(const ChangeResult& result, const Caller* caller, Api::RequestContext& request, Api::MonotonicTime begun) noexcept
{
	const Ending ending = endingOf(result);
	const auto index = static_cast<std::size_t>(ending);
	const Api::MonotonicTime now = _clock.monotonic();
	if (isTimeToTell(now)) tellOmitted();
	const bool wasChecked = hasCostAHash(ending) || result.ordinal != 0;
	if (wasChecked || _budgets[index].spend(now, _refusalsPerSecond)) writeLine(result, WORDS[index], caller, request);

	if (!_metrics) return;
	_metrics->count("authplug_password_change_total", WORDS[index], 1);
	_metrics->observe("authplug_password_change_micros", now - begun);
}


void ChangeJournal::recordError(std::string_view reason, Api::RequestContext* request) const noexcept
{
	const Api::LogField fields[] = {
		{"reason", reason},
		{"request_id", request ? request->requestId() : std::string_view()}};
	_log.write(Api::LogLevel::error, "password.change_error", fields, std::size(fields));
}


void ChangeJournal::writeLine(const ChangeResult& result, std::string_view word, const Caller* caller, Api::RequestContext& request) const noexcept
{
	const FingerprintText fingerprint = result.token ? textOf(*result.token) : FingerprintText{};
	const NumberText ordinal(result.ordinal);
	const Api::LogField fields[] = {
		{"outcome", word},
		{"request_id", request.requestId()},
		{"client", request.clientAddress()},
		{"user_id", caller ? caller->principal.userId.view() : std::string_view()},
		{"attempt", ordinal.view()},
		{"token", std::string_view(fingerprint.data(), fingerprint.size())}};
	const std::size_t count = std::size(fields) - (result.token ? 0 : 1);
	_log.write(levelFor(result.refusal.outcome), "password.change", fields, count);
}


void ChangeJournal::tellOmitted() noexcept
{
	for (std::size_t i = 0; i < WORDS.size(); ++i)
	{
		const std::uint64_t omitted = _budgets[i].takeOmitted();
		if (omitted == 0) continue;
		const NumberText count(omitted);
		const Api::LogField fields[] = {{"outcome", WORDS[i]}, {"count", count.view()}};
		_log.write(Api::LogLevel::warning, "password.change_omitted", fields, std::size(fields));
	}
}


bool ChangeJournal::isTimeToTell(Api::MonotonicTime now) noexcept
	/// Returns true once a second at most, to one thread.
{
	std::int64_t toldAt = _toldAt.load(std::memory_order_relaxed);
	return now.micros - toldAt >= MICROS_PER_SECOND && _toldAt.compare_exchange_strong(toldAt, now.micros, std::memory_order_relaxed);
}


} } // namespace AuthPlug::Password
