//
// ChangeParticipant.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  ChangeParticipant
//
// The host's part in the transaction that changes a password.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_ChangeParticipant_INCLUDED
#define AuthPlug_Api_ChangeParticipant_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Api/Principal.h"


namespace AuthPlug {
namespace Api {


struct Change
	/// A password change that is about to be committed.
{
	const Principal* principal = nullptr;
	bool bySudoToken = false;    /// false: by an access token, so the user must have no second factor
	std::string_view changeId;   /// 16 random bytes, also the id of the outbox event
};


enum class ChangeVerdict
{
	ok = 0,
	tokenGone = 1,     /// the token was revoked or has expired since it was checked
	stepUpNeeded = 2,  /// the user has switched a second factor on since
	disabled = 3,      /// the account may not sign in any more
	retry = 4          /// a statement failed: let DatabaseService decide
};


class ChangeParticipant
	/// Writes the host's own rows in the same transaction, for example a
	/// session epoch and a use count on the token's row. Optional; only for a
	/// host whose rows live on the same database server. Thread-safe.
	///
	/// What the verdict depends on must be *written*, not only read: a cluster
	/// does not certify reads.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.ChangeParticipant";

	virtual ChangeVerdict onChange(Transaction& transaction, const Change& change) noexcept = 0;
		/// Runs before the password row is written. Anything but `ok` rolls
		/// the whole transaction back. May be called again after a conflict.

protected:
	~ChangeParticipant() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_ChangeParticipant_INCLUDED
