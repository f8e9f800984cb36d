//
// FactorStore.h
//
// Example: auth-server
// Package: store
//
// The tables totp and recovery_code.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_FactorStore_INCLUDED
#define AuthServer_FactorStore_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "store/Sql.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>


namespace AuthServer {


struct Factors
	/// The second factors of one account.
{
	std::string totpSecret;   /// empty while TOTP is off
	std::string totpPending;  /// set up, waits for its first code; empty if there is none
	std::uint64_t totpCompletedMicros = 0;
	std::uint64_t codesMadeMicros = 0;  /// 0: there are no recovery codes
};


class FactorStore
	/// Second factors. Each method that switches one on or off also writes the
	/// account's row, which a password change writes too: of the two, one sees
	/// the other. Thread-safe.
{
public:
	explicit FactorStore(AuthPlug::Api::DatabaseService& database);

	bool find(std::uint64_t accountId, AuthPlug::Api::Deadline deadline, Factors& factors);
		/// Returns false if the database is away.

	Stored setPending(std::uint64_t accountId, std::string_view secret, AuthPlug::Api::Deadline deadline);
		/// Keeps a new TOTP secret until its first code is shown.

	Stored activate(std::uint64_t accountId, std::string_view pending, std::uint64_t step,
		const std::vector<std::string>& codeHashes, AuthPlug::Api::Deadline deadline);
		/// Puts the pending secret in force, whose code of this step was shown,
		/// and replaces the recovery codes. `refused` if another secret is
		/// pending by now or the account is disabled.

	Stored acceptStep(std::uint64_t accountId, std::string_view secret, std::uint64_t step,
		std::string_view partialSessionId, AuthPlug::Api::Deadline deadline);
		/// Uses the code of a step up: it and all older ones are no good any
		/// more. With a session, completes that as well, both or none. `refused`
		/// if the code was used, the secret is another or the session is gone.

	Stored acceptCode(std::uint64_t accountId, std::string_view codeHash,
		std::string_view partialSessionId, AuthPlug::Api::Deadline deadline);
		/// The same for a recovery code.

	Stored deactivateTotp(std::uint64_t accountId, AuthPlug::Api::Deadline deadline);
		/// Switches TOTP, and with it the second factor as a whole, off.
		/// `refused` if it is off.

private:
	AuthPlug::Api::DatabaseService& _database;
};


} // namespace AuthServer


#endif // AuthServer_FactorStore_INCLUDED
