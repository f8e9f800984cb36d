//
// AttemptBudget.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  AttemptBudget
//
// Who may check a password now.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_AttemptBudget_INCLUDED
#define AuthPlug_Password_AttemptBudget_INCLUDED


#include "AuthPlug/Api/Time.h"
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Password {


struct Charge
	/// The answer to a request for one attempt.
{
	enum class Verdict
	{
		granted,     /// committed: the password may be checked once
		locked,      /// nothing was written; see retryAfterSeconds
		unavailable  /// the outcome is not known or nothing was written: no check may be made
	};

	Verdict verdict = Verdict::unavailable;
	std::uint64_t ordinal = 0;            /// of a granted attempt: its number, for settle()
	std::uint64_t retryAfterSeconds = 0;  /// of a locked account: at least 1
};


class AttemptBudget
	/// The account's budget of password checks: each check is paid for before
	/// it is made. Thread-safe.
{
public:
	virtual ~AttemptBudget() = default;

	virtual Charge charge(std::string_view userId, Api::Deadline deadline) = 0;
		/// Takes one attempt. `granted` means that the charge is committed and
		/// stays, whatever happens to the caller afterwards.

	virtual bool settle(std::string_view userId, std::uint64_t ordinal, Api::Deadline deadline) = 0;
		/// Gives the budget back after the attempt with this ordinal proved the
		/// password; attempts charged after it stay counted. May be repeated.
		/// Returns false if it may not have happened: the account then stays on
		/// the strict side.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_AttemptBudget_INCLUDED
