//
// SessionStore.h
//
// Example: auth-server
// Package: store
//
// The table session.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_SessionStore_INCLUDED
#define AuthServer_SessionStore_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "store/Account.h"
#include "store/Sql.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>


namespace AuthServer {


struct Session
	/// A session that lives, with its account as it is now.
{
	std::string id;                 /// 16 bytes
	Account account;
	bool partial = false;           /// the second factor is still missing
	std::string refreshId;          /// id of the newest refresh token
	std::string previousRefreshId;  /// and of the one before
	std::uint64_t rotatedMicros = 0;
	std::uint64_t nowMicros = 0;    /// the database's clock
};


class SessionStore
	/// Sessions: a session lives while it was not ended, its account is enabled
	/// and it carries the account's present epoch. Thread-safe.
{
public:
	explicit SessionStore(AuthPlug::Api::DatabaseService& database);

	Stored create(std::string_view id, const Account& account, std::string_view refreshId, AuthPlug::Api::Deadline deadline);
		/// Adds a session with the epoch that the account had when it was read,
		/// which is before its password was checked. `refused` if the account's
		/// epoch, second factor or state has changed since.

	bool find(std::string_view id, AuthPlug::Api::Deadline deadline, std::optional<Session>& session);
		/// Finds a session that lives. Returns false if the database is away.

	Stored touch(std::string_view id, AuthPlug::Api::Deadline deadline);
		/// Notes that the session is in use. `refused` if it was ended.

	Stored rotate(std::string_view id, std::string_view refreshId, std::string_view newRefreshId, AuthPlug::Api::Deadline deadline);
		/// Puts a new refresh token in the place of the newest one. `refused` if
		/// refreshId is not the newest.

	Stored end(std::string_view id, AuthPlug::Api::Deadline deadline);
		/// Ends a session. `refused` if it does not live.

	bool endOutdated(std::uint64_t accountId, std::string_view keepId, AuthPlug::Api::Deadline deadline);
		/// Ends the sessions of an earlier epoch. Returns false if it can't be
		/// told whether that was done.

	Stored removeOld(std::uint64_t olderThanMicros, AuthPlug::Api::Deadline deadline, std::uint64_t& removed);
		/// Deletes up to 1000 sessions whose last refresh token is older than that.

private:
	Stored change(const Statement& statement, std::initializer_list<Value> parameters, AuthPlug::Api::Deadline deadline);

	AuthPlug::Api::DatabaseService& _database;
};


} // namespace AuthServer


#endif // AuthServer_SessionStore_INCLUDED
