//
// ChangePassword.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangePassword
//
// The use case: a person changes the own password.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ChangePassword_INCLUDED
#define AuthPlug_Password_ChangePassword_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/HashSlots.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/PasswordEvents.h"
#include "AuthPlug/Api/PasswordHasher.h"
#include "AuthPlug/Api/Random.h"
#include "AuthPlug/Api/RequestContext.h"
#include "core/AttemptBudget.h"
#include "core/Authority.h"
#include "core/LimitOptions.h"
#include "core/LockHints.h"
#include "core/Outcome.h"
#include "core/PasswordStore.h"
#include "core/TokenFingerprint.h"
#include <cstdint>
#include <optional>


namespace AuthPlug {
namespace Password {


struct ChangeOrder
	/// What is asked for. The passwords have passed the static rules. All
	/// references and views are valid during the call.
{
	const Caller& caller;
	Api::SecretView bearer;        /// the caller's token, to be checked once more before the change
	Api::SecretView oldPassword;
	Api::SecretView newPassword;
	Api::RequestContext& request;
};


struct ChangeResult
{
	Refusal refusal;            /// how it ended; `changed` and `replayed` are outcomes too
	std::uint64_t ordinal = 0;  /// of the last attempt that was charged; 0: none was
	bool conflict = false;      /// another change of the same password was faster
	std::optional<TokenFingerprint> token = std::nullopt;  /// the caller's, if it was needed
};


class ChangePassword
	/// Changes a password: the user's turn, account state, guess limit, a hash
	/// slot, one charged check of the old password, the rules that depend on the
	/// account, the new hash, the token once more, one short transaction, the
	/// end of the other sessions. A refusal costs nothing that belongs to a
	/// later step. Thread-safe.
{
public:
	struct Services
		/// All must outlive the use case.
	{
		PasswordStore& store;
		AttemptBudget& budget;
		Api::PasswordHasher& hasher;
		Authority& authority;
		Api::SessionService& sessions;
		Api::HashSlots& slots;
		Api::Clock& clock;
		Api::Random& random;
		Api::Log& log;
		Api::PasswordEvents* events = nullptr;  /// optional
	};

	struct Options
	{
		LimitOptions limit;                      /// of the budget
		std::uint64_t replayWindowSeconds = 600; /// how long a token's own change may be repeated; 0: never
	};

	ChangePassword(const Services& services, const Options& options);

	ChangeResult change(const ChangeOrder& order) const;
		/// May throw std::bad_alloc and what fingerprintOf() throws; nothing is
		/// left half done then.

private:
	const Services _services;
	const Options _options;
	mutable LockHints _lockHints;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangePassword_INCLUDED
