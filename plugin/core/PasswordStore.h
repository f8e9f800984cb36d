//
// PasswordStore.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  PasswordStore
//
// The stored password of an account.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_PasswordStore_INCLUDED
#define AuthPlug_Password_PasswordStore_INCLUDED


#include "AuthPlug/Api/Principal.h"
#include "AuthPlug/Api/Time.h"
#include "core/LimitMath.h"
#include "core/TokenFingerprint.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Password {


using ChangeId = std::array<char, 16>;
	/// Random identifier of one change, and of its outbox event.


struct PasswordRecord
	/// What one read of an account gives: all of one moment.
{
	std::string hash;                           /// as stored; may be empty or of any form
	std::uint64_t version = 0;                  /// number of changes so far
	std::uint64_t changedAtMicros = 0;          /// last change, on the database's clock
	std::optional<TokenFingerprint> changedBy;  /// the token that made the last change
	LimitState limit;
	std::uint64_t nowMicros = 0;                /// the database's clock at the read
};


struct PasswordChange
	/// A change that is ready to be committed. All views are valid during the call.
{
	const Api::Principal* principal = nullptr;
	bool bySudoToken = false;
	TokenFingerprint changedBy{};
	ChangeId changeId{};
	std::uint64_t version = 0;    /// that the row must still have
	std::string_view oldHash;     /// that the row must still have, byte for byte
	std::string_view newHash;
	std::uint64_t ordinal = 0;    /// of the attempt that proved the old password; settled with the change
};


class PasswordStore
	/// Reads and changes stored passwords. Thread-safe. All methods may throw
	/// std::bad_alloc.
{
public:
	enum class Read
	{
		found,
		missing,      /// the account has no row
		invalidId,    /// the identifier is not of the configured type: a fault of the host's
		unavailable
	};

	enum class Commit
	{
		committed,
		lost,          /// another writer was faster: version or hash are no longer those that were read
		tokenGone,     /// as the host's ChangeParticipant said; nothing was changed
		stepUpNeeded,
		disabled,
		unavailable,   /// nothing was changed
		unknown        /// the COMMIT's answer never came: see find()
	};

	enum class Found
	{
		applied,
		notApplied,
		unavailable
	};

	virtual ~PasswordStore() = default;

	virtual Read read(std::string_view userId, Api::Deadline deadline, PasswordRecord& record) = 0;
		/// Reads the record, in one round trip.

	virtual bool readLimit(std::string_view userId, Api::Deadline deadline, LimitState& limit, std::uint64_t& nowMicros) = 0;
		/// Reads the record's `limit` and `nowMicros` alone, which costs the
		/// database less. Returns false if they can't be read now.

	virtual Commit change(const PasswordChange& change, Api::Deadline deadline) = 0;
		/// Changes the password in one transaction: the host's participant,
		/// compare-and-set of the row, settling of the guess limit, outbox row.

	virtual Found find(std::string_view userId, const ChangeId& changeId, Api::Deadline deadline) = 0;
		/// Tells whether a change was applied, after its outcome was unknown.

	virtual bool upgrade(std::string_view userId, std::string_view oldHash, std::string_view newHash, Api::Deadline deadline) = 0;
		/// Replaces the stored form of the *same* password, if it is still the
		/// old one. The version stays. Returns false if nothing was replaced.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_PasswordStore_INCLUDED
