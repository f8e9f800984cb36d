//
// Statements.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Statements
//
// All SQL of the password store and the guess limit.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Statements_INCLUDED
#define AuthPlug_Password_Statements_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Password/UserIdType.h"


namespace AuthPlug {
namespace Password {


class Statements
	/// Every statement of the product, in one place for review. Constants: the
	/// functions below return references that live as long as the library.
	///
	/// "Now" is the statement's start on the database's clock in microseconds
	/// since 1970 UTC, the same throughout a statement. It is computed from
	/// UTC_TIMESTAMP, which no session time zone and no change of summer time
	/// can bend.
	///
	/// The statements on `pw` exist in two types each, since its user_id may be
	/// an integer.
{
public:
	// -- guess limit ------------------------------------------------------

	static const Api::Statement& charge() noexcept;
		/// Takes one attempt, if one is left. Parameters: window (microseconds),
		/// attempts, doublings, user, purpose, cap, attempts. Changes one row, and
		/// its insert id is the attempt's ordinal; changes none if it is refused.
		/// The order of the assignments matters: each uses only columns that
		/// are assigned below it, or itself.

	static const Api::Statement& addCounters() noexcept;
		/// Makes the row of zeros if it is missing. Parameters: user, purpose.

	static const Api::Statement& readCounters() noexcept;
		/// Parameters: user, purpose. Columns: seq, base, used, free_at_us, now.

	static const Api::Statement& settle() noexcept;
		/// Parameters: ordinal, ordinal, user, purpose, ordinal.

	static const Api::Statement& clearCounters() noexcept;
		/// Forgets all attempts. Parameters: user, purpose.

	// -- password row -------------------------------------------------------

	static const Api::Statement& readRecord(UserIdType type) noexcept;
		/// Parameters: user (bytes), purpose, user (column). Columns: hash,
		/// version, changed_at_us, changed_by, seq, base, used, free_at_us, now.

	static const Api::Statement& replacePassword(UserIdType type) noexcept;
		/// Compare-and-set on version and hash. Parameters: new hash,
		/// changed_by, change_id, user (column), version, old hash.

	static const Api::Statement& upgradeHash(UserIdType type) noexcept;
		/// Compare-and-set on the hash; leaves the version alone. Parameters:
		/// new hash, user (column), old hash.

	static const Api::Statement& findChange(UserIdType type) noexcept;
		/// Locks the password row, so that a COMMIT still under way is waited
		/// for. Parameters: change_id, change_id, user (column). Columns: whether
		/// the row holds this change_id, number of outbox rows that do.

	static const Api::Statement& addEvent() noexcept;
		/// Adds an outbox row. Parameters: event id, user (bytes), kind, payload.

	static const Api::Statement& callChange() noexcept;
		/// replacePassword(), settle() and addEvent() as one call of a procedure,
		/// by itself in a transaction of its own. Parameters: whether by itself,
		/// new hash, changed_by, change_id, user (column) if it is bytes and if
		/// it is a number, version, old hash, user (bytes), purpose, ordinal,
		/// kind, payload. Columns: whether the password was replaced.

	static const Api::Statement& describeSchema() noexcept;
		/// Columns: the type of pw.user_id, in the words of COLUMN_TYPE; the
		/// number of procedures pw_change of the version that is called.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Statements_INCLUDED
