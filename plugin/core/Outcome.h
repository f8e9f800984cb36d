//
// Outcome.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Outcome
//
// Every way in which a password change can end.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Outcome_INCLUDED
#define AuthPlug_Password_Outcome_INCLUDED


#include <cstdint>


namespace AuthPlug {
namespace Password {


enum class Outcome
	/// How a request to change a password ended. The core deals in these
	/// values only; HTTP statuses and messages are in http/AnswerTable.
{
	changed,               /// the new password is in force
	replayed,              /// this token's own change, repeated: nothing was written again

	noToken,
	invalidToken,
	sudoTokenRequired,
	passwordIncorrect,
	locked,                /// by the guess limit; see retryAfterSeconds

	bodyMalformed,         /// not JSON, by RFC 8259
	bodyNotUtf8,
	bodyTooDeep,
	bodyNotObject,
	duplicateMember,
	oldPasswordMissing,
	newPasswordMissing,
	oldPasswordNotString,
	newPasswordNotString,
	newPasswordTooShort,   /// see limit
	oldPasswordTooLong,
	newPasswordTooLong,
	newPasswordHasNul,
	newPasswordHasLineBreak,
	newPasswordLacksUpper,
	newPasswordLacksLower,
	newPasswordLacksDigit,
	newPasswordListed,     /// one of the common or breached passwords
	newPasswordPersonal,   /// the user's own name or address, or a word of the product
	newPasswordIsCurrent,  /// only after the old one was proven

	noPasswordInfo,        /// the account has no usable stored password
	busy,                  /// no hash slot in time, the database is away, or the process drains
	failed                 /// anything unexpected; see reference
};


struct Refusal
	/// An outcome with what its answer needs beside it.
{
	Outcome outcome = Outcome::failed;
	std::uint64_t retryAfterSeconds = 0;  /// of `locked` and `busy`; at least 1
	std::uint32_t limit = 0;              /// of newPasswordTooShort and the two TooLong: characters
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Outcome_INCLUDED
