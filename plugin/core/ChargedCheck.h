//
// ChargedCheck.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChargedCheck
//
// A password check that was paid for.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ChargedCheck_INCLUDED
#define AuthPlug_Password_ChargedCheck_INCLUDED


#include "AuthPlug/Api/PasswordHasher.h"
#include "core/AttemptBudget.h"
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Password {


struct Checked
	/// The result of a check.
{
	enum class Verdict
	{
		match,
		mismatch,
		locked,       /// nothing was checked; see retryAfterSeconds
		unusable,     /// the stored form can't be checked after all; the charge stays
		failed,       /// the hash could not be computed; the charge stays
		unavailable   /// the charge's outcome is not known: nothing was checked
	};

	Verdict verdict = Verdict::unavailable;
	std::uint64_t ordinal = 0;            /// of the attempt; 0 if none was charged
	std::uint64_t retryAfterSeconds = 0;  /// of `locked`
};


class ChargedCheck
	/// Charges an attempt, then checks a password against a stored form. This is
	/// the only place of the product that calls PasswordHasher::verify() for an
	/// account. Thread-safe.
{
public:
	ChargedCheck(AttemptBudget& budget, Api::PasswordHasher& hasher) noexcept;

	Checked check(std::string_view userId, std::string_view stored, Api::SecretView password,
		Api::TurnGuard& turn, Api::Deadline deadline, Api::HashTask* afterMatch = nullptr) const;
		/// The turn must hold a place. Holds no connection while it hashes. A charge that is granted is used,
		/// even if the caller has gone or the deadline has passed meanwhile. If
		/// the password matches, afterMatch is run in the same slot.

private:
	Checked::Verdict verify(std::string_view stored, Api::SecretView password, Api::TurnGuard& turn, Api::HashTask* afterMatch) const;

	AttemptBudget& _budget;
	Api::PasswordHasher& _hasher;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChargedCheck_INCLUDED
