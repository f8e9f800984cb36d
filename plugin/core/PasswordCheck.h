//
// PasswordCheck.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  PasswordCheck
//
// The password check of a host's login, under the same guess limit.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_PasswordCheck_INCLUDED
#define AuthPlug_Password_PasswordCheck_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Api/HashSlots.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/PasswordHasher.h"
#include "AuthPlug/Api/SecretView.h"
#include "AuthPlug/Password/LimitOptions.h"
#include "AuthPlug/Password/UserIdType.h"
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Password {


class PasswordCheck
	/// Checks a password at sign-in. Every check is charged to the account's
	/// guess limit before it is made, under a purpose of its own, so that
	/// failed logins do not lock the password change and the other way round;
	/// a right password settles the limit. An old form of the stored password
	/// is upgraded on success.
	///
	/// The host makes one and keeps it; thread-safe. A call blocks for the
	/// user's turn, a hash slot, the hash, and about three database round
	/// trips, never longer than the deadline by more than one hash.
	///
	/// A login that stamps sessions with an epoch must read the epoch *before*
	/// it calls check(): a password change that happens meanwhile then leaves
	/// the new session outdated instead of alive.
{
public:
	struct Options
	{
		LimitOptions limit;                           /// its cap and that of the password change together: at most 100
		std::string purpose = "login";                /// at most 16 bytes; not "change"
		UserIdType userIdType = UserIdType::bytes;    /// type of pw.user_id
		std::function<bool(std::string_view stored)> outdated;
			/// Tells whether a stored form should be replaced by one that the
			/// hasher writes now. Empty: nothing is upgraded. Called after a
			/// match only; must not throw.
	};

	enum class Verdict
	{
		ok,
		wrong,
		locked,          /// see retryAfterSeconds; nothing was checked
		noPasswordInfo,  /// the account has no usable stored password; nothing was charged
		busy             /// no capacity, or the database is away; nothing was found out
	};

	struct Result
	{
		Verdict verdict = Verdict::busy;
		std::uint64_t retryAfterSeconds = 0;  /// of `locked` and `busy`: at least 1
		std::uint64_t ordinal = 0;            /// number of the attempt, for logs; 0: none was charged
		bool upgraded = false;                /// the stored form was replaced by a current one
	};

	PasswordCheck(Api::DatabaseService& database, Api::HashSlots& slots, Api::PasswordHasher& hasher,
		Api::Log& log, const Options& options);
		/// All references must outlive this object. Throws
		/// Poco::InvalidArgumentException, naming the number, if the options are wrong.

	PasswordCheck(const PasswordCheck&) = delete;
	PasswordCheck& operator = (const PasswordCheck&) = delete;

	~PasswordCheck();

	Result check(std::string_view userId, Api::SecretView password, Api::Deadline deadline);
		/// Checks the password of an account. Throws std::bad_alloc only.

	Result checkUnknown(std::string_view name, Api::SecretView password, Api::Deadline deadline);
		/// To be called when no account has the name that was typed: costs a
		/// turn, a place, a hash and the same reads as check() of a wrong
		/// password, and answers `wrong` (or `busy`, as check() would).
		/// Writes nothing. Throws std::bad_alloc only.

private:
	class Parts;

	const std::unique_ptr<Parts> _parts;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_PasswordCheck_INCLUDED
