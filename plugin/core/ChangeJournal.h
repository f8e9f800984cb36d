//
// ChangeJournal.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangeJournal
//
// One log line and one count for each request.
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
	/// Outcomes: ok, replay, bad_old, locked, policy, no_info, shed, conflict,
	/// bad_token, step_up, bad_request, error.
{
public:
	ChangeJournal(Api::Clock& clock, Api::Log& log, Api::Metrics* metrics) noexcept;
		/// metrics may be nullptr.

	void record(const ChangeResult& result, const Caller* caller, Api::RequestContext& request, Api::MonotonicTime begun) const noexcept;
		/// Writes the line `password_change`. The caller is nullptr if the token
		/// did not tell.

	void recordError(std::string_view reason, Api::RequestContext* request) const noexcept;
		/// Writes the line `password_change_error` about something unexpected.

	static std::string_view wordFor(const ChangeResult& result) noexcept;
		/// Returns the outcome as it is logged.

private:
	Api::Clock& _clock;
	Api::Log& _log;
	Api::Metrics* const _metrics;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangeJournal_INCLUDED
