//
// AccountStore.h
//
// Example: auth-server
// Package: store
//
// The table account.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_AccountStore_INCLUDED
#define AuthServer_AccountStore_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "store/Account.h"
#include "store/Sql.h"
#include <cstdint>
#include <optional>
#include <string_view>


namespace AuthServer {


class AccountStore
	/// Finds and adds accounts. Thread-safe.
{
public:
	explicit AccountStore(AuthPlug::Api::DatabaseService& database);

	bool findByLogin(std::string_view login, AuthPlug::Api::Deadline deadline, std::optional<Account>& account);
		/// Looks an account up by the very bytes of its login name. Returns
		/// false if the database is away.

	bool findById(std::uint64_t id, AuthPlug::Api::Deadline deadline, std::optional<Account>& account);

	Stored add(std::string_view login, std::string_view email, std::string_view passwordHash, AuthPlug::Api::Deadline deadline);
		/// Adds an account with its password, both or none. `refused` if the
		/// login name is taken: nothing of that account is touched then.

private:
	AuthPlug::Api::DatabaseService& _database;
};


} // namespace AuthServer


#endif // AuthServer_AccountStore_INCLUDED
