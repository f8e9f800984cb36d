//
// EpochParticipant.h
//
// Example: auth-server
// Package: adapters
//
// This server's rows in the transaction of a password change.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_EpochParticipant_INCLUDED
#define AuthServer_EpochParticipant_INCLUDED


#include "AuthPlug/Api/ChangeParticipant.h"


namespace AuthServer {


class EpochParticipant: public AuthPlug::Api::ChangeParticipant
	/// What an existing server does here: write the rows that its sessions
	/// depend on. Raising the epoch kills every session of the user in the very
	/// moment in which the password changes; the caller's session gets the new
	/// epoch and lives on.
	///
	/// The conditions are part of the UPDATEs, so that a second factor that is
	/// switched on, an account that is disabled or a session that is ended at
	/// the same time meets this transaction at a row that both write. A server
	/// without such rows leaves the participant out: its sessions are then ended
	/// by SessionService::endOthers() after the commit, and by the outbox.
{
public:
	AuthPlug::Api::ChangeVerdict onChange(AuthPlug::Api::Transaction& transaction, const AuthPlug::Api::Change& change) noexcept override;
};


} // namespace AuthServer


#endif // AuthServer_EpochParticipant_INCLUDED
