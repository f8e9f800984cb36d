//
// ChangeJournal.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangeJournal
//
// How requests ended, in the log and in the metrics.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ChangeJournal_INCLUDED
#define AuthPlug_Password_ChangeJournal_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Metrics.h"
#include "AuthPlug/Api/RequestContext.h"
#include "core/Authority.h"
#include "core/ChangePassword.h"
#include "core/LineBudget.h"
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Password {


class ChangeJournal
	/// Records how requests ended: one structured line with outcome, user,
	/// client, request and attempt, and the token's fingerprint if the request
	/// got as far as waiting for a hash slot; and a counter whose label is the
	/// outcome. Never a password, a token or what they are like. Thread-safe.
	///
	/// A request whose password was checked always has its line: there can't be
	/// more of them than hashes. Refusals that cost their sender nothing could
	/// fill a disk (ASVS 16.4.1): of each outcome so many are written in a second,
	/// and the others told by a line with their number.
	///
	/// Outcomes: ok, replay, bad_old, locked, policy, no_info, shed, conflict,
	/// bad_token, step_up, bad_request, error.
{
public:
	static constexpr std::size_t OUTCOMES = 12;

	ChangeJournal(Api::Clock& clock, Api::Log& log, Api::Metrics* metrics, std::uint32_t refusalsPerSecond) noexcept;
		/// metrics may be nullptr.

	ChangeJournal(const ChangeJournal&) = delete;
	ChangeJournal& operator = (const ChangeJournal&) = delete;

	~ChangeJournal();
		/// Writes the numbers that have not been told.

	void record(const ChangeResult& result, const Caller* caller, Api::RequestContext& request, Api::MonotonicTime begun) noexcept;
		/// Writes the line `password.change`, or counts it. With the first request
		/// after a second, the lines `password.change_omitted` tell the numbers.
		/// The caller is nullptr if the token did not tell.

	void recordError(std::string_view reason, Api::RequestContext* request) const noexcept;
		/// Writes the line `password.change_error` about something unexpected.

	static std::string_view wordFor(const ChangeResult& result) noexcept;
		/// Returns the outcome as it is logged.

private:
	void writeLine(const ChangeResult& result, std::string_view word, const Caller* caller, Api::RequestContext& request) const noexcept;
	void tellOmitted() noexcept;
	bool isTimeToTell(Api::MonotonicTime now) noexcept;

	Api::Clock& _clock;
	Api::Log& _log;
	Api::Metrics* const _metrics;
	const std::uint32_t _refusalsPerSecond;
	std::array<LineBudget, OUTCOMES> _budgets;  // one for each outcome
	std::atomic<std::int64_t> _toldAt{0};
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangeJournal_INCLUDED
